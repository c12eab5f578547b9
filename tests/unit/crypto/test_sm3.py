import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.crypto.sm3 import _by_cryptography, _by_hashlib, _choose, hmac_sm3, sm3_hex


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_the_examples_of_gb_t_32905_come_out(message, digest):
    assert sm3_hex(message) == digest


@given(st.binary(max_size=300))
@settings(max_examples=50, deadline=None)
def test_the_fallback_gives_the_same_digest_as_hashlib(data):
    fallback = _choose(frozenset({"sha256"}))

    assert fallback is _by_cryptography
    assert fallback(data) == hashlib.new("sm3", data).digest()


def test_hashlib_is_chosen_where_it_knows_sm3():
    assert _choose(frozenset({"sm3"})) is _by_hashlib


@pytest.mark.parametrize("key", [b"", b"short", b"k" * 64, b"k" * 65, b"k" * 200])
def test_hmac_agrees_with_the_standard_library(key):
    import hmac

    assert hmac_sm3(key, b"message") == hmac.new(key, b"message", "sm3").digest()
