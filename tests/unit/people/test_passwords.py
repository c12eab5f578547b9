"""Which passwords are good enough, and how they are kept."""

import pytest

from app.access.actor import ROLES
from app.people.accounts import first_password
from app.people.password import (
    hash_first_password,
    hash_password,
    needs_new_hash,
    problems_of,
    verify_password,
    was_used,
)
from app.people.role_names import ROLE_NAMES, role_name


@pytest.mark.parametrize(
    "password",
    ["Luoyang-2026", "abcdEFGH12", "a long sentence of small signs", "牡丹花开时节动京城的那一天啊"],
)
def test_long_or_mixed_passwords_are_accepted(password: str) -> None:
    assert problems_of(password) == []


@pytest.mark.parametrize(
    "password",
    ["", "Ab1-efg", "abcdefghij", "ABCDEFGHIJ1", "aaaaaaaaaaaaaaaaaa", "aB1aB1aB1aB1", "x" * 129],
)
def test_short_plain_or_repeated_ones_are_refused(password: str) -> None:
    assert problems_of(password)


def test_a_password_does_not_contain_login_or_name() -> None:
    assert problems_of("Zhaolin-2026", login="zhaolin")
    assert problems_of("Good-Wang-Xiaoming", name="wang-xiaoming")
    assert problems_of("Luoyang-2026", login="zhaolin", name="赵琳") == []


def test_a_hash_tells_the_password_from_others_and_is_never_twice_the_same() -> None:
    first, second = hash_password("Luoyang-2026"), hash_password("Luoyang-2026")

    assert first != second
    assert "Luoyang" not in first
    assert verify_password("Luoyang-2026", first)
    assert not verify_password("Luoyang-2027", first)
    assert was_used("Luoyang-2026", [second])


@pytest.mark.parametrize("stored", [None, "", "plain", "$argon2id$broken"])
def test_without_a_usable_hash_no_password_is_right(stored: str | None) -> None:
    assert not verify_password("nobody has this password", stored)


def test_a_first_password_is_good_enough_and_hashed_anew_at_the_first_sign_in() -> None:
    password = first_password()

    assert problems_of(password) == []
    assert verify_password(password, hash_first_password(password))
    assert needs_new_hash(hash_first_password(password))
    assert not needs_new_hash(hash_password(password))


def test_every_role_has_a_name_for_the_page() -> None:
    assert {role: name.msgid for role, name in ROLE_NAMES.items()} == dict(ROLES)
    assert str(role_name("unheard-of")) == "unheard-of"
