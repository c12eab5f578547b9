"""SM3 (GB/T 32905-2016) and HMAC over it (GB/T 15852.2). Knows no key and no meaning of what it hashes."""

import hashlib
import hmac
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes

DIGEST_BYTES = 32
_BLOCK_BYTES = 64


def _by_hashlib(data: bytes) -> bytes:
    return hashlib.new("sm3", data).digest()


def _by_cryptography(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def _choose(
    available: frozenset[str] | set[str] = frozenset(hashlib.algorithms_available),
) -> Callable[[bytes], bytes]:
    # The interpreter's OpenSSL may be built without SM3 (FIPS builds, some musl images); the one that
    # comes with the cryptography package always has it. hashlib is a third faster on short input.
    return _by_hashlib if "sm3" in available else _by_cryptography


_sm3 = _choose()


def sm3(data: bytes) -> bytes:
    """Return the 32-byte SM3 digest."""
    return _sm3(data)


def sm3_hex(data: bytes) -> str:
    """Return the SM3 digest as 64 lower-case hex digits."""
    return _sm3(data).hex()


def hmac_sm3(key: bytes, data: bytes) -> bytes:
    """Return the 32-byte HMAC-SM3 (RFC 2104 construction, block of 64 bytes)."""
    if len(key) > _BLOCK_BYTES:
        key = _sm3(key)
    padded = key.ljust(_BLOCK_BYTES, b"\0")
    inner = _sm3(bytes(b ^ 0x36 for b in padded) + data)
    return _sm3(bytes(b ^ 0x5C for b in padded) + inner)


def equal(a: bytes, b: bytes) -> bool:
    """Compare two digests in constant time."""
    return hmac.compare_digest(a, b)
