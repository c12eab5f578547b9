"""Who an installation is to others: an Ed25519 key, and a code that is a digest of its public half.

The code cannot be claimed by anybody with another key. It must not know where the secret comes from.
"""

from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.crypto import sm3_hex

ALGORITHM = "ed25519"
CODE_LENGTH = 16
KEY_HEX = 64


@dataclass(frozen=True)
class Identity:
    """Sign in the name of this installation."""

    seed: bytes = field(repr=False)
    """32 secret bytes."""

    @property
    def public_key(self) -> str:
        """Return the public key, 64 hex digits."""
        return self._private.public_key().public_bytes_raw().hex()

    @property
    def code(self) -> str:
        """Return the code by which other installations know this one."""
        return site_code_of(self.public_key)

    def sign(self, message: bytes) -> str:
        """Return the signature over a message, 128 hex digits."""
        return self._private.sign(message).hex()

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def site_code_of(public_key: str) -> str:
    """Return the code of the installation with this public key: the first 16 hex digits of its SM3 digest."""
    return sm3_hex(bytes.fromhex(public_key))[:CODE_LENGTH]


def is_public_key(text: str) -> bool:
    """Say whether a text is 64 hex digits that stand for a key."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(text))
    except ValueError:
        return False
    return len(text) == KEY_HEX


def is_signed(public_key: str, message: bytes, signature: str) -> bool:
    """Say whether the holder of a key signed exactly this message."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), message)
    except (ValueError, InvalidSignature):
        return False
    return True
