"""The course of a case in one list: steps taken, acts of people, remarks, with the names of who acted.

When a substitute acted, both names stand there. It must not know pages.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app import forms
from app.access.actor import Actor
from app.audit.action import action_name
from app.cases.casebook.case_overview import answers_of
from app.cases.moving.get_case import get_case
from app.cases.moving.sealed_answers import is_sealed
from app.catalog.names import element_name
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.clock import local_date
from app.record.append import PAYLOAD_PLACE
from app.runtime import Runtime
from app.store import comments, instances, people, tasks
from app.store.timeline import told_events
from app.text import Text, text

TOLD = (
    "case.started",
    "case.attached",
    "case.withdrawn",
    "case.linked",
    "case.unlinked",
    "case.split",
    "case.corrected",
    "case.group_answered",
    "case.canceled",
    "case.unmasked",
    "case.read_refused",
    "task.claimed",
    "task.unclaimed",
    "task.taken_over",
    "task.reassigned",
    "task.delegated",
    "task.delegation_answered",
    "task.held",
    "task.returned",
    "task.taken_back",
    "task.signer_added",
    "task.signer_removed",
    "task.lent_back",
    "task.handed_over",
    "task.urged",
    "side.asked",
    "side.answered",
    "side.withdrawn",
    "case.circulated",
    "case.read_circulated",
    "reading.withdrawn",
    "reading.handed_over",
    "case.suspended",
    "case.resumed",
    "case.voided",
    "case.jumped",
    "case.migrated",
    "case.migration_undone",
    "term.extended",
    "term.suspended",
    "term.resumed",
    "term.recomputed",
    "supervision.urged",
    "supervision.ordered",
    "supervision.carded",
    "supervision.answered",
    "supervision.withdrawn",
)
"""Acts of the record that are told; completed tasks and remarks are told by their own rows."""
_SILENT_KINDS = frozenset({"userTask", "subProcess", "startEvent"})


@dataclass(frozen=True)
class TimelineItem:
    """Hold one entry: `state` done, now, late or ahead (the macro's words); `answers` what was sent with it.

    `order` is the key of the row it tells of: it decides between entries of one moment.
    """

    at: datetime
    state: str
    title: Text | str
    actor: Text | str
    text: str = ""
    answers: tuple[forms.AnswerRow, ...] = ()
    submission_key: int | None = None
    corrected: bool = False
    order: int = 0


def read_timeline(runtime: Runtime, actor: Actor, key: int, *, locale: str) -> tuple[TimelineItem, ...]:
    """Return the course of a case, oldest first, what is open last; raises as the policy says."""
    with runtime.read() as tx:
        head, _facts = get_case(tx, actor, key)
        package = resolve_package(runtime, tx, head.definition_key)
        task_rows = tasks.tasks_of(tx, key)
        events = told_events(tx, key, TOLD)
        names = _names(tx, task_rows, events)
        items = [
            *_tasks(
                runtime,
                tx,
                package,
                task_rows,
                names=names,
                locale=locale,
                sealed=_sealed(actor, head, package),
            ),
            *_steps(tx, package, key),
            *_acts(runtime, events, names),
            *_remarks(tx, key),
        ]
    return tuple(sorted(items, key=lambda item: (item.state != "done", item.at, item.order)))


def both_names(name: str, principal: str | None) -> Text | str:
    """Return who acted, with the principal when a substitute did."""
    return text("%(name)s（代%(principal)s）", name=name, principal=principal) if principal else name


def _sealed(actor: Actor, head: Row[Any], package: Package) -> frozenset[str]:
    """Return the elements whose answers this reader does not get: ratings, until the case has ended."""
    if head.status not in {"active", "incident"} or actor.kind == "system" or "supervisor" in actor.roles:
        return frozenset()
    return frozenset(
        name for name, element in package.definition.elements.items() if is_sealed(element.properties)
    )


def _names(tx: Connection, task_rows: list[Row[Any]], events: list[Row[Any]]) -> dict[int, str]:
    keys = {k for row in task_rows for k in (row.assignee, row.closed_by, row.acting_for) if k}
    keys |= {k for row in events for k in (row.actor_key, row.on_behalf_of) if k}
    return people.account_names(tx, keys)


def _tasks(
    runtime: Runtime,
    tx: Connection,
    package: Package,
    rows: list[Row[Any]],
    *,
    names: dict[int, str],
    locale: str,
    sealed: frozenset[str],
) -> Iterator[TimelineItem]:
    today = local_date(runtime.clock.now())
    sent = instances.submissions_of(tx, rows[0].instance_key) if rows else []
    corrected = {row.corrects_key for row in sent}
    by_task: dict[int, Row[Any]] = {row.task_key: row for row in sent if row.task_key is not None}
    for row in rows:
        step = element_name(package, row.element_id, row.name)
        if row.state == "open":
            late = row.due_on is not None and row.due_on < today and not row.for_applicant
            holder: Text | str = names.get(row.assignee) or (
                text("等待信访人") if row.for_applicant else text("待领取")
            )
            yield TimelineItem(row.opened_at, "late" if late else "now", step, holder)
            continue
        if row.state == "canceled":
            yield TimelineItem(row.closed_at, "done", text("%(step)s：不再需要", step=step), "")
            continue
        who = both_names(names.get(row.closed_by, ""), names.get(row.acting_for))
        submission = by_task.get(row.key) if row.element_id not in sealed else None
        yield TimelineItem(
            row.closed_at,
            "done",
            step,
            text("信访人") if row.for_applicant and not who else who,
            answers=answers_of(runtime, tx, package, submission, locale) if submission is not None else (),
            submission_key=submission.key if submission is not None else None,
            corrected=(submission is not None and submission.corrects_key is not None)
            or (submission is not None and submission.key in corrected),
            order=submission.key if submission is not None else row.key,
        )


def _steps(tx: Connection, package: Package, key: int) -> Iterator[TimelineItem]:
    """Tell the steps that ran by themselves: documents, decisions, timers, ends."""
    for event in instances.events_of(tx, key):
        element = package.definition.elements.get(event.element_id)
        if element is None or element.synthetic or not element.name or element.kind in _SILENT_KINDS:
            continue
        if event.left_at is None or event.canceled or element.kind.endswith("Gateway"):
            continue
        name = element_name(package, element.id)
        yield TimelineItem(event.left_at, "done", name, text("系统"), order=event.key)


def _acts(runtime: Runtime, events: list[Row[Any]], names: dict[int, str]) -> Iterator[TimelineItem]:
    for event in events:
        payload = _payload(runtime, event)
        by = names.get(event.actor_key) or str(payload.get("actor") or "")
        who: Text | str = text("信访人") if event.actor_kind in {"citizen", "guest"} else by
        if event.on_behalf_of and not isinstance(who, Text):
            who = both_names(who, names.get(event.on_behalf_of))
        reason = str(payload.get("reason") or payload.get("note") or "")
        yield TimelineItem(event.at, "done", action_name(event.action), who, reason, order=event.key)


def _payload(runtime: Runtime, event: Row[Any]) -> dict[str, Any]:
    if event.body is None:
        return {}
    plain = json.loads(runtime.keys.decrypt(event.body, **PAYLOAD_PLACE, key=event.key))
    return plain if isinstance(plain, dict) else {}


def _remarks(tx: Connection, key: int) -> Iterator[TimelineItem]:
    for row in comments.comments_of(tx, key):
        yield TimelineItem(row.written_at, "done", text("批注"), row.author_name, row.body, order=row.key)
