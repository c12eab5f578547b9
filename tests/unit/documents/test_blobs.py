"""The blob store: what is put comes back unchanged, nothing readable lies on the disk, sweeps take orphans only."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from app.crypto import KeyRing
from app.crypto.sm3 import sm3_hex
from app.documents import BlobDamagedError, BlobMissingError, BlobStore
from app.errors import InvalidError

LETTER = "我家门口的路灯坏了三个月。".encode()
KEYS = KeyRing({1: b"1" * 32}, b"i" * 32)


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", KEYS)


def file_of(tmp_path: Path, digest: str) -> Path:
    return tmp_path / "blobs" / digest[:2] / digest


def test_bytes_come_back_under_their_sm3_digest(store):
    digest = store.put(LETTER)

    assert digest == sm3_hex(LETTER)
    assert store.get(digest) == LETTER
    assert list(store.digests()) == [digest]


def test_a_file_on_the_disk_cannot_be_read_without_the_key(store, tmp_path):
    digest = store.put(LETTER)

    stored = file_of(tmp_path, digest)
    assert LETTER not in stored.read_bytes()
    assert stored.stat().st_mode & 0o077 == 0


def test_the_same_bytes_are_stored_once_and_a_damaged_file_is_healed(store, tmp_path):
    digest = store.put(LETTER)
    before = file_of(tmp_path, digest).read_bytes()

    store.put(LETTER)
    assert file_of(tmp_path, digest).read_bytes() == before

    file_of(tmp_path, digest).write_bytes(before[:-1])
    assert store.put(LETTER) == digest
    assert store.get(digest) == LETTER


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[:-1], lambda raw: raw[:20] + b"x" + raw[21:], lambda raw: b""]
)
def test_damage_is_named(store, tmp_path, damage):
    digest = store.put(LETTER)
    file = file_of(tmp_path, digest)
    file.write_bytes(damage(file.read_bytes()))

    with pytest.raises(BlobDamagedError, match=digest):
        store.get(digest)


def test_a_file_in_the_place_of_another_one_is_refused(store, tmp_path):
    one, other = store.put(b"one"), store.put(b"other")
    file_of(tmp_path, one).write_bytes(file_of(tmp_path, other).read_bytes())

    with pytest.raises(BlobDamagedError):
        store.get(one)


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_what_is_not_there_is_missing_and_no_path_is_built_from_it(store, digest):
    with pytest.raises(BlobMissingError):
        store.get(digest)


def test_a_sweep_removes_old_orphans_and_dead_drafts_only(store, tmp_path):
    named, old, young = store.put(b"named"), store.put(b"old"), store.put(b"young")
    draft = file_of(tmp_path, old).with_name(".draft-0001")
    draft.write_bytes(b"half")
    for path in (file_of(tmp_path, named), file_of(tmp_path, old), draft):
        os.utime(path, (1, 1))

    assert store.sweep({named}, timedelta(days=1)) == 2

    assert set(store.digests()) == {named, young}
    assert store.sweep(set(), timedelta(days=1)) == 1


def test_putting_an_old_orphan_again_keeps_it_from_the_sweep(store, tmp_path):
    digest = store.put(LETTER)
    os.utime(file_of(tmp_path, digest), (1, 1))

    store.put(LETTER)

    assert store.sweep(set(), timedelta(hours=1)) == 0


def test_a_scanner_that_objects_keeps_the_file_out(tmp_path):
    store = BlobStore(
        tmp_path / "blobs", KEYS, scanner=lambda content: "EICAR" if b"EICAR" in content else None
    )

    with pytest.raises(InvalidError, match="EICAR"):
        store.put(b"X5O!EICAR")

    assert not list((tmp_path / "blobs").rglob("*"))
    assert store.get(store.put(b"clean")) == b"clean"


def test_after_a_key_change_files_are_encrypted_anew(store, tmp_path):
    digest = store.put(LETTER)
    renewed = KeyRing({1: b"1" * 32, 2: b"2" * 32}, b"i" * 32)

    assert BlobStore(tmp_path / "blobs", renewed).reencrypt() == 1

    alone = BlobStore(tmp_path / "blobs", KeyRing({2: b"2" * 32}, b"i" * 32))
    assert alone.get(digest) == LETTER
    assert alone.reencrypt() == 0


def test_a_missing_key_version_is_told_from_damage_by_its_number(store, tmp_path):
    digest = store.put(LETTER)

    with pytest.raises(BlobDamagedError, match="第 1 版密钥"):
        BlobStore(tmp_path / "blobs", KeyRing({2: b"2" * 32}, b"i" * 32)).get(digest)
