"""Keep what somebody is typing until it is sent: values and files, encrypted, for a limited time.

A guest finds it again by a token that only the browser holds, a citizen with an account by the account too.
It must not know what a form asks; the use cases that keep something say what it is for (`place`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.cases.moving.posted_again import walk_files
from app.crypto import new_token
from app.forms import AcceptedFile, UploadedFile
from app.forms.paths import to_name
from app.people.digest import fingerprint
from app.people.moment import security_now
from app.people.throttle import Limit
from app.runtime import Runtime
from app.store import filings
from app.store.keys import new_key

GUEST_KEEPS = timedelta(hours=24)
ACCOUNT_KEEPS = timedelta(days=30)
NEW_DRAFTS = Limit("draft-address", 60, timedelta(hours=1), timedelta(minutes=15))
"""Sixty new drafts from one address in an hour: a library's terminals stay below it."""
_FILE_PLACE = "filing_file/"


@dataclass(frozen=True)
class Kept:
    """Hold kept input: `values` as a form shows them, files described by name; `digest` finds the row."""

    digest: str
    place: str
    state: str
    values: Mapping[str, Any] = field(default_factory=dict)
    saved_at: datetime | None = None
    expires_at: datetime | None = None


def find_kept(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    token: str | None,
    place: str,
    *,
    state: str = "open",
    lock: bool = False,
) -> Kept | None:
    """Return what was kept for this place under the browser's token, else under the account."""
    now = security_now(runtime)
    row = filings.filing_by_token(tx, fingerprint(token), now, lock=lock) if token else None
    if row is not None and (row.place != place or row.state != state or not _may_open(actor, row)):
        row = None
    if row is None and actor.account_key is not None:
        row = filings.newest_filing_of(tx, actor.account_key, place, now, state=state)
    return None if row is None else _kept(runtime, row)


def keep(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    values: dict[str, Any],
    files: Sequence[AcceptedFile],
    *,
    before: Kept | None,
    place: str,
) -> tuple[str | None, Kept]:
    """Write values and new files over `before`; return the token of a new row (None: the old one) and it.

    Files that the values describe no longer are deleted.
    """
    now = security_now(runtime)
    token = new_token() if before is None else None
    digest = fingerprint(token) if token else before.digest if before else ""
    expires_at = now + (GUEST_KEEPS if actor.account_key is None else ACCOUNT_KEEPS)
    fresh = _number_files(values, files)
    head = {
        "account_key": actor.account_key,
        "saved_at": now,
        "expires_at": expires_at,
        "body": _seal(runtime, digest, values),
    }
    if token:
        filings.drop_filings(tx, ended_before=now)
        filings.add_filing(tx, {"token_digest": digest, "place": place, "state": "open", **head})
    else:
        filings.change_filing(tx, digest, head)
        wanted = {one.get("key") for _, one in walk_files(values)}
        gone = [row.key for row in filings.files_of(tx, digest) if row.key not in wanted]
        filings.drop_files(tx, digest, gone)
    filings.add_files(tx, [_file_row(runtime, digest, key, file) for key, file in fresh])
    return token, Kept(digest, place, "open", values, now, expires_at)


def kept_files(runtime: Runtime, tx: Connection, kept: Kept) -> list[UploadedFile]:
    """Return the files with their bytes, each under the field where the values describe it now."""
    fields = {one.get("key"): to_name(path) for path, one in walk_files(kept.values)}
    return [
        UploadedFile(
            fields[row.key],
            row.name,
            runtime.keys.decrypt_bytes(bytes(row.content), place=f"{_FILE_PLACE}{row.key}".encode()),
        )
        for row in filings.files_of(tx, kept.digest, content=True)
        if row.key in fields
    ]


def end_kept(
    runtime: Runtime, tx: Connection, kept: Kept, *, state: str, values: Mapping[str, Any], lasts: timedelta
) -> None:
    """Replace kept input by a short note that lasts a few minutes; its files are deleted."""
    now = security_now(runtime)
    filings.drop_files(tx, kept.digest)
    filings.change_filing(
        tx,
        kept.digest,
        {
            "state": state,
            "body": _seal(runtime, kept.digest, values),
            "saved_at": now,
            "expires_at": now + lasts,
        },
    )


def drop_kept(tx: Connection, kept: Kept) -> None:
    """Delete kept input with its files."""
    filings.drop_filings(tx, token_digest=kept.digest)


def purge_kept(runtime: Runtime) -> int:
    """Delete everything whose time is over; return how much went."""
    with runtime.transaction() as tx:
        return filings.drop_filings(tx, ended_before=security_now(runtime))


def _may_open(actor: Actor, row: Row[Any]) -> bool:
    return row.account_key is None or row.account_key == actor.account_key


def _kept(runtime: Runtime, row: Row[Any]) -> Kept:
    body = runtime.keys.decrypt(row.body, table="filing", column="body", key=row.token_digest)
    return Kept(row.token_digest, row.place, row.state, json.loads(body), row.saved_at, row.expires_at)


def _seal(runtime: Runtime, digest: str, values: Mapping[str, Any]) -> str:
    plain = json.dumps(values, ensure_ascii=False)
    sealed: str = runtime.keys.encrypt(plain, table="filing", column="body", key=digest)
    return sealed


def _number_files(values: dict[str, Any], files: Sequence[AcceptedFile]) -> list[tuple[int, AcceptedFile]]:
    """Give each new file a key and write it into its description, so that both are found again."""
    waiting = list(files)
    fresh: list[tuple[int, AcceptedFile]] = []
    for path, one in walk_files(values):
        if "key" in one:
            continue
        name = to_name(path)
        found = next((f for f in waiting if f.field == name and f.name == one["fileName"]), None)
        if found is not None:
            waiting.remove(found)
            one["key"] = new_key()
            fresh.append((one["key"], found))
    return fresh


def _file_row(runtime: Runtime, digest: str, key: int, file: AcceptedFile) -> dict[str, Any]:
    return {
        "key": key,
        "token_digest": digest,
        "field": file.field,
        "name": file.name,
        "mime": file.mime,
        "size": len(file.content),
        "content": runtime.keys.encrypt_bytes(file.content, place=f"{_FILE_PLACE}{key}".encode()),
    }
