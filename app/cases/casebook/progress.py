"""How far a case has come on its drawing: the state of every element and flow, for pictures and lists.

It must not know who looks; what a citizen is not shown is left out by the picture itself (`redact`).
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.apply_terms import legal_term_of
from app.clock import local_date
from app.engine import ProcessDefinition
from app.runtime import Runtime
from app.store import instances, tasks, terms

_WAITING = frozenset({"intermediateCatchEvent", "receiveTask", "eventBasedGateway"})


def element_states(
    runtime: Runtime, tx: Connection, definition: ProcessDefinition, instance_key: int
) -> dict[str, str]:
    """Return element or flow id → done, active, waiting, overdue or cancelled, as app.diagrams draws them.

    Of an element that was passed several times an open passage counts first, else the latest one.
    Overdue is what stands open past the last day in time of its term (or of the phase around it), and a
    task without a term past its own due date; the citizen's own tasks are never overdue.
    """
    today = local_date(runtime.clock.now())
    events = instances.events_of(tx, instance_key)
    states = _states(definition, events)
    late = _late_elements(terms.terms_of(tx, instance_key), today)
    open_tasks = tasks.tasks_of(tx, instance_key, state="open")
    for element_id in late:
        if states.get(element_id) == "active":
            states[element_id] = "overdue"
    for row in open_tasks:
        around = set(ancestors(definition, row.element_id))
        by_itself = row.due_on is not None and row.due_on < today and not _with_terms(definition, around)
        if not row.for_applicant and (by_itself or around & late):
            states[row.element_id] = "overdue"
    return states | _flows(definition, events)


def ancestors(definition: ProcessDefinition, element_id: str) -> Iterator[str]:
    """Yield an element and the sub-processes around it, innermost first."""
    current: str | None = element_id
    while current is not None:
        yield current
        element = definition.elements.get(current)
        current = element.parent_id if element else None


def _states(definition: ProcessDefinition, events: Iterable[Row[Any]]) -> dict[str, str]:
    states: dict[str, str] = {}
    open_now: dict[str, str] = {}
    for event in events:
        element = definition.elements.get(event.element_id)
        if element is None or element.synthetic:
            continue
        if event.left_at is not None:
            states[event.element_id] = "cancelled" if event.canceled else "done"
        elif element.kind != "boundaryEvent":
            # a boundary event listens as long as its activity runs: that is no step of its own
            open_now[event.element_id] = "waiting" if element.kind in _WAITING else "active"
    for element_id in [i for i, state in states.items() if state == "cancelled"]:
        if definition.elements[element_id].kind == "boundaryEvent":
            del states[element_id]
    return states | open_now


def _late_elements(rows: Iterable[Row[Any]], today: date) -> set[str]:
    late = set()
    for row in rows:
        if row.state != "running" or max(row.legal_on, row.target_on) >= today:
            continue
        term = legal_term_of(row.definition)
        if term is not None and term.obliged == "office" and not term.not_before:
            late.add(row.element_id)
    return late


def _with_terms(definition: ProcessDefinition, around: Iterable[str]) -> set[str]:
    found = {i: definition.elements.get(i) for i in around}
    return {i for i, element in found.items() if element and legal_term_of(element.properties)}


def _flows(definition: ProcessDefinition, events: Iterable[Row[Any]]) -> dict[str, str]:
    """Mark a flow as done when a token left its source and entered its target in the same move."""
    left = {(e.element_id, e.left_at) for e in events if e.left_at is not None and not e.canceled}
    entered: dict[str, set[Any]] = {}
    for event in events:
        entered.setdefault(event.element_id, set()).add(event.entered_at)
    return {
        flow.id: "done"
        for flow in definition.flows.values()
        if any((flow.source, moment) in left for moment in entered.get(flow.target, ()))
    }
