"""Substitution (替代, 委托): somebody works in another's place for a period, in all or some processes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import ADMIN_ROLES, KINDS, Actor
from app.access.facts import AccountFacts
from app.access.policy import allows, require
from app.clock import local_date
from app.errors import InvalidError, NotFoundError
from app.people.change_password import CHECK_FIELDS
from app.people.names import fold_login
from app.people.record import record
from app.runtime import Runtime
from app.store import jobs, people, substitutes
from app.store.keys import new_key
from app.text import Text, text

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Substitution:
    """Show one substitution to somebody on either side of it, or to the head of the unit."""

    key: int
    principal: str
    substitute: str
    from_on: date
    to_on: date
    processes: tuple[str, ...] | None
    note: str
    kinds: tuple[str, ...] | None
    mine: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class NewSubstitution:
    """Hold what was typed. `principal` is a login; empty for the person who types.

    No process means all; no kind of task means all but signing, which has to be named.
    """

    substitute: str
    from_on: date | None
    to_on: date | None
    processes: tuple[str, ...] = ()
    principal: str = ""
    note: str = ""
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """Offer colleagues (login, name) and deployed processes (id, name)."""

    colleagues: tuple[tuple[str, str], ...]
    processes: tuple[tuple[str, str], ...]


def list_substitutions(runtime: Runtime, actor: Actor) -> Sequence[Substitution]:
    """Return the present and coming substitutions of the actor, and of the whole unit for its head."""
    require(actor, "account.own")
    today = local_date(runtime.clock.now())
    units = actor.units if "head" in actor.roles else frozenset()
    with runtime.read() as tx:
        rows = substitutes.substitutes_of(tx, actor.account_key or 0, today, units=units)
    return [_shown(actor, row) for row in rows]


def substitution_choices(runtime: Runtime, actor: Actor) -> Choices:
    """Return whom and which processes the form offers; another unit's people are named by their login."""
    require(actor, "account.own")
    with runtime.read() as tx:
        rows = people.colleagues(tx, actor.unit, but=actor.account_key or 0) if actor.unit else ()
        processes = substitutes.deployed_processes(tx)
    return Choices(
        tuple((row.login, row.name) for row in rows),
        tuple((row.process_id, row.name) for row in processes),
    )


def add_substitution(runtime: Runtime, actor: Actor, entered: NewSubstitution) -> int:
    """Let somebody stand in for the actor, or for a member of the head's unit; return its key.

    Raises InvalidError with every problem by field, ForbiddenError for somebody else's desk.
    """
    today = local_date(runtime.clock.now())
    with runtime.transaction() as tx:
        principal = _principal(tx, actor, entered.principal)
        require(actor, "substitute.manage", AccountFacts(principal.key, principal.unit_code))
        known = {row.process_id for row in substitutes.deployed_processes(tx)}
        fields = _dates(entered, today) | _unknown(entered.processes, known)
        if not set(entered.kinds) <= set(KINDS):
            fields["kinds"] = [text("没有这一类任务")]
        stand_in = people.account_by_login(tx, fold_login(entered.substitute))
        wrong = _stand_in_problem(tx, principal, stand_in)
        if wrong is not None:
            fields["substitute"] = [wrong]
        if fields or stand_in is None:
            raise InvalidError(CHECK_FIELDS, fields)
        key = new_key()
        values = {
            "key": key,
            "principal_key": principal.key,
            "substitute_key": stand_in.key,
            "from_on": entered.from_on,
            "to_on": entered.to_on,
            "processes": sorted(entered.processes) or None,
            "kinds": sorted(entered.kinds) or None,
            "note": entered.note.strip()[:200] or None,
            "created_at": runtime.clock.now(),
            "created_by": actor.account_key,
            "ended_at": None,
        }
        substitutes.add_substitute(tx, values)
        facts = {"from": str(entered.from_on), "to": str(entered.to_on), "processes": values["processes"]}
        facts["kinds"] = values["kinds"]
        payload = {"principal": principal.name, "substitute": stand_in.name}
        record(
            runtime, tx, actor, "substitute.added", account_key=principal.key, facts=facts, payload=payload
        )
        _follow(runtime, tx)
    return key


