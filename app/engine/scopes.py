"""Variables where BPMN (as Zeebe reads it) puts them: one scope a process, sub-process, activity and loop round.

A scope is the `data` of a SpiffWorkflow task (an activity instance) or of a workflow (a process). Its dict is
replaced, never changed in place, so nothing is shared by accident. Knows nothing of tokens or events.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.engine.formula import MISSING, EngineEnvironment, Lookup
from app.engine.model import Assignment
from app.feel import from_feel, to_feel

_PLAIN = (str, int, bool, type(None))


def owners(task: Any) -> list[Any]:
    """Return what holds the variables a token sees, innermost first; the last one is the process."""
    found: list[Any] = []
    while True:
        found.append(task)
        workflow = task.workflow
        body = task.internal_data.get("body")
        if body is not None:
            found.append(workflow.tasks[body])
        if workflow.spec.own_scope:
            found.append(workflow)
            return found
        task = workflow.parent_task


def lookup_in(chain: Sequence[Any], extra: Mapping[str, Any] | None = None) -> Lookup:
    """Return the function from a name to its value in these scopes, `MISSING` when there is none."""

    def find(name: str) -> Any:
        if extra is not None and name in extra:
            return extra[name]
        for owner in chain:
            if name in owner.data:
                return owner.data[name]
        return MISSING

    return find


def visible(task: Any) -> dict[str, Any]:
    """Return every variable a token sees."""
    found: dict[str, Any] = {}
    for owner in reversed(owners(task)):
        found.update(owner.data)
    return found


def native(value: Any) -> Any:
    """Return the JSON-native form of a value; raises FeelError for what has none."""
    return value if type(value) in _PLAIN else from_feel(to_feel(value))


def put(owner: Any, name: str, value: Any) -> None:
    """Set one variable in this very scope."""
    owner.data = {**owner.data, name: value}
    written = getattr(owner, "written", None)
    if written is not None:
        written.add(name)


def propagate(chain: Sequence[Any], values: Mapping[str, Any]) -> None:
    """Set each variable in the innermost scope that has it, else in the process."""
    for name, value in values.items():
        put(next((owner for owner in chain if name in owner.data), chain[-1]), name, value)


def mapped(
    assignments: Iterable[Assignment], chain: Sequence[Any], env: EngineEnvironment, *, fresh: bool
) -> dict[str, Any]:
    """Evaluate mappings one after the other; later ones see the results of earlier ones.

    `a.b` sets a member: of a new context when `fresh` (inputs), else of a copy of the present one (outputs).
    """
    results: dict[str, Any] = {}
    find = lookup_in(chain, results)
    for assignment in assignments:
        value = assignment.source.evaluate(find, env)
        head, *path = assignment.target
        if path:
            base = results.get(head) if fresh else find(head)
            value = _with_member(base, path, value)
        results[head] = value
    return results


def _with_member(base: Any, path: Sequence[str], value: Any) -> dict[str, Any]:
    found = dict(base) if isinstance(base, Mapping) else {}
    head, *rest = path
    found[head] = _with_member(found.get(head), rest, value) if rest else value
    return found
