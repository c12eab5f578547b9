"""Take back a piece of work and everything that followed from it, and nothing else.

Tokens that other branches had brought to a join are put back where they waited; a sub-process that had ended is opened
again where it is needed. What was sent or written meanwhile stays. Knows the causal order, not why somebody goes back.
"""

from typing import Any

from app.engine.history import History, live_tokens
from app.engine.outcome import Undone


def undo(top: Any, name: str) -> None:
    """Begin a piece of work anew, as it was begun before; `name` is a mark of finished work."""
    history: History = top.history
    gone = history.after(name)
    _report(top, gone)
    for task in list(live_tokens(top)):
        if _is_alive(task) and not gone.isdisjoint(_marks_of(task)):
            task.workflow.cancel_token(task)
    planted = _what_to_plant(history, name, gone)
    for scope in top.scopes():
        scope.ended = {one: None for one in scope.ended if one not in gone}
    for one in gone:
        del history.marks[one]
    for place, tokens in planted.items():
        scope = top if place == "" else top.subprocesses.get(place)
        if scope is not None:
            plant(scope, tokens)


def plant(scope: Any, tokens: list[list[Any]]) -> None:
    """Put tokens at elements of a scope, each with its note."""
    for element, note in tokens:
        token = scope.spawn(scope.top_workflow.spec.nodes[element], **note)
        token.task_spec._update(token)  # noqa: SLF001 - as SpiffWorkflow does with every token that arrives


def _what_to_plant(history: History, name: str, gone: set[str]) -> dict[str, list[list[Any]]]:
    """Return the tokens to put back by the scope they belong to; reopened sub-processes carry those inside."""
    found: dict[str, list[list[Any]]] = {}
    first = history.marks[name]
    found.setdefault(first.scope, []).append([first.element, {"past": first.past}])
    for one in [one for one in history.marks if one in gone]:
        mark = history.marks[one]
        if mark.kind == "join":
            for flow, way in mark.ways.items():
                if flow and gone.isdisjoint(way):
                    found.setdefault(mark.scope, []).append([mark.element, {"via": flow, "past": way}])
        elif mark.kind == "exit" and mark.of not in gone:
            host = history.marks[mark.of]
            inside = {
                "of": mark.of,
                "data": mark.data,
                "tokens": found.setdefault(mark.of, []),
                "ended": [one for one in mark.past if one not in gone and one != mark.of],
            }
            found.setdefault(host.scope, []).append([host.element, {"past": host.past, "plant": inside}])
    return found


def _report(top: Any, gone: set[str]) -> None:
    marks = top.history.marks
    for name in [name for name in marks if name in gone]:
        mark = marks[name]
        if mark.kind == "work":
            top.record.undone.append(Undone(name, mark.element))
        elif mark.kind == "exit" and mark.of not in gone:
            top.record.undone.append(Undone(mark.of, mark.element))


def _is_alive(task: Any) -> bool:
    return task.workflow.tasks.get(task.id) is task


def _marks_of(task: Any) -> set[str]:
    note = task.internal_data
    if "body" in note or "detour" in note:
        return set()  # it ends with what it belongs to
    return {task.id, note.get("after", ""), *note.get("past", ())}
