"""Files under the digest of their content, encrypted, on the disk before any row names them.

Knows folders and the key ring; the rows that name a digest are the use cases' business.
"""

import fcntl
import os
import secrets
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from app.crypto import DecryptionError, KeyRing
from app.crypto.sm3 import sm3_hex
from app.errors import InvalidError, LuoshuError
from app.text import text

_DIGEST_LENGTH = 64
_HEX = frozenset("0123456789abcdef")
_HEAD_BYTES = 8
_DRAFT = ".draft-"
_OWNER_ONLY = 0o600


class BlobMissingError(LuoshuError):
    """Say that a file that a row names is not in the store."""


class BlobDamagedError(LuoshuError):
    """Say that a stored file is not what was put there."""


class Scanner(Protocol):
    """Look for malicious content; the seam for a virus scanner."""

    def __call__(self, content: bytes) -> str | None:
        """Return the name of what was found, or None."""
        ...


class BlobStore:
    """Keep files by content: the same bytes are stored once and can be checked at any time."""

    def __init__(self, folder: Path, keys: KeyRing, scanner: Scanner | None = None) -> None:
        """Take the folder (made when needed), the key ring and, where there is one, a virus scanner."""
        self._folder = folder
        self._keys = keys
        self._scanner = scanner

    def put(self, content: bytes) -> str:
        """Store bytes and return their SM3 digest; on return they are on the disk.

        Storing the same bytes again is harmless and makes the file young again, so that a sweep cannot
        take it before the row that names it is committed. Raises InvalidError when the scanner objects;
        then nothing is stored, not even for a moment.
        """
        found = self._scanner(content) if self._scanner is not None else None
        if found:
            raise InvalidError(text("文件含有恶意内容（%(name)s），没有保存。", name=found))
        digest = sm3_hex(content)
        path = self._path(digest)
        with self._lock(fcntl.LOCK_SH):
            if self._holds(digest):
                os.utime(path)
                return digest
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, self._keys.encrypt_bytes(content, place=digest.encode()))
        return digest

    def get(self, digest: str) -> bytes:
        """Return the bytes of a digest.

        Raises BlobMissingError when the file is gone, BlobDamagedError when it was changed, cut, swapped
        with another one or its key is missing; the message names the digest.
        """
        try:
            stored = self._path(digest).read_bytes()
        except FileNotFoundError:
            raise BlobMissingError(
                text("找不到文件 %(digest)s：存储目录中没有这个文件。请从备份恢复。", digest=digest)
            ) from None
        try:
            content = self._keys.decrypt_bytes(stored, place=digest.encode())
        except DecryptionError as error:
            raise BlobDamagedError(
                text("文件 %(digest)s 已损坏：%(reason)s", digest=digest, reason=error.message)
            ) from error
        if sm3_hex(content) != digest:
            raise BlobDamagedError(text("文件 %(digest)s 的内容与其摘要不符。", digest=digest))
        return content

    def digests(self) -> Iterator[str]:
        """Yield the digest of every stored file."""
        for path in self._folder.glob("??/*"):
            if _is_digest(path.name):
                yield path.name

    def sweep(self, known: Collection[str], older_than: timedelta) -> int:
        """Remove files that no row names and drafts of writes that died; return how many went.

        `known` are the digests that rows name, read before the call. Files younger than `older_than`
        stay: their row may still be on its way.
        """
        # the age of a file is measured on the clock that wrote it, which is the machine's and not the city's
        limit = time.time() - older_than.total_seconds()
        removed = 0
        with self._lock(fcntl.LOCK_EX):
            for path in self._folder.glob("??/*"):
                orphan = path.name.startswith(_DRAFT) or (_is_digest(path.name) and path.name not in known)
                if orphan and path.stat().st_mtime < limit:
                    path.unlink()
                    removed += 1
        return removed

    def reencrypt(self) -> int:
        """Encrypt files anew that an older key wrote; return how many. Raises as `get` does."""
        changed = 0
        for digest in list(self.digests()):
            path = self._path(digest)
            with path.open("rb") as file:
                version = self._keys.bytes_version(file.read(_HEAD_BYTES))
            if version != self._keys.current:
                _write(path, self._keys.encrypt_bytes(self.get(digest), place=digest.encode()))
                changed += 1
        return changed

    def _path(self, digest: str) -> Path:
        # a digest comes from a row, but a path is never built from what has not been looked at
        if not _is_digest(digest):
            raise BlobMissingError(text("“%(digest)s”不是文件摘要。", digest=digest))
        return self._folder / digest[:2] / digest

    def _holds(self, digest: str) -> bool:
        # a damaged file is written again: the right bytes are at hand
        try:
            self.get(digest)
        except LuoshuError:
            return False
        return True

    @contextmanager
    def _lock(self, kind: int) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".lock").open("a") as file:
            fcntl.flock(file, kind)
            yield


def _is_digest(name: str) -> bool:
    return len(name) == _DIGEST_LENGTH and set(name) <= _HEX


def _write(path: Path, stored: bytes) -> None:
    draft = path.with_name(f"{_DRAFT}{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as file:
            file.write(stored)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
