"""Search the record for the audit administrator: what was done, when, by whom; not what stands in a case.

Payloads stay closed here: the three administrators do not see what is in a case (GB/T 22239-2019 8.1.4.2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.audit import Report
from app.audit.action import action_name
from app.cases.moving.reference import plain_number
from app.cases.record.audit_access import PURPOSES, record_access
from app.cases.record.audit_verify import case_key, verify_record
from app.clock import LOCAL_ZONE
from app.crypto import mask_name
from app.runtime import Runtime
from app.store import access_log, account_lists, audit, instances, people
from app.store.audit import EventQuery
from app.text import Text, text

NO_CASE = 0
"""Stands in the access log for a look at the record as a whole."""
ACTOR_KINDS = {
    "staff": text("工作人员"),
    "citizen": text("申请人"),
    "guest": text("未登录的访问者"),
    "system": text("系统"),
}


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """Hold what is searched for; empty values mean any. `who` is a login or a name."""

    number: str = ""
    since: date | None = None
    until: date | None = None
    who: str = ""
    action: str = ""

    @property
    def words(self) -> str:
        """Return the query in words for the access log."""
        parts = {
            "编号": self.number,
            "起": self.since,
            "止": self.until,
            "人员": self.who,
            "操作": self.action,
        }
        return "，".join(f"{name} {value}" for name, value in parts.items() if value) or "全部"


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """Hold one event for display; `number` is None for the system's own chain."""

    at: datetime
    action: Text
    who: str
    kind: Text
    on_behalf_of: str
    unit: str
    number: str | None
    seq: int
    element_id: str | None
    facts: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class RecordedLook:
    """Hold one look at a case or at the record."""

    at: datetime
    who: str
    kind: Text
    unit: str
    number: str | None
    purpose: Text
    reason: str | None


def search_record(
    runtime: Runtime, actor: Actor, query: RecordQuery, *, offset: int = 0, size: int = 50
) -> tuple[tuple[RecordedEvent, ...], int]:
    """Return one page of events, newest first, and how many match; the look itself is logged.

    An unknown case number or person gives an empty page. Raises ForbiddenError for everybody but the
    audit administrator.
    """
    require(actor, "audit.read")
    with runtime.read() as tx:
        key = _case_key(tx, query.number)
        actors = _actors(tx, query.who)
        wanted = EventQuery(
            since=_midnight(query.since),
            until=_midnight(query.until + timedelta(days=1)) if query.until else None,
            actors=actors,
            action=query.action or None,
            instance_key=key,
        )
        rows, total = ([], 0) if key == NO_CASE else audit.find_events(tx, wanted, limit=size, offset=offset)
        found = _events(tx, rows)
    record_access(runtime, actor, key or NO_CASE, purpose="audit", reason=query.words)
    return found, total


def search_looks(
    runtime: Runtime, actor: Actor, number: str = "", *, offset: int = 0, size: int = 50
) -> tuple[tuple[RecordedLook, ...], int]:
    """Return one page of who looked at a case (or at any), and how many; the look itself is logged."""
    require(actor, "audit.read")
    with runtime.read() as tx:
        key = _case_key(tx, number)
        rows, total = access_log.all_accesses(tx, instance_key=key, limit=size, offset=offset)
        units = people.unit_names(tx, {row.unit for row in rows if row.unit})
    found = tuple(
        RecordedLook(
            row.at,
            row.actor_name,
            ACTOR_KINDS.get(row.actor_kind, text("系统")),
            units.get(row.unit, row.unit or ""),
            row.number,
            PURPOSES.get(row.purpose, text("查看")),
            row.reason,
        )
        for row in rows
    )
    record_access(runtime, actor, key or NO_CASE, purpose="audit", reason=f"查阅登记 {number}".strip())
    return found, total


def verify_for_audit(runtime: Runtime, actor: Actor, number: str = "") -> Report:
    """Verify the record, or one case's, for the audit administrator; raises NotFoundError, ForbiddenError."""
    require(actor, "audit.read")
    return verify_record(runtime, case_key(runtime, number) if number else None)


def _case_key(tx: Connection, number: str) -> int | None:
    if not number.strip():
        return None
    head = instances.head_by_number(tx, plain_number(number))
    return NO_CASE if head is None else int(head.key)


def _actors(tx: Connection, who: str) -> frozenset[int] | None:
    if not who.strip():
        return None
    rows, _total = account_lists.accounts_page(
        tx, kind=None, unit_code=None, q=who.strip(), sort="login", offset=0, size=100
    )
    return frozenset(row.key for row in rows)


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), LOCAL_ZONE)


def _events(tx: Connection, rows: Sequence[Row[Any]]) -> tuple[RecordedEvent, ...]:
    names = people.account_names(
        tx, {key for row in rows for key in (row.actor_key, row.on_behalf_of) if key}
    )
    units = people.unit_names(tx, {row.unit for row in rows if row.unit})
    return tuple(
        RecordedEvent(
            row.at,
            action_name(row.action),
            # citizens are not named to those who do not work on their cases
            mask_name(names.get(row.actor_key, ""))
            if row.actor_kind == "citizen"
            else names.get(row.actor_key, ""),
            ACTOR_KINDS.get(row.actor_kind, text("系统")),
            names.get(row.on_behalf_of, ""),
            units.get(row.unit, row.unit or ""),
            row.number,
            row.seq,
            row.element_id,
            row.facts,
            row.hash,
        )
        for row in rows
    )