def end_substitution(runtime: Runtime, actor: Actor, key: int) -> None:
    """End a substitution before its time."""
    with runtime.transaction() as tx:
        row = substitutes.find_substitute(tx, key)
        principal = people.find_account(tx, row.principal_key) if row is not None else None
        if row is None or principal is None or row.ended_at is not None:
            raise NotFoundError(text("没有找到这项替代安排"))
        facts = AccountFacts(principal.key, principal.unit_code)
        # whoever is on neither side must not learn from the answer that it exists
        if not allows(actor, "substitute.manage", facts) and actor.account_key != row.substitute_key:
            raise NotFoundError(text("没有找到这项替代安排"))
        require(actor, "substitute.manage", facts)
        substitutes.end_substitute(tx, key, runtime.clock.now())
        record(runtime, tx, actor, "substitute.ended", account_key=row.principal_key)
        _follow(runtime, tx)


def _follow(runtime: Runtime, tx: Connection) -> None:
    """Let the worker report what is not lent and give back what no longer is."""
    jobs.enqueue(tx, "lending", {}, run_at=runtime.clock.now())


def _principal(tx: Connection, actor: Actor, login: str) -> Row[Any]:
    if login.strip():
        row = people.account_by_login(tx, fold_login(login))
    else:
        row = people.find_account(tx, actor.account_key or 0)
    if row is None or row.kind != "staff":
        raise InvalidError(CHECK_FIELDS, {"principal": [text("没有这个登录名的工作人员")]})
    return row


def _stand_in_problem(tx: Connection, principal: Row[Any], stand_in: Row[Any] | None) -> Text | None:
    if stand_in is None or stand_in.kind != "staff" or stand_in.disabled_at is not None:
        return text("没有这个登录名的在用工作人员账号")
    if stand_in.key == principal.key:
        return text("替代人不能是本人")
    if people.roles_of(tx, stand_in.key) & ADMIN_ROLES:
        return text("三员分立：管理员不能替代业务人员办件")
    return None


def _dates(entered: NewSubstitution, today: date) -> dict[str, list[Text]]:
    fields: dict[str, list[Text]] = {}
    if entered.from_on is None:
        fields["from_on"] = [text("请填写开始日期，例如 2026-09-28")]
    if entered.to_on is None:
        fields["to_on"] = [text("请填写结束日期，例如 2026-10-09")]
    if entered.from_on is None or entered.to_on is None:
        return fields
    if entered.to_on < entered.from_on:
        fields["to_on"] = [text("结束日期不能早于开始日期")]
    elif entered.to_on < today:
        fields["to_on"] = [text("结束日期已经过去")]
    elif entered.to_on - entered.from_on > timedelta(days=LONGEST_DAYS):
        fields["to_on"] = [text("替代期最长一年，长期调整请变更岗位")]
    return fields


def _unknown(chosen: Collection[str], known: Collection[str]) -> dict[str, list[Text]]:
    wrong = sorted(set(chosen) - set(known))
    return {"processes": [text("没有这个流程：%(name)s", name=name) for name in wrong]} if wrong else {}


def _shown(actor: Actor, row: Row[Any]) -> Substitution:
    return Substitution(
        key=row.key,
        principal=row.principal_name,
        substitute=row.substitute_name,
        from_on=row.from_on,
        to_on=row.to_on,
        processes=tuple(row.processes) if row.processes is not None else None,
        note=row.note or "",
        kinds=tuple(row.kinds) if row.kinds is not None else None,
        mine=row.principal_key == actor.account_key,
        may_end=allows(actor, "substitute.manage", AccountFacts(row.principal_key, row.principal_unit)),
    )
