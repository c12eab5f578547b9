"""Move a running instance to another version of its drawing: every token stays what it is, with its id and its clock.

Work of the past that the other version does not have is forgotten: nobody can go back to it.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from app.engine import acts
from app.engine.events import arm
from app.engine.formula import EngineEnvironment, EngineFailureError
from app.engine.history import History, Mark, forget
from app.engine.live import ImpossibleError, LiveInstance
from app.engine.migration_problems import flow_there, migration_problems
from app.engine.model import ProcessDefinition
from app.engine.outcome import Outcome
from app.engine.snapshot import dump, load
from app.text import text


def migrate(
    live: LiveInstance,
    target: ProcessDefinition,
    env: EngineEnvironment,
    *,
    mapping: Mapping[str, str] | None = None,
) -> Outcome:
    """Let an instance go on in another version of its drawing.

    Open tasks, timers and messages stay; events at the edge of running activities that the other version adds begin
    to wait now, those it lacks end. Raises `ImpossibleError` with the first of `migration_problems`; nothing is
    changed then.
    """
    renamed = mapping or {}
    problems = migration_problems(live, target, renamed)
    if problems:
        raise ImpossibleError(text("不能迁移到新版本：%(why)s", why=str(problems[0].message)))
    state = orjson.loads(dump(live))
    _rename(state, live.definition, target, renamed)
    moved = load(target, orjson.dumps(state))
    _forget_what_is_gone(moved)
    known = {renamed.get(name, name) for name in live.definition.elements}
    live.definition, live.workflow, live.status = target, moved.workflow, moved.status
    acts.begin(live, env)
    for scope in list(live.workflow.scopes()):
        for task in list(scope.tokens()):
            _watch_new_events(task, known)
        scope.arm_event_sub_processes(besides=known)
    return acts.end(live)


def _rename(
    state: dict[str, Any], source: ProcessDefinition, target: ProcessDefinition, mapping: Mapping[str, str]
) -> None:
    """Write the ids of the other version into a stored state; watchers of events it lacks are left out."""

    def flow(name: str) -> str:
        return flow_there(source, target, mapping, name) or name

    for scope in (state["top"], *state["inner"]):
        kept = []
        for token in scope["tokens"]:
            token[1] = mapping.get(token[1], token[1])
            note = token[3]
            if "via" in note:
                note["via"] = flow(note["via"])
            if "watch" not in note or _is_same_event(source, target, mapping, token[1]):
                kept.append(token)
        scope["tokens"] = kept
    for inner in state["inner"]:
        inner["spec"] = mapping.get(inner["spec"], inner["spec"])
    for values in state["marks"].values():
        values[1] = mapping.get(values[1], values[1])
        if values[0] == "join":
            values[2] = {name and flow(name): way for name, way in values[2].items()}


def _is_same_event(
    source: ProcessDefinition, target: ProcessDefinition, mapping: Mapping[str, str], there_id: str
) -> bool:
    there = target.elements.get(there_id)
    old_id = next((old for old, new in mapping.items() if new == there_id), there_id)
    here = source.elements[old_id]
    if there is None or (there.kind, there.event) != (here.kind, here.event):
        return False
    return there.attached_to == (here.attached_to and mapping.get(here.attached_to, here.attached_to))


def _forget_what_is_gone(live: LiveInstance) -> None:
    top = live.workflow
    history: History = top.history
    for name in list(history.marks):
        mark = history.marks.get(name)
        if mark is not None and mark.kind == "work" and top.find(name) is None and not _is_known(live, mark):
            forget(top, name)
    for name in list(history.marks):
        mark = history.marks.get(name)
        if mark is not None and mark.kind == "join" and not _joins_the_same(live, mark):
            # nobody may go back into one of its branches: the others could not be put back
            ways = [history.before(way) for way in mark.ways.values()]
            for one in set[str]().union(*ways) - ways[0].intersection(*ways):
                if one in history.marks and history.marks[one].kind == "work" and top.find(one) is None:
                    forget(top, one)


def _is_known(live: LiveInstance, mark: Mark) -> bool:
    return mark.element in live.definition.elements


def _joins_the_same(live: LiveInstance, mark: Mark) -> bool:
    element = live.definition.elements.get(mark.element)
    if element is None:
        return False
    ways, flows = {flow for flow in mark.ways if flow}, set(element.incoming)
    return ways <= flows if element.kind == "inclusiveGateway" else ways == flows


def _watch_new_events(task: Any, known: set[str]) -> None:
    """Let the events at the edge of a running activity wait that only the other version has."""
    note = task.internal_data
    if {"watch", "body", "detour"} & note.keys() or not {"open", "away", "wait"} & note.keys():
        return
    try:
        arm(task.task_spec, task, besides=known)
    except EngineFailureError as error:
        task.workflow.top_workflow.fail(task, error.kind, error.message, error.values)
