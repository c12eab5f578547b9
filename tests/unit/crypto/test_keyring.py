import json
import threading

import pytest

from app.crypto import DecryptionError, KeyFileError, KeyRing
from app.crypto.key_file import create_key_file

ONE = KeyRing({1: b"1" * 32}, b"i" * 32)
TWO = KeyRing({1: b"1" * 32, 2: b"2" * 32}, b"i" * 32)
PLACE = {"table": "instance", "column": "applicant_phone", "key": 42}


def test_a_field_comes_back_from_its_own_place():
    stored = ONE.encrypt("13800005678", **PLACE)

    assert stored.startswith("sm4:1:")
    assert "5678" not in stored
    assert ONE.decrypt(stored, **PLACE) == "13800005678"


@pytest.mark.parametrize(
    "place",
    [
        {"table": "instance", "column": "applicant_phone", "key": 43},
        {"table": "instance", "column": "applicant_id", "key": 42},
        {"table": "account", "column": "applicant_phone", "key": 42},
        {"table": "instanc", "column": "eapplicant_phone", "key": 42},
    ],
)
def test_a_field_moved_to_another_place_does_not_open(place):
    stored = ONE.encrypt("13800005678", **PLACE)

    with pytest.raises(DecryptionError, match="校验失败"):
        ONE.decrypt(stored, **place)


@pytest.mark.parametrize("stored", ["", "plain", "sm4:x:AAAA", "sm4:1:!", "sm4:1:AAAA", "aes:1:AAAA"])
def test_what_is_not_a_ciphertext_is_refused(stored):
    with pytest.raises(DecryptionError):
        ONE.decrypt(stored, **PLACE)


def test_a_missing_key_version_is_named():
    stored = TWO.encrypt("何秀英", **PLACE)

    with pytest.raises(DecryptionError, match="第 2 版"):
        ONE.decrypt(stored, **PLACE)


def test_missing_values_stay_missing():
    assert ONE.encrypt_optional(None, **PLACE) is None
    assert ONE.encrypt_optional("", **PLACE) is None
    assert ONE.decrypt_optional(None, **PLACE) is None
    assert ONE.decrypt_optional(ONE.encrypt_optional("a", **PLACE), **PLACE) == "a"


def test_rotation_rewrites_old_versions_only():
    old, new = ONE.encrypt("甲", **PLACE), TWO.encrypt("乙", **{**PLACE, "key": 43})

    changed = TWO.reencrypt([(42, old), (43, new), (44, None)], table="instance", column="applicant_phone")

    assert [key for key, _ in changed] == [42]
    assert changed[0][1].startswith("sm4:2:")
    assert TWO.decrypt(changed[0][1], **PLACE) == "甲"
    assert not TWO.needs_rotation(changed[0][1])


def test_rotation_leaves_plain_text_alone():
    assert not TWO.needs_rotation("在办")
    assert not TWO.needs_rotation(None)


def test_the_blind_index_finds_a_value_however_it_is_typed():
    wanted = ONE.blind_index("41030519580101123X", purpose="id")

    assert ONE.blind_index("410305 19580101 123x", purpose="id") == wanted
    assert ONE.blind_index("４１０３０５-19580101-123Ｘ", purpose="id") == wanted
    assert ONE.blind_index("410305195801011231", purpose="id") != wanted


def test_the_blind_index_differs_by_purpose_and_by_installation():
    other = KeyRing({1: b"1" * 32}, b"j" * 32)

    assert ONE.blind_index("1", purpose="id") != ONE.blind_index("1", purpose="phone")
    assert ONE.blind_index("1", purpose="id") != other.blind_index("1", purpose="id")
    assert ONE.blind_index("1", purpose="id") == TWO.blind_index("1", purpose="id")
    assert len(ONE.blind_index("1", purpose="id")) == 64
    assert ONE.digest("1", purpose="id") != ONE.seal("1", purpose="id") != ONE.blind_index("1", purpose="id")


