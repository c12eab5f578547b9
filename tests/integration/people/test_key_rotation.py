"""The encryption key is replaced: every field and file is readable before, between and after."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app.access.actor import SYSTEM
from app.cases.record.rotate_keys import key_usage, rotate_keys
from app.crypto import DecryptionError, KeyRing
from app.documents import BlobStore
from app.errors import ForbiddenError
from app.people.kept_form import KeptForm, find_kept_form, keep_form
from app.people.own_account import read_own_account
from app.runtime import Runtime
from app.store import secrets
from app.store.tables.people import account
from tests.harness.city import actor_of, key_of


def with_new_key(city: Runtime) -> Runtime:
    """Return the city as it is after `flask keys add` and a restart."""
    keys = KeyRing.rotated(city.settings.key_file)
    return replace(city, keys=keys, blobs=BlobStore(city.settings.data_dir / "blobs", keys))


def test_every_field_and_file_moves_to_the_new_key(city: Runtime) -> None:
    citizen = actor_of(city, "hexiuying")
    token = keep_form(city, KeptForm("/x", (("a", "b"),)), account_key=citizen.account_key)
    digest = city.blobs.put(b"a letter")
    before = key_usage(city, SYSTEM)
    city = with_new_key(city)
    assert read_own_account(city, citizen).phone == "13800001234"

    done = rotate_keys(city, SYSTEM)

    assert done.version == 2
    assert done.unreadable == ()
    assert done.files == 1
    assert {name: sum(counted.values()) for name, counted in before.items()} == done.fields
    assert {"account.phone", "account.id_number", "pending_form.body"} <= set(done.fields)
    # the event that tells of it is the only field written since
    assert {version for counted in key_usage(city, SYSTEM).values() for version in counted} == {"2"}
    assert read_own_account(city, citizen).phone == "13800001234"
    assert find_kept_form(city, token, account_key=citizen.account_key or 0).fields == (("a", "b"),)
    assert city.blobs.get(digest) == b"a letter"


def test_the_old_key_is_not_needed_afterwards(city: Runtime) -> None:
    city = with_new_key(city)
    rotate_keys(city, SYSTEM)
    only_new = KeyRing({2: b"\0" * 32}, b"\0" * 32)

    with city.read() as tx:
        stored = tx.scalar(select(account.c.phone).where(account.c.login == "hexiuying"))

    with pytest.raises(DecryptionError, match="校验失败"):
        only_new.decrypt(stored, table="account", column="phone", key=key_of(city, "hexiuying"))


def test_a_second_run_has_nothing_left_to_do(city: Runtime) -> None:
    city = with_new_key(city)
    rotate_keys(city, SYSTEM)

    again = rotate_keys(city, SYSTEM)

    assert (dict(again.fields), again.files) == ({}, 0)


def test_a_value_that_cannot_be_read_is_named_and_left_alone(city: Runtime) -> None:
    key = key_of(city, "hexiuying")
    with city.transaction() as tx:
        moved = tx.scalar(select(account.c.phone).where(account.c.login == "maqiang"))
        tx.execute(update(account).where(account.c.key == key).values(phone=moved))
    city = with_new_key(city)

    done = rotate_keys(city, SYSTEM)

    assert done.unreadable == (f"account.phone {key}",)
    with city.read() as tx:
        assert tx.scalar(select(account.c.phone).where(account.c.key == key)) == moved


def test_a_value_that_changed_meanwhile_is_not_overwritten(city: Runtime) -> None:
    field = next(one for one in secrets.fields() if one.column is account.c.phone)
    key = key_of(city, "hexiuying")

    with city.transaction() as tx:
        done = secrets.replace(tx, field, (key,), "sm4:1:what it was", "sm4:2:new")

    assert not done


def test_more_values_than_one_batch_all_move(city: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cases.record.rotate_keys._BATCH", 2)
    city = with_new_key(city)

    done = rotate_keys(city, SYSTEM)

    assert done.fields["account.phone"] == 6


def test_nobody_rotates_keys_from_a_browser(city: Runtime) -> None:
    for login in ("gaoyuan", "anping", "mingjian"):
        with pytest.raises(ForbiddenError):
            rotate_keys(city, actor_of(city, login, stepped_up=True))
