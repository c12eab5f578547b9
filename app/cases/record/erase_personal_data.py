"""Erase personal data of a case on request, as far as no law obliges to keep them (个人信息保护法 47).

Contact data go when the case has ended, what was given of one's free will goes at once, the case file when its
retention is over. The record keeps its chain: events hold salted digests, only their payloads go, and the
erasure is an event itself. Who asks is the applicant, on paper or in person; the audit administrator decides.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.audit.retention import RETENTIONS, Verdict, judge
from app.audit.verify import ERASED_ACTION
from app.cases.moving.facts import row_facts
from app.cases.moving.reference import plain_number
from app.cases.moving.submissions import read_values
from app.catalog.resolve import resolve_package
from app.clock import local_date
from app.errors import InvalidError, NotFoundError
from app.record.append import PAYLOAD_PLACE, append_event
from app.runtime import Runtime
from app.store import audit, erasure, instances
from app.text import Text, text

KEPT_ACTION = "payload.kept"
CATEGORIES = ("contact", "voluntary", "record")
"""Classes of retention that an erasure request reaches, in the order in which they are told."""
_GONE = "（已依法删除）"
_CONTACT_PROPERTIES = ("case.applicant.phone", "case.applicant.email", "case.applicant.address")


@dataclass(frozen=True, slots=True)
class Item:
    """Hold one class of data of a case and whether it may go."""

    category: str
    name: Text
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Erasure:
    """Hold what an erasure would do, or did; `payloads` counts the erased payloads of the record."""

    number: str
    ended_on: date | None
    items: tuple[Item, ...]
    payloads: int = 0

    @property
    def possible(self) -> bool:
        """Say whether anything may go."""
        return any(item.verdict.erasable for item in self.items)


def plan_erasure(runtime: Runtime, actor: Actor, number: str) -> Erasure:
    """Return which data of a case may go and why others must stay; raises NotFoundError, ForbiddenError."""
    with runtime.read() as tx:
        return _plan(runtime, _head(tx, actor, number))


def erase_personal_data(runtime: Runtime, actor: Actor, number: str, reason: str) -> Erasure:
    """Erase what may go, in one transaction, and record it; what must stay is recorded, too, with its reason.

    `reason` tells who asked and how they proved who they are; it is a payload and no fact. Raises
    InvalidError without one, NotFoundError, ForbiddenError.
    """
    if not reason.strip():
        missing = text("请写明申请人、申请方式和核实身份的情况")
        raise InvalidError(missing, {"reason": [missing]})
    with runtime.transaction() as tx:
        head = _head(tx, actor, number)
        plan = _plan(runtime, head)
        gone = [item.category for item in plan.items if item.verdict.erasable]
        for category in gone:
            _ERASERS[category](runtime, tx, head)
        seqs = _erase_payloads(runtime, tx, head, frozenset(gone))
        kept = {item.category: item.verdict.until for item in plan.items if not item.verdict.erasable}
        facts = {"categories": gone, "seqs": seqs, "kept": kept}
        action = ERASED_ACTION if gone else KEPT_ACTION
        append_event(
            runtime,
            tx,
            head.key,
            actor=actor,
            action=action,
            facts=facts,
            payload={"reason": reason.strip()},
            retention="log",
        )
    return Erasure(plan.number, plan.ended_on, plan.items, len(seqs))


def _head(tx: Connection, actor: Actor, number: str) -> Row[Any]:
    head = instances.head_by_number(tx, plain_number(number))
    require(actor, "record.erase", row_facts(head) if head is not None else None)
    if head is None:
        missing = text("没有编号为 %(number)s 的办件", number=number)
        raise NotFoundError(missing)
    return head


def _plan(runtime: Runtime, head: Row[Any]) -> Erasure:
    ended_on = local_date(head.ended_at) if head.ended_at is not None else None
    today = local_date(runtime.clock.now())
    items = tuple(
        Item(name, RETENTIONS[name].name, judge(name, ended_on=ended_on, today=today)) for name in CATEGORIES
    )
    return Erasure(head.number, ended_on, items)


def _erase_contact(runtime: Runtime, tx: Connection, head: Row[Any]) -> None:
    gone = {"applicant_phone": None, "applicant_phone_index": None, "applicant_email": None}
    erasure.change_case(tx, head.key, gone)
    erasure.drop_addresses(tx, head.key)
    keys = _contact_keys(runtime, tx, head)
    _rewrite(runtime, tx, head, lambda values: _without(values, keys))


def _erase_voluntary(_runtime: Runtime, tx: Connection, head: Row[Any]) -> None:
    erasure.drop_comments_of_ratings(tx, head.key)


def _erase_record(runtime: Runtime, tx: Connection, head: Row[Any]) -> None:
    name = runtime.keys.encrypt(_GONE, table="instance", column="applicant_name", key=head.key)
    gone = dict.fromkeys(("applicant_id", "applicant_id_index", "agent_name", "beneficiary_name"))
    # the engine's state repeats variables; an ended case never needs it again
    erasure.change_case(tx, head.key, {**gone, "applicant_name": name, "variables": {}, "body": b""})
    erasure.drop_words(tx, head.key, head.number, _GONE)
    erasure.drop_files(tx, head.key)
    _rewrite(runtime, tx, head, lambda _values: {})


_ERASERS: Mapping[str, Callable[[Runtime, Connection, Row[Any]], None]] = {
    "contact": _erase_contact,
    "voluntary": _erase_voluntary,
    "record": _erase_record,
}


def _rewrite(
    runtime: Runtime, tx: Connection, head: Row[Any], change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    for row in instances.submissions_of(tx, head.key):
        plain = json.dumps(change(read_values(runtime, row)), ensure_ascii=False)
        sealed = runtime.keys.encrypt(plain, table="submission", column="values", key=row.key)
        erasure.replace_submission(tx, row.key, sealed)


def _erase_payloads(runtime: Runtime, tx: Connection, head: Row[Any], gone: frozenset[str]) -> list[int]:
    """Erase the payloads that hold what goes; return their sequence numbers.

    A payload goes as a whole, because its digest covers the whole: the values it repeats are still in the
    submissions, as far as they must be kept.
    """
    chain = next(audit.chains(tx, head.key), None)
    if chain is None or not gone:
        return []
    keys = _contact_keys(runtime, tx, head) if "contact" in gone else frozenset()
    chosen = {
        row.seq: row.key
        for row in audit.events_of(tx, chain.key)
        if row.body is not None and (row.retention in gone or _mentions(runtime, row, keys))
    }
    audit.erase_payloads(tx, list(chosen.values()), runtime.clock.now())
    return sorted(chosen)


def _mentions(runtime: Runtime, row: Row[Any], keys: frozenset[str]) -> bool:
    if not keys:
        return False
    payload = json.loads(runtime.keys.decrypt(row.body, **PAYLOAD_PLACE, key=row.key))
    return bool(_without(payload, keys) != payload)


def _contact_keys(runtime: Runtime, tx: Connection, head: Row[Any]) -> frozenset[str]:
    """Return the fields that hold ways to reach people: the process names some, its forms mark the others."""
    package = resolve_package(runtime, tx, head.definition_key)
    properties = package.definition.properties
    keys = {properties[name] for name in _CONTACT_PROPERTIES if properties.get(name)}
    for path, body in package.files.items():
        if path.endswith(".form"):
            keys |= _sensitive(json.loads(body))
    return frozenset(keys - {properties.get("case.applicant.id", "")})


def _sensitive(node: Any) -> set[str]:
    if isinstance(node, list):
        return set().union(*map(_sensitive, node)) if node else set()
    if not isinstance(node, dict):
        return set()
    marked = (node.get("properties") or {}).get("sensitive") == "true" and node.get("key")
    return ({str(marked)} if marked else set()) | _sensitive(node.get("components") or [])


def _without(value: Any, keys: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(item, keys) for name, item in value.items() if name not in keys}
    return [_without(item, keys) for item in value] if isinstance(value, list) else value
