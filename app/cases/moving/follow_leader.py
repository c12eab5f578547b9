"""Handle a group as one (并案): what was written in the leading case is done in every member by one act.

Each member keeps its own way: its own tasks, terms, documents and rights, with its own person's data. The act
completes only tasks that this actor may complete, step by step as each person's turn comes; the applicant's
own steps are never done for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app import forms
from app.access.actor import Actor
from app.access.policy import allows
from app.cases.moving.complete import complete_task
from app.cases.moving.facts import task_facts
from app.cases.moving.get_case import get_case
from app.cases.moving.read_task import get_task
from app.cases.moving.submissions import read_values
from app.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import instances, links, tasks
from app.text import Text, text

_MOST_STEPS = 12
"""More steps of one member than any process has in one person's hands at a time."""


@dataclass(frozen=True)
class MemberState:
    """Hold one member and the steps in it that the actor could take over from the leading case now."""

    key: int
    number: str
    title: str
    ready: tuple[str, ...]


@dataclass(frozen=True)
class MemberResult:
    """Hold what was done in one member, and why it stopped, if it did."""

    key: int
    number: str
    done: tuple[str, ...]
    problem: Text | None


def read_group(runtime: Runtime, actor: Actor, key: int) -> tuple[MemberState, ...]:
    """Return the members of the group a case leads, with what could be done in each of them now."""
    with runtime.read() as tx:
        get_case(tx, actor, key)
        answers = _answers(runtime, tx, key)
        return tuple(
            MemberState(row.key, row.number, row.title, _ready(tx, actor, row.key, answers))
            for row in links.group_members(tx, key)
        )


def follow_leader(runtime: Runtime, actor: Actor, key: int) -> tuple[MemberResult, ...]:
    """Do in every member what was done in the leading case, as far as it is this actor's to do.

    Every step is a transaction of its own, as if done by hand; what could not be done is reported beside
    what was. Raises ConflictError when the case leads no group.
    """
    with runtime.read() as tx:
        get_case(tx, actor, key, action="case.link")
        answers = _answers(runtime, tx, key)
        members = links.group_members(tx, key)
    if not members:
        raise ConflictError(text("此件没有并案的办件。"))
    results = tuple(_one(runtime, actor, row.key, row.number, answers) for row in members)
    with runtime.transaction() as tx:
        facts: dict[str, Any] = {"steps": sum(len(result.done) for result in results)}
        append_event(runtime, tx, key, actor=actor, action="case.group_answered", facts=facts)
    return results


def _one(
    runtime: Runtime, actor: Actor, key: int, number: str, answers: Mapping[str, Mapping[str, Any]]
) -> MemberResult:
    done: list[str] = []
    for _step in range(_MOST_STEPS):
        with runtime.read() as tx:
            task = _next(tx, actor, key, answers)
        if task is None:
            return MemberResult(key, number, tuple(done), None)
        try:
            complete_task(runtime, actor, task.key, forms.as_post(answers[task.element_id]))
        except InvalidError as error:
            problems = [found for messages in error.fields.values() for found in messages]
            return MemberResult(key, number, tuple(done), problems[0] if problems else error.message)
        except (ConflictError, NotFoundError) as error:
            return MemberResult(key, number, tuple(done), error.message)
        except ForbiddenError:
            # a signature wants a fresh proof of identity: the page asks for it, then the act is repeated
            if not done:
                raise
            return MemberResult(key, number, tuple(done), text("后续步骤需要再次验证身份，请重新提交。"))
        done.append(task.name)
    return MemberResult(key, number, tuple(done), None)


def _answers(runtime: Runtime, tx: Connection, key: int) -> dict[str, Mapping[str, Any]]:
    """Return what was written at each completed step of the leading case, the latest of each."""
    found: dict[str, Mapping[str, Any]] = {}
    for row in instances.submissions_of(tx, key):
        if row.task_key is not None:
            found[row.element_id] = read_values(runtime, row)
    return found


def _ready(tx: Connection, actor: Actor, key: int, answers: Mapping[str, Any]) -> tuple[str, ...]:
    task = _next(tx, actor, key, answers)
    return (task.name,) if task is not None else ()


def _next(tx: Connection, actor: Actor, key: int, answers: Mapping[str, Any]) -> Any:
    for row in tasks.tasks_of(tx, key, state="open"):
        if row.element_id in answers and not row.for_applicant:
            full = get_task(tx, row.key)
            if allows(actor, "task.complete", task_facts(tx, full)):
                return row
    return None
