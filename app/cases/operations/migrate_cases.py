"""Move running cases to another version of their process: say first who can and who cannot, then do it, case by case.

A case that stands at a step the version lacks, or has gone past a step it demands, stays where it is. Open tasks keep
their keys, holders and terms; nothing of what citizens read changes by the move itself.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.advance import Moved, load_live, row_values
from app.cases.moving.apply import apply_step
from app.cases.moving.apply_terms import refresh_term
from app.cases.moving.cause import Cause
from app.cases.moving.environment import engine_environment
from app.cases.moving.required import required_text
from app.cases.moving.step import Step
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.errors import ConflictError, LuoshuError, NotFoundError
from app.runtime import Runtime
from app.store import instances, tasks, version_moves
from app.store.keys import new_key
from app.text import Text, text

AT_ONCE = 1_000
"""How many cases are judged or moved in one go; the others come with the next."""


@dataclass(frozen=True)
class Candidate:
    """Hold a case on another version: where it stands and why it cannot move (no problems: it can).

    `past` says that it has gone past a step the version demands.
    """

    key: int
    number: str
    version: int
    steps: tuple[str, ...]
    problems: tuple[Text, ...]
    past: bool = False


@dataclass(frozen=True)
class Preview:
    """Hold who can move to a version and who cannot; `more` when there are cases beyond these."""

    process_id: str
    version: int
    movable: tuple[Candidate, ...]
    held: tuple[Candidate, ...]
    more: bool

    @property
    def past(self) -> int:
        """Return how many cases are past a point of the version."""
        return sum(one.past for one in self.held)

    @property
    def reasons(self) -> tuple[tuple[Text, int], ...]:
        """Return each reason with the number of cases it holds up, the most frequent first."""
        words = {str(problem): problem for one in self.held for problem in one.problems}
        counts = Counter(str(problem) for one in self.held for problem in set(one.problems))
        return tuple((words[word], number) for word, number in counts.most_common())


@dataclass(frozen=True)
class Migrated:
    """Say how many cases moved, and which were left and why."""

    moved: int
    left: tuple[Candidate, ...]


def preview_migration(runtime: Runtime, actor: Actor, process_id: str, version: int) -> Preview:
    """Judge every running case of other versions; nothing is changed.

    Raises NotFoundError when there is no such version, ForbiddenError when the actor may not move cases.
    """
    require(actor, "process.migrate", None)
    with runtime.read() as tx:
        target = _target(runtime, tx, process_id, version)
        rows = version_moves.running_on_other_versions(tx, process_id, target.key, AT_ONCE + 1)
        found = [_judge(runtime, tx, row, target) for row in rows[:AT_ONCE]]
    return Preview(
        process_id,
        version,
        tuple(one for one in found if not one.problems),
        tuple(one for one in found if one.problems),
        more=len(rows) > AT_ONCE,
    )


def migrate_cases(runtime: Runtime, actor: Actor, process_id: str, version: int, *, reason: str) -> Migrated:
    """Move every running case that can, each in a transaction of its own; one that was moved on meanwhile is left.

    Raises as `preview_migration`, and InvalidError without a reason.
    """
    why = required_text(reason, "reason", longest=500)
    preview = preview_migration(runtime, actor, process_id, version)
    left = list(preview.held)
    moved = 0
    for one in preview.movable:
        try:
            migrate_case(runtime, actor, one.key, version, reason=why)
            moved += 1
        except LuoshuError as error:
            left.append(Candidate(one.key, one.number, one.version, one.steps, (error.message,)))
    return Migrated(moved, tuple(left))


def migrate_case(runtime: Runtime, actor: Actor, key: int, version: int, *, reason: str) -> None:
    """Move one case. Raises ConflictError when it cannot move, errors of the policy, NotFoundError."""
    require(actor, "process.migrate", None)
    with runtime.transaction() as tx:
        instances.lock_version(tx, key)
        head = instances.head_by_key(tx, key)
        if head is None:
            raise NotFoundError(text("没有找到您要的内容"))
        target = _target(runtime, tx, head.process_id, version)
        source = resolve_package(runtime, tx, head.definition_key)
        details = {"reason": reason, "from": source.version, "to": target.version}
        cause = Cause(actor=actor, action="case.migrated", details=details)
        moved = _move(runtime, tx, head, (source, target), cause)
    moved.keep()


def _move(
    runtime: Runtime, tx: Connection, head: Row[Any], packages: tuple[Package, Package], cause: Cause
) -> Moved:
    source, target = packages
    if head.suspended_at is not None:
        raise ConflictError(_SUSPENDED)
    live = load_live(runtime, tx, source, head.key, head.version)
    body, environment = instances.body_of(tx, head.key), engine_environment(runtime, tx, target)
    outcome = engine.migrate(live, target.definition, environment)
    step = Step(runtime, tx, target, live, head, outcome, cause, environment)
    apply_step(step)
    for term in step.terms:
        refresh_term(step, term)
    before = name_tasks(tx, head.key, target)
    values = {**row_values(step), "definition_key": target.key}
    if not instances.save_instance(tx, head.key, head.version, values):
        raise ConflictError(_MOVED_ON)
    version_moves.add_move(
        tx,
        {
            "key": new_key(),
            "instance_key": head.key,
            "from_definition": source.key,
            "to_definition": target.key,
            "reason": cause.details["reason"],
            "moved_at": step.now,
            "moved_by": cause.actor.account_key,
            "version_after": head.version + 1,
            "body_before": body,
            "tasks_before": before,
        },
    )
    return Moved(runtime, head.key, head.version + 1, live, step.outcome, target, tuple(step.opened))


def name_tasks(tx: Connection, key: int, package: Package) -> list[list[Any]]:
    """Give open tasks the names and forms of a version; return what they had."""
    before: list[list[Any]] = []
    for row in tasks.tasks_of(tx, key, state="open"):
        element = package.definition.elements.get(row.element_id)
        if row.side_of is not None or element is None:
            continue
        name = element.name or element.id
        if (row.name, row.form_id) != (name, element.form_id):
            before.append([row.key, row.name, row.form_id])
            version_moves.name_open_task(tx, row.key, name=name, form_id=element.form_id)
    return before


_SUSPENDED = text("此件已挂起。")
_MOVED_ON = text("这件事刚刚被别人处理过，您的操作没有生效。请看最新状态后再试。")


def _target(runtime: Runtime, tx: Connection, process_id: str, version: int) -> Package:
    key = instances.version_key(tx, process_id, version)
    if key is None:
        raise NotFoundError(text("没有这个流程或版本"))
    return resolve_package(runtime, tx, key)


def _judge(runtime: Runtime, tx: Connection, row: Row[Any], target: Package) -> Candidate:
    source = resolve_package(runtime, tx, row.definition_key)
    live = engine.load(source.definition, row.body)
    found = engine.migration_problems(live, target.definition)
    problems = [_SUSPENDED] if row.suspended_at is not None else [one.message for one in found]
    names = [source.definition.elements[one].name or one for one in engine.standing_at(live)]
    return Candidate(
        row.key,
        row.number,
        row.of_version,
        tuple(dict.fromkeys(names)),
        tuple(problems),
        past=any(one.code == "missed" for one in found),
    )
