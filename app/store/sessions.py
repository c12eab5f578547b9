"""Queries over sessions, interface tokens, throttles and kept forms."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Connection,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    delete,
    insert,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
    update,
)

from app.store.tables.people import (
    account,
    account_role,
    api_token,
    membership,
    pending_form,
    substitute,
    throttle,
    unit,
    web_session,
)

_WHO = (
    account.c.key.label("account_key"),
    account.c.login,
    account.c.name,
    account.c.kind,
    account.c.unit_code,
    account.c.disabled_at,
    account.c.must_change_password,
    account.c.totp_enrolled_at,
)


def add_session(tx: Connection, values: dict[str, Any]) -> None:
    """Insert a session row."""
    tx.execute(insert(web_session).values(values))


def find_session(tx: Connection, token_digest: str) -> Row[Any] | None:
    """Return the open session with its account's columns (null for a guest), or None."""
    return tx.execute(_open_session(), {"digest": token_digest}).first()


@cache
def _open_session() -> Select[Any]:
    # put together once: it is asked with every request, as is `_competence`
    columns = [column for column in web_session.c if column.name != "account_key"]
    return (
        select(*columns, *_WHO, unit.c.name.label("unit_name"), unit.c.name_en.label("unit_name_en"))
        .select_from(
            web_session.outerjoin(account, account.c.key == web_session.c.account_key).outerjoin(
                unit, unit.c.code == account.c.unit_code
            )
        )
        .where(web_session.c.token_digest == bindparam("digest"), web_session.c.ended_at.is_(None))
    )


def find_token(tx: Connection, token_digest: str, now: datetime) -> Row[Any] | None:
    """Return the account's columns behind a valid interface token, or None."""
    query: Select[Any] = (
        select(api_token.c.key, *_WHO)
        .join(account, account.c.key == api_token.c.account_key)
        .where(
            api_token.c.token_digest == token_digest,
            api_token.c.ended_at.is_(None),
            api_token.c.expires_at > now,
        )
    )
    return tx.execute(query).first()


def add_token(tx: Connection, values: dict[str, Any]) -> None:
    """Insert an interface token."""
    tx.execute(insert(api_token).values(values))


def tokens_of(tx: Connection, account_key: int) -> Sequence[Row[Any]]:
    """Return the account's interface tokens that were not ended, newest first."""
    query = select(api_token).where(api_token.c.account_key == account_key, api_token.c.ended_at.is_(None))
    return tx.execute(query.order_by(api_token.c.created_at.desc())).all()


def end_token(tx: Connection, key: int, account_key: int, now: datetime) -> int:
    """End one interface token of the account; return how many rows changed."""
    query = update(api_token).where(
        api_token.c.key == key, api_token.c.account_key == account_key, api_token.c.ended_at.is_(None)
    )
    return tx.execute(query.values(ended_at=now)).rowcount


def competence(tx: Connection, account_key: int, on: date) -> Sequence[Row[Any]]:
    """Return, in one statement, rows (what, owner, owner_name, unit, value, processes, kinds) of an account.

    `what` is role, post (own) or lent (a post, null for none, of a principal it substitutes for today).
    """
    return tx.execute(_competence(), {"account": account_key, "today": on}).all()


@cache
def _competence() -> CompoundSelect[Any]:
    account_key, on = bindparam("account", type_=BigInteger), bindparam("today", type_=Date)
    person = account.alias("principal")
    held = membership.alias("held")
    none = null()
    roles = select(
        literal("role").label("what"),
        account_key.label("owner"),
        literal("").label("owner_name"),
        none.label("unit"),
        account_role.c.role.label("value"),
        # the first part of a union says how the column is read
        type_coerce(none, substitute.c.processes.type).label("processes"),
        type_coerce(none, substitute.c.kinds.type).label("kinds"),
    ).where(account_role.c.account_key == account_key)
    posts = select(
        literal("post"),
        account_key,
        literal(""),
        membership.c.unit_code,
        membership.c.post_code,
        none,
        none,
    ).where(membership.c.account_key == account_key)
    lent = (
        select(
            literal("lent"),
            person.c.key,
            person.c.name,
            held.c.unit_code,
            held.c.post_code,
            substitute.c.processes,
            substitute.c.kinds,
        )
        .select_from(
            substitute.join(person, person.c.key == substitute.c.principal_key).outerjoin(
                held, held.c.account_key == person.c.key
            )
        )
        .where(
            substitute.c.substitute_key == account_key,
            substitute.c.from_on <= on,
            substitute.c.to_on >= on,
            substitute.c.ended_at.is_(None),
        )
    )
    return union_all(roles, posts, lent)


