"""Tokens with which a program acts for its owner: made, listed, ended by the owner, shown once."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from app.access.actor import Actor
from app.access.policy import require
from app.errors import InvalidError, NotFoundError
from app.people.change_password import CHECK_FIELDS
from app.people.digest import fingerprint, new_token
from app.people.moment import security_now
from app.people.record import record
from app.runtime import Runtime
from app.store import sessions
from app.store.keys import new_key
from app.text import Text, text

LONGEST_DAYS = 365


def create_token(runtime: Runtime, actor: Actor, name: str, days: int) -> str:
    """Return a new interface token of the actor, valid for some days (1 to 365); it is stored as a digest only."""
    require(actor, "account.own")
    fields: dict[str, list[Text]] = {}
    if not name.strip() or len(name) > 80:
        fields["name"] = [text("请写明用途，最多 80 个字")]
    if not 1 <= days <= LONGEST_DAYS:
        fields["days"] = [text("有效期为 1 至 %(count)s 天", count=LONGEST_DAYS)]
    if fields:
        raise InvalidError(CHECK_FIELDS, fields)
    token, now = new_token(), security_now(runtime)
    values = {
        "key": new_key(),
        "token_digest": fingerprint(token),
        "account_key": actor.account_key,
        "name": name.strip(),
        "created_at": now,
        "expires_at": now + timedelta(days=days),
        "ended_at": None,
    }
    with runtime.transaction() as tx:
        sessions.add_token(tx, values)
        record(runtime, tx, actor, "token.created", account_key=actor.account_key, facts={"days": days})
    return token


def list_tokens(runtime: Runtime, actor: Actor) -> Sequence[Row[Any]]:
    """Return the actor's tokens (name, created_at, expires_at) that were not ended."""
    require(actor, "account.own")
    with runtime.read() as tx:
        return sessions.tokens_of(tx, actor.account_key or 0)


def end_token(runtime: Runtime, actor: Actor, key: int) -> None:
    """End one of the actor's tokens; NotFoundError when it is somebody else's."""
    require(actor, "account.own")
    with runtime.transaction() as tx:
        if not sessions.end_token(tx, key, actor.account_key or 0, security_now(runtime)):
            raise NotFoundError(text("没有找到这个接口令牌"))
        record(runtime, tx, actor, "token.ended", account_key=actor.account_key)
