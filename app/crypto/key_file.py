"""The key file: JSON outside the database, readable by its owner only. Knows the file, not what the keys do.

``{"current": 2, "keys": {"1": "<64 hex>", "2": "<64 hex>"}, "index": "<64 hex>"}``
"""

import json
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from app.crypto.errors import KeyFileError
from app.text import Text, text

SECRET_BYTES = 32
_OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class KeyFile:
    """Hold what a key file says: 32-byte secrets by version, the index key, the version to write with."""

    keys: dict[int, bytes]
    index_key: bytes
    current: int

    def __repr__(self) -> str:
        """Name the versions; never a secret, which a traceback would carry into a log."""
        return f"KeyFile(versions={sorted(self.keys)}, current={self.current})"


def create_key_file(path: Path) -> None:
    """Make a key file with one version, mode 0600; leave one that is already there alone.

    Several processes may start at once: the first one's file wins and all read that.
    """
    fresh = KeyFile({1: secrets.token_bytes(SECRET_BYTES)}, secrets.token_bytes(SECRET_BYTES), 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _write_beside(path, fresh)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def add_version(path: Path) -> KeyFile:
    """Add a new secret to the file and make it current; the file is replaced in one step."""
    content = read_key_file(path, check_mode=False)
    version = max(content.keys) + 1
    grown = KeyFile({**content.keys, version: secrets.token_bytes(SECRET_BYTES)}, content.index_key, version)
    _write_beside(path, grown).replace(path)
    return grown


def read_key_file(path: Path, *, check_mode: bool) -> KeyFile:
    """Read and check a key file; raise KeyFileError naming every problem."""
    try:
        mode = path.stat().st_mode
        raw = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        message = text("找不到密钥文件 %(path)s。请先生成密钥文件并单独备份。", path=path)
        raise KeyFileError(message) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFileError(text("读不了密钥文件 %(path)s：%(reason)s", path=path, reason=error)) from error
    if check_mode and mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise KeyFileError(
            text(
                "密钥文件 %(path)s 的权限是 %(mode)s，其他用户可以读写。请改为 0600。",
                path=path,
                mode=oct(stat.S_IMODE(mode)),
            )
        )
    return _parse(path, raw)


def _parse(path: Path, raw: str) -> KeyFile:
    try:
        data = json.loads(raw)
    except ValueError as error:
        raise KeyFileError(
            text("密钥文件 %(path)s 不是 JSON：%(reason)s", path=path, reason=error)
        ) from error
    problems: list[Text] = []
    keys: dict[int, bytes] = {}
    entries = data.get("keys") if isinstance(data, dict) else None
    if not isinstance(entries, dict) or not entries:
        problems.append(text("缺少 keys"))
        entries = {}
    for version, value in entries.items():
        secret = _secret(value)
        if secret is None or not version.isascii() or not version.isdigit() or int(version) < 1:
            problems.append(text("keys.%(version)s 应为正整数版本号和 64 位十六进制数", version=version))
        else:
            keys[int(version)] = secret
    index_key = _secret(data.get("index")) if isinstance(data, dict) else None
    if index_key is None:
        problems.append(text("index 应为 64 位十六进制数"))
    current = data.get("current", max(keys, default=0)) if isinstance(data, dict) else 0
    if keys and current not in keys:
        problems.append(text("current 指向不存在的版本 %(version)s", version=current))
    if problems or index_key is None:
        reasons = "；".join(str(problem) for problem in problems)
        raise KeyFileError(text("密钥文件 %(path)s 有误：%(reason)s", path=path, reason=reasons))
    return KeyFile(keys, index_key, int(current))


def _secret(value: object) -> bytes | None:
    if not isinstance(value, str):
        return None
    try:
        secret = bytes.fromhex(value)
    except ValueError:
        return None
    return secret if len(secret) == SECRET_BYTES else None


def _write_beside(path: Path, content: KeyFile) -> Path:
    body = {
        "current": content.current,
        "keys": {str(version): secret.hex() for version, secret in sorted(content.keys.items())},
        "index": content.index_key.hex(),
    }
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w") as file:
        json.dump(body, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    return draft