def touch_session(tx: Connection, key: int, values: dict[str, Any]) -> None:
    """Change an open session's columns."""
    tx.execute(update(web_session).where(web_session.c.key == key).values(values))


def sessions_of(tx: Connection, account_key: int) -> Sequence[Row[Any]]:
    """Return the account's open sessions, last used first."""
    query = select(web_session).where(
        web_session.c.account_key == account_key, web_session.c.ended_at.is_(None)
    )
    return tx.execute(query.order_by(web_session.c.last_seen_at.desc())).all()


def end_sessions(
    tx: Connection, account_key: int, now: datetime, *, only: int | None = None, but: int | None = None
) -> int:
    """End the account's open sessions (all, one, or all but one); return how many were ended."""
    query = update(web_session).where(
        web_session.c.account_key == account_key, web_session.c.ended_at.is_(None)
    )
    if only is not None:
        query = query.where(web_session.c.key == only)
    if but is not None:
        query = query.where(web_session.c.key != but)
    return tx.execute(query.values(ended_at=now)).rowcount


def sweep(tx: Connection, *, now: datetime, seen_before: datetime) -> dict[str, int]:
    """Delete what only served a moment: old sessions, kept forms, old counters. Return rows per table."""
    old_session = delete(web_session).where(web_session.c.last_seen_at < seen_before)
    old_form = delete(pending_form).where(pending_form.c.expires_at < now)
    old_count = delete(throttle).where(
        throttle.c.since < seen_before, or_(throttle.c.locked_until.is_(None), throttle.c.locked_until < now)
    )
    return {
        "web_session": tx.execute(old_session).rowcount,
        "pending_form": tx.execute(old_form).rowcount,
        "throttle": tx.execute(old_count).rowcount,
    }


def throttles(tx: Connection, buckets: Sequence[str]) -> Sequence[Row[Any]]:
    """Return the counters that exist for these buckets."""
    return tx.execute(select(throttle).where(throttle.c.bucket.in_(buckets))).all()


def save_throttle(tx: Connection, bucket: str, values: dict[str, Any]) -> None:
    """Insert or change a counter; the caller's transaction has read it before."""
    changed = tx.execute(update(throttle).where(throttle.c.bucket == bucket).values(values)).rowcount
    if not changed:
        tx.execute(insert(throttle).values(bucket=bucket, **values))


def forget_throttle(tx: Connection, bucket: str) -> None:
    """Delete a counter."""
    tx.execute(delete(throttle).where(throttle.c.bucket == bucket))


def keep_form(tx: Connection, values: dict[str, Any]) -> None:
    """Insert a kept form."""
    tx.execute(insert(pending_form).values(values))


def kept_form(tx: Connection, token_digest: str, account_key: int, now: datetime) -> Row[Any] | None:
    """Return a kept form that this account may have back, or None."""
    query = select(pending_form).where(
        and_(
            pending_form.c.token_digest == token_digest,
            pending_form.c.expires_at > now,
            or_(pending_form.c.account_key.is_(None), pending_form.c.account_key == account_key),
        )
    )
    return tx.execute(query).first()


def drop_form(tx: Connection, token_digest: str) -> None:
    """Delete a kept form."""
    tx.execute(delete(pending_form).where(pending_form.c.token_digest == token_digest))