def test_a_blob_opens_only_under_its_own_place_and_unchanged():
    stored = ONE.encrypt_bytes(b"%PDF", place=b"digest")

    assert ONE.decrypt_bytes(stored, place=b"digest") == b"%PDF"
    assert ONE.bytes_version(stored) == 1
    with pytest.raises(DecryptionError):
        ONE.decrypt_bytes(stored, place=b"other")
    with pytest.raises(DecryptionError):
        ONE.decrypt_bytes(stored[:-1] + bytes([stored[-1] ^ 1]), place=b"digest")
    with pytest.raises(DecryptionError):
        ONE.decrypt_bytes(b"plain", place=b"digest")


def test_a_blob_does_not_open_under_a_forged_version():
    stored = TWO.encrypt_bytes(b"x", place=b"d")

    forged = stored[:4] + (1).to_bytes(4, "big") + stored[8:]

    with pytest.raises(DecryptionError):
        TWO.decrypt_bytes(forged, place=b"d")


def test_the_demo_city_makes_its_key_file_for_the_owner_only(tmp_path):
    path = tmp_path / "var" / "keys.json"

    ring = KeyRing.open(path, demo=True)

    assert path.stat().st_mode & 0o777 == 0o600
    again = KeyRing.open(path, demo=False)
    assert again.decrypt(ring.encrypt("a", **PLACE), **PLACE) == "a"
    assert [p.name for p in path.parent.iterdir()] == ["keys.json"]


def test_outside_the_demo_city_a_missing_file_is_an_error_and_is_not_made(tmp_path):
    path = tmp_path / "keys.json"

    with pytest.raises(KeyFileError, match="找不到密钥文件"):
        KeyRing.open(path, demo=False)

    assert not path.exists()


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o620])
def test_a_file_others_may_read_or_write_is_refused_outside_the_demo_city(tmp_path, mode):
    path = tmp_path / "keys.json"
    create_key_file(path)
    path.chmod(mode)

    with pytest.raises(KeyFileError, match="权限"):
        KeyRing.open(path, demo=False)

    assert KeyRing.open(path, demo=True).current == 1


def test_all_problems_of_a_key_file_are_named_at_once(tmp_path):
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"current": 3, "keys": {"1": "00" * 32, "zwei": "00" * 32, "2": "abc"}}))

    with pytest.raises(KeyFileError) as caught:
        KeyRing.open(path, demo=True)

    message = str(caught.value)
    assert all(part in message for part in ("keys.zwei", "keys.2", "index", "current", "keys.json"))
    assert "0000" not in message


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"keys": []}'])
def test_a_broken_key_file_is_named_not_a_crash(tmp_path, content):
    path = tmp_path / "keys.json"
    path.write_text(content)

    with pytest.raises(KeyFileError, match=r"keys\.json"):
        KeyRing.open(path, demo=True)


def test_rotating_adds_a_version_and_keeps_the_old_one(tmp_path):
    path = tmp_path / "keys.json"
    before = KeyRing.open(path, demo=True)

    after = KeyRing.rotated(path)

    assert (after.versions, after.current) == ((1, 2), 2)
    assert after.decrypt(before.encrypt("a", **PLACE), **PLACE) == "a"
    assert after.blind_index("a", purpose="p") == before.blind_index("a", purpose="p")
    assert path.stat().st_mode & 0o777 == 0o600


def test_processes_starting_at_once_share_one_key(tmp_path):
    path = tmp_path / "keys.json"
    rings = []
    threads = [threading.Thread(target=lambda: rings.append(KeyRing.open(path, demo=True))) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({ring.seal("x", purpose="p") for ring in rings}) == 1


def test_a_key_file_never_prints_its_secrets(tmp_path):
    path = tmp_path / "keys.json"
    create_key_file(path)
    from app.crypto.key_file import read_key_file

    content = read_key_file(path, check_mode=True)

    assert content.keys[1].hex() not in repr(content)
    assert repr(content.keys[1]) not in repr(content)
