"""Encrypt anew, with the current key, every field and file that an older key encrypted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.access.actor import Actor
from app.access.policy import require
from app.crypto import DecryptionError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import secrets

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Rotation:
    """Say what was done: "table.column" → values, files, and the places that could not be read."""

    version: int
    fields: Mapping[str, int]
    files: int
    unreadable: tuple[str, ...]


def key_usage(runtime: Runtime, actor: Actor) -> dict[str, dict[str, int]]:
    """Return "table.column" → key version → number of values, of all columns that hold encrypted text."""
    require(actor, "keys.rotate")
    found: dict[str, dict[str, int]] = {}
    with runtime.read() as tx:
        for field in secrets.fields():
            counted = secrets.versions(tx, field)
            if counted:
                found[_name(field)] = counted
    return found


def rotate_keys(
    runtime: Runtime, actor: Actor, tell: Callable[[str, int], object] = lambda _name, _count: None
) -> Rotation:
    """Encrypt anew, in small transactions, while the site runs; interrupted, it goes on where it stopped.

    A value that cannot be read (its key is missing, it was changed or moved) is left alone and named.
    """
    require(actor, "keys.rotate")
    done: dict[str, int] = {}
    unreadable: list[str] = []
    for field in secrets.fields():
        count = _rotate_field(runtime, field, unreadable)
        if count:
            done[_name(field)] = count
            tell(_name(field), count)
    files = runtime.blobs.reencrypt()
    with runtime.transaction() as tx:
        facts = {
            "version": runtime.keys.current,
            "fields": done,
            "files": files,
            "unreadable": len(unreadable),
        }
        append_event(runtime, tx, None, actor=actor, action="keys.rotated", facts=facts, retention="log")
    return Rotation(runtime.keys.current, done, files, tuple(unreadable))


def _rotate_field(runtime: Runtime, field: secrets.Field, unreadable: list[str]) -> int:
    changed, after = 0, None
    while True:
        with runtime.transaction() as tx:
            rows = secrets.older(tx, field, runtime.keys.current, after=after, limit=_BATCH)
            for key, old in rows:
                new = _encrypted_anew(runtime, field, key, old)
                if new is None:
                    unreadable.append(f"{_name(field)} {key[0] if len(key) == 1 else key}")
                elif secrets.replace(tx, field, key, old, new):
                    changed += 1
        if len(rows) < _BATCH:
            return changed
        after = rows[-1][0]


def _encrypted_anew(runtime: Runtime, field: secrets.Field, key: tuple[Any, ...], old: str) -> str | None:
    row_key = key[0] if len(key) == 1 else key
    try:
        plain = runtime.keys.decrypt(old, table=field.table.name, column=field.column.name, key=row_key)
    except DecryptionError:
        return None
    return runtime.keys.encrypt(plain, table=field.table.name, column=field.column.name, key=row_key)


def _name(field: secrets.Field) -> str:
    return f"{field.table.name}.{field.column.name}"
