"""Keep what somebody typed when their session had ended, and give it back after they signed in again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import orjson

from app.people.digest import fingerprint, new_token
from app.people.moment import security_now
from app.runtime import Runtime
from app.store import sessions

KEPT_FOR = timedelta(minutes=60)
_SECRET_WORDS = ("password", "csrf", "code", "secret")


@dataclass(frozen=True, slots=True)
class KeptForm:
    """Hold a form as it was posted: the path and the fields in their order. Files are not kept."""

    path: str
    fields: tuple[tuple[str, str], ...]
    had_files: bool = False


def keep_form(runtime: Runtime, form: KeptForm, *, account_key: int | None) -> str:
    """Store a posted form encrypted for an hour and return the token that finds it again.

    `account_key` is whose session had ended: nobody else gets the input back.
    """
    token, now = new_token(), security_now(runtime)
    digest = fingerprint(token)
    fields = [pair for pair in form.fields if not any(word in pair[0].lower() for word in _SECRET_WORDS)]
    body = orjson.dumps({"fields": fields, "files": form.had_files}).decode()
    with runtime.transaction() as tx:
        sessions.keep_form(
            tx,
            {
                "token_digest": digest,
                "account_key": account_key,
                "path": form.path[:500],
                "body": runtime.keys.encrypt(body, table="pending_form", column="body", key=digest),
                "created_at": now,
                "expires_at": now + KEPT_FOR,
            },
        )
    return token


def find_kept_form(runtime: Runtime, token: str, *, account_key: int) -> KeptForm | None:
    """Return the kept form if it is this account's and not too old."""
    digest = fingerprint(token)
    with runtime.read() as tx:
        row = sessions.kept_form(tx, digest, account_key, security_now(runtime))
    if row is None:
        return None
    body = orjson.loads(runtime.keys.decrypt(row.body, table="pending_form", column="body", key=digest))
    return KeptForm(row.path, tuple((name, value) for name, value in body["fields"]), body["files"])


def drop_kept_form(runtime: Runtime, token: str) -> None:
    """Delete a kept form: it was sent, or is not wanted."""
    with runtime.transaction() as tx:
        sessions.drop_form(tx, fingerprint(token))


def fields_of(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return posted pairs as a kept form holds them."""
    return tuple((str(name), str(value)) for name, value in pairs)
