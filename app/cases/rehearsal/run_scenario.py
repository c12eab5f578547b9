"""Run one scenario of a package through the use cases, as people and time would, and say where it differs."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app import forms
from app.access.actor import GUEST, Actor
from app.cases.moving.complete import complete_task
from app.cases.moving.correlate import correlate_message
from app.cases.moving.start import start_case
from app.cases.rehearsal.pass_time import pass_time
from app.catalog.scenarios import Scenario, ScenarioStep
from app.errors import InvalidError, LuoshuError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import files, instances, people, tasks, terms
from app.text import Text, text

APPLICANT = "applicant"
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


@dataclass
class _Run:
    """Carry a running scenario: its case, and what differs so far."""

    runtime: Runtime
    set_clock: Callable[[datetime], None]
    case: int = 0
    number: str = ""
    differences: list[Text] = field(default_factory=list)

    def differ(self, place: str, what: Text) -> None:
        """Note a difference."""
        self.differences.append(text("%(place)s：%(what)s", place=place, what=what))


def run_scenario(
    runtime: Runtime, process_id: str, scenario: Scenario, set_clock: Callable[[datetime], None]
) -> list[Text]:
    """Run a scenario on an empty database with people and the process; return what differs from it.

    `set_clock` sets the clock of the runtime. An act that is refused ends the run; its reason is the last
    difference.
    """
    run = _Run(runtime, set_clock)
    place = "start"
    try:
        _start(run, process_id, scenario.start)
        for number, step in enumerate(scenario.steps, 1):
            place = f"{number} {step.complete or step.message or step.at.isoformat()}"
            _step(run, place, step)
        place = "end"
        _end(run, scenario.end)
    except LuoshuError as error:
        run.differ(place, error.message)
        for name, messages in getattr(error, "fields", {}).items():
            run.differ(f"{place} {name}", messages[0])
    return run.differences


def _start(run: _Run, process_id: str, step: ScenarioStep) -> None:
    run.set_clock(step.at)
    actor = _actor(run, step.actor or APPLICANT)
    started = start_case(run.runtime, actor, process_id, _posted(step.data), token=secrets.token_hex(8))
    run.case, run.number = started.key, started.number
    pass_time(run.runtime, step.at, run.set_clock)


def _step(run: _Run, place: str, step: ScenarioStep) -> None:
    pass_time(run.runtime, step.at, run.set_clock)
    _expect(run, place, step.expect)
    if step.complete:
        key = _open_tasks(run).get(step.complete)
        if key is None:
            run.differ(
                place,
                text("没有待办 %(task)s，只有 %(open)s", task=step.complete, open=sorted(_open_tasks(run))),
            )
            return
        actor = _actor(run, step.actor)
        if step.refuse is not None:
            _refused(run, place, actor, key, step)
        complete_task(run.runtime, actor, key, _posted(step.data))
    elif step.message:
        actor = _actor(run, step.actor)
        if not correlate_message(run.runtime, actor, step.message, run.number, step.data):
            run.differ(place, text("没有办件在等待消息 %(name)s", name=step.message))
    pass_time(run.runtime, step.at, run.set_clock)


def _refused(run: _Run, place: str, actor: Actor, key: int, step: ScenarioStep) -> None:
    wanted = step.refuse.fields if step.refuse else frozenset()
    try:
        complete_task(run.runtime, actor, key, _posted(step.refuse.data if step.refuse else {}))
    except InvalidError as error:
        missing = sorted(wanted - set(error.fields))
        if missing:
            run.differ(
                place,
                text(
                    "应在 %(fields)s 处被拒绝，实际是 %(found)s", fields=missing, found=sorted(error.fields)
                ),
            )
    else:
        run.differ(place, text("应在 %(fields)s 处被拒绝，却被接受", fields=sorted(wanted)))


def _expect(run: _Run, place: str, expect: Mapping[str, Any]) -> None:
    if "tasks" in expect:
        _compare(run, place, "tasks", sorted(expect["tasks"] or []), sorted(_open_tasks(run)))
    with run.runtime.read() as tx:
        head = instances.head_by_key(tx, run.case)
        running = {row.element_id: row for row in terms.terms_of(tx, run.case) if row.state == "running"}
        events = instances.events_of(tx, run.case)
    passed = {event.element_id for event in events if event.left_at is not None and not event.canceled}
    for element, dates in (expect.get("terms") or {}).items():
        row = running.get(element)
        for name, wanted in dates.items():
            found = getattr(row, name).isoformat() if row is not None else None
            _compare(run, place, f"{element} {name}", wanted, found)
    variables = head.variables if head is not None else {}
    for name, wanted in (expect.get("variables") or {}).items():
        _compare(run, place, name, wanted, variables.get(name))
    missing = sorted(set(expect.get("passed") or ()) - passed)
    if missing:
        run.differ(place, text("还没有经过 %(elements)s", elements=missing))


def _end(run: _Run, end: Mapping[str, Any]) -> None:
    with run.runtime.read() as tx:
        head = instances.head_by_key(tx, run.case)
        dates = [row.kind for row in instances.case_dates_of(tx, run.case)]
        issued = [row.kind for row in files.documents_of(tx, run.case)]
    found = {"outcome": head.outcome if head is not None else None, "dates": dates, "documents": issued}
    for name, wanted in end.items():
        _compare(run, "end", name, wanted, found[name])


def _compare(run: _Run, place: str, name: str, wanted: Any, found: Any) -> None:
    if wanted != found:
        run.differ(
            place, text("%(name)s 应为 %(wanted)s，实际是 %(found)s", name=name, wanted=wanted, found=found)
        )


def _open_tasks(run: _Run) -> dict[str, int]:
    with run.runtime.read() as tx:
        return {row.element_id: row.key for row in tasks.tasks_of(tx, run.case, state="open")}


def _actor(run: _Run, name: str) -> Actor:
    """Return who acts: the applicant, or somebody of the candidate group (made up when it has nobody)."""
    if name == APPLICANT:
        return replace(GUEST, cases=frozenset({run.case} if run.case else ()))
    with run.runtime.read() as tx:
        members = people.members_of(tx, [name])
    if members:
        return act_as(run.runtime, members[0].login, stepped_up=True)
    unit = name.partition(".")[0]
    return Actor(
        kind="staff",
        name=name,
        unit=unit,
        roles=frozenset({"clerk"}),
        groups=frozenset({name}),
        stepped_up=True,
        second_factor=True,
    )


def _posted(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return values as a browser posts them; a moment goes into its two inputs."""
    posted = forms.as_post(data)
    for name, value in data.items():
        if isinstance(value, str) and _MOMENT.match(value):
            posted |= {f"{name}__date": [value[:10]], f"{name}__time": [value[11:16]]}
    return posted
