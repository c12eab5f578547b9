"""Keep a live instance as bytes and bring it back over the shared, frozen definition.

Only live tokens, their waits, the variables and the little history that going back needs are stored: JSON, in the
order the tokens were made.
"""

from typing import Any

import orjson
from SpiffWorkflow.task import Task

from app.engine.history import History, Mark
from app.engine.live import LiveInstance
from app.engine.model import ProcessDefinition
from app.engine.workflow import Instance

VERSION = 1
_DEFAULTS: tuple[Any, ...] = ("", "", [], "", "", "", None)


class SnapshotError(ValueError):
    """Say that stored bytes are no state of this definition."""


def dump(live: LiveInstance) -> bytes:
    """Return the state of an instance."""
    top = live.workflow
    return orjson.dumps(
        {
            "v": VERSION,
            "process": live.definition.process_id,
            "last": top.last_id,
            "status": live.status,
            "top": _scope(top),
            "marks": _marks(top.history),
            "ended": list(top.ended),
            "cut": top.cut,
            "inner": [
                {
                    "of": scope.parent_task.id,
                    "in": scope.parent_task.workflow.parent_task_id or "",
                    "spec": scope.spec.name,
                    "written": None if scope.written is None else sorted(scope.written),
                    "ended": list(scope.ended),
                    "cut": scope.cut,
                    **_scope(scope),
                }
                for scope in sorted(top.subprocesses.values(), key=lambda scope: scope.depth)
            ],
        }
    )


def _scope(scope: Any) -> dict[str, Any]:
    return {
        "data": scope.data,
        "done": scope.completed,
        "tokens": [
            [task.id, task.task_spec.name, task.state, task.internal_data, task.data]
            for task in scope.tokens()
        ],
    }


def _marks(history: History) -> dict[str, list[Any]]:
    """Return the marks in JSON-native form, short: the way of work without its flow, no defaults at the end."""
    found: dict[str, list[Any]] = {}
    for name, mark in history.marks.items():
        ways = mark.ways if mark.kind == "join" else mark.ways[""]
        values = [mark.kind, mark.element, ways, mark.scope, mark.of, mark.shown, mark.data]
        while not values[-1]:
            values.pop()
        found[name] = values
    return found


def load(definition: ProcessDefinition, body: bytes) -> LiveInstance:
    """Return the live instance that `dump` wrote; raises `SnapshotError` when it is not of this definition."""
    try:
        stored = orjson.loads(body)
        if stored["v"] != VERSION or stored["process"] != definition.process_id:
            message = f"not a state of {definition.process_id}"
            raise SnapshotError(message)
        top = Instance(definition.spec, definition.subprocess_specs)
        top.last_id = stored["last"]
        top.plant()
        top.history, top.ended = _history(stored.get("marks", {})), dict.fromkeys(stored.get("ended", ()))
        top.cut = stored.get("cut", False)
        _restore(top, stored["top"])
        scopes: dict[str, Any] = {"": top}
        for inner in stored["inner"]:
            host = scopes[inner["in"]].tasks[inner["of"]]
            scope = top.create_subprocess(host, inner["spec"])
            scope.written = None if inner["written"] is None else set(inner["written"])
            scopes[inner["of"]] = scope
            scope.ended, scope.cut = dict.fromkeys(inner.get("ended", ())), inner.get("cut", False)
            _restore(scope, inner)
    except (KeyError, TypeError, orjson.JSONDecodeError) as error:
        message = f"unreadable state of {definition.process_id}"
        raise SnapshotError(message) from error
    return LiveInstance(definition, top, stored["status"])


def _restore(scope: Any, stored: dict[str, Any]) -> None:
    scope.data = stored["data"]
    scope.completed = stored["done"]
    nodes = scope.top_workflow.spec.nodes
    root = scope.task_tree
    for name, spec, state, note, data in stored["tokens"]:
        task = Task(scope, nodes[spec], root, state, name)
        task.internal_data, task.data = note, data


def _history(stored: dict[str, list[Any]]) -> History:
    """Return the history that `_marks` wrote."""
    found = History()
    for name, values in stored.items():
        kind, element, ways, scope, of, shown, data = [*values, *_DEFAULTS[len(values) :]]
        found.marks[name] = Mark(
            kind, element, scope, ways if kind == "join" else {"": ways}, of, shown, data
        )
    found.swept_at = 2 * len(found.marks) + 16
    return found
