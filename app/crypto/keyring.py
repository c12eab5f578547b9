"""The key ring of one installation: versioned SM4 keys from a file outside the database.

Every stored secret names the key version it was written with, so keys can be replaced while the site
runs. The ring knows no table; it is told the place of a value and binds the value to that place.
"""

import base64
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.crypto.errors import DecryptionError
from app.crypto.key_file import KeyFile, add_version, create_key_file, read_key_file
from app.crypto.sm3 import hmac_sm3
from app.crypto.sm4 import KEY_BYTES, sm4_gcm_decrypt, sm4_gcm_encrypt
from app.text import text

PREFIX = "sm4"
"""First part of every encrypted field: ``sm4:<key version>:<base64url of nonce ‖ ciphertext ‖ tag>``."""
_BYTES_MAGIC = b"LSB1"
_VERSION_BYTES = 4


class KeyRing:
    """Encrypt and decrypt with versioned keys; derive blind indexes and seals from the index key."""

    def __init__(self, keys: Mapping[int, bytes], index_key: bytes, current: int | None = None) -> None:
        """Take 32-byte secrets by version, the 32-byte index key, and the version to write with (newest)."""
        self.current = max(keys) if current is None else current
        self._field_keys = {version: _derive(secret, b"field") for version, secret in keys.items()}
        self._bytes_keys = {version: _derive(secret, b"bytes") for version, secret in keys.items()}
        self._index_key = index_key

    @classmethod
    def open(cls, path: Path, *, demo: bool) -> "KeyRing":
        """Read the key file; in the demo city make it on first start.

        Raises KeyFileError when it is missing, malformed or, outside the demo city, readable by others.
        """
        if demo and not path.exists():
            create_key_file(path)
        return cls._from_file(read_key_file(path, check_mode=not demo))

    @classmethod
    def rotated(cls, path: Path) -> "KeyRing":
        """Add a new key version to the file, make it the one to write with, and return the new ring."""
        return cls._from_file(add_version(path))

    @classmethod
    def _from_file(cls, content: KeyFile) -> "KeyRing":
        return cls(content.keys, content.index_key, content.current)

    @property
    def versions(self) -> tuple[int, ...]:
        """Return the key versions of the ring, oldest first."""
        return tuple(sorted(self._field_keys))

    def encrypt(self, value: str, *, table: str, column: str, key: object) -> str:
        """Return the field encrypted with the current key and bound to its row.

        `key` is the row's primary key (a tuple of a composite one). A ciphertext copied to another row,
        column or table does not decrypt there.
        """
        sealed = sm4_gcm_encrypt(self._field_keys[self.current], value.encode(), _place(table, column, key))
        return f"{PREFIX}:{self.current}:{base64.urlsafe_b64encode(sealed).decode()}"

    def decrypt(self, stored: str, *, table: str, column: str, key: object) -> str:
        """Return the plain field; raise DecryptionError when it was changed, moved or its key is missing."""
        version, sealed = _split(stored)
        secret = self._key(self._field_keys, version)
        return sm4_gcm_decrypt(secret, sealed, _place(table, column, key)).decode()

    def encrypt_optional(self, value: str | None, *, table: str, column: str, key: object) -> str | None:
        """Encrypt a value that may be missing; None and an empty string give None."""
        return self.encrypt(value, table=table, column=column, key=key) if value else None

    def decrypt_optional(self, stored: str | None, *, table: str, column: str, key: object) -> str | None:
        """Decrypt a value that may be missing."""
        return self.decrypt(stored, table=table, column=column, key=key) if stored else None

    def encrypt_bytes(self, plain: bytes, *, place: bytes) -> bytes:
        """Return a blob encrypted with the current key and bound to a place (such as its content digest)."""
        head = _BYTES_MAGIC + self.current.to_bytes(_VERSION_BYTES, "big")
        return head + sm4_gcm_encrypt(self._bytes_keys[self.current], plain, head + place)

    def decrypt_bytes(self, stored: bytes, *, place: bytes) -> bytes:
        """Return the plain blob; raise DecryptionError when it was changed, moved or its key is missing."""
        head = stored[: len(_BYTES_MAGIC) + _VERSION_BYTES]
        secret = self._key(self._bytes_keys, self.bytes_version(stored))
        return sm4_gcm_decrypt(secret, stored[len(head) :], head + place)

    @staticmethod
    def bytes_version(stored: bytes) -> int:
        """Return the key version an encrypted blob (or its first eight bytes) was written with."""
        if not stored.startswith(_BYTES_MAGIC):
            raise DecryptionError(text("加密数据不完整，无法解密。"))
        return int.from_bytes(stored[len(_BYTES_MAGIC) : len(_BYTES_MAGIC) + _VERSION_BYTES], "big")

    def blind_index(self, value: str, *, purpose: str) -> str:
        """Return 64 hex digits by which an encrypted value is found exactly, and only exactly.

        Width, case, blanks and dashes do not matter. `purpose` (such as "phone") keeps indexes of
        different fields from being compared. The index key has no versions: an index must stay
        comparable, so replacing that key means rebuilding every index.
        """
        folded = "".join(
            sign for sign in unicodedata.normalize("NFKC", value).casefold() if sign not in " \t\n-－—"
        )
        return self._mac(b"index", purpose, folded)

    def digest(self, token: str, *, purpose: str) -> str:
        """Return the keyed digest (64 hex digits) under which a secret such as a 查询码 is stored."""
        return self._mac(b"digest", purpose, token)

    def seal(self, message: str, *, purpose: str) -> str:
        """Return 64 hex digits that nobody who holds only the database can make."""
        return self._mac(b"seal", purpose, message)

    def needs_rotation(self, stored: str | None) -> bool:
        """Say whether a field was encrypted with an older key than the current one."""
        if not stored or not stored.startswith(f"{PREFIX}:"):
            return False
        return _split(stored)[0] != self.current

    def reencrypt(
        self, rows: Iterable[tuple[object, str | None]], *, table: str, column: str
    ) -> list[tuple[object, str]]:
        """Return (key, new ciphertext) of those rows of one column that an older key encrypted."""
        return [
            (
                key,
                self.encrypt(
                    self.decrypt(stored, table=table, column=column, key=key),
                    table=table,
                    column=column,
                    key=key,
                ),
            )
            for key, stored in rows
            if stored and self.needs_rotation(stored)
        ]

    def _mac(self, kind: bytes, purpose: str, message: str) -> str:
        return hmac_sm3(_derive_full(self._index_key, kind + b"/" + purpose.encode()), message.encode()).hex()

    @staticmethod
    def _key(keys: Mapping[int, bytes], version: int) -> bytes:
        try:
            return keys[version]
        except KeyError:
            raise DecryptionError(
                text("密钥文件缺少第 %(version)s 版密钥，无法解密。", version=version)
            ) from None


def _derive_full(secret: bytes, label: bytes) -> bytes:
    return hmac_sm3(secret, b"luoshu/" + label)


def _derive(secret: bytes, label: bytes) -> bytes:
    # one secret a version, one key a purpose: a field key never encrypts an attachment
    return _derive_full(secret, label)[:KEY_BYTES]


def _place(table: str, column: str, key: object) -> bytes:
    # length-prefixed, so that no two places share one encoding
    parts = [table, column, *(key if isinstance(key, tuple) else (key,))]
    return b"".join(len(p := str(part).encode()).to_bytes(4, "big") + p for part in parts)


def _split(stored: str) -> tuple[int, bytes]:
    prefix, _, rest = stored.partition(":")
    version, _, body = rest.partition(":")
    if prefix != PREFIX or not version.isdigit():
        raise DecryptionError(text("加密数据不完整，无法解密。"))
    try:
        return int(version), base64.urlsafe_b64decode(body)
    except ValueError as error:
        raise DecryptionError(text("加密数据不完整，无法解密。")) from error
