"""What led to where the tokens stand: the little history that going back needs.

A mark says that work began (`work`), that tokens were joined (`join`) or that the inside of a sub-process ended
(`exit`), and which marks came right before it. Marks form the causal order of the case: whatever follows from a piece
of work can be told from what merely happened later in another branch. Of each element only the last rounds
are kept, so loops do not let it grow. Knows tokens and scopes, not what single elements do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["work", "join", "exit"]
KEPT_ROUNDS = 3
"""How many earlier rounds of the same work are remembered: after going back, what came before is known again."""


@dataclass(slots=True)
class Mark:
    """Hold one point of the causal order.

    `scope` is the id of the token in whose inside it lies, "" for the process. `ways` are the marks right before
    it: of a join by the flow they came by, else under "". Of an exit, `of` is the id of the work that was left and
    `data` what the variables of a called process were then. `shown` is the id the application knows the work by.
    """

    kind: Kind
    element: str
    scope: str
    ways: dict[str, list[str]]
    of: str = ""
    shown: str = ""
    data: dict[str, Any] | None = None

    @property
    def past(self) -> list[str]:
        """Return the marks right before, without regard to flows."""
        return list(dict.fromkeys(name for way in self.ways.values() for name in way))


@dataclass(slots=True)
class History:
    """Hold the marks of an instance by id; the id of work is that of its token."""

    marks: dict[str, Mark] = field(default_factory=dict)
    swept_at: int = 16

    def before(self, names: Iterable[str]) -> set[str]:
        """Return these marks and everything that led to them."""
        found: set[str] = set()
        todo = list(names)
        while todo:
            name = todo.pop()
            if name in self.marks and name not in found:
                found.add(name)
                todo += self.marks[name].past
        return found

    def after(self, name: str) -> set[str]:
        """Return a mark and everything that followed from it."""
        following: dict[str, list[str]] = {}
        for other, mark in self.marks.items():
            for one in mark.past:
                following.setdefault(one, []).append(other)
        found: set[str] = set()
        todo = [name]
        while todo:
            one = todo.pop()
            if one not in found:
                found.add(one)
                todo += following.get(one, [])
        return found

    def show(self, name: str, shown: str) -> None:
        """Remember under which id the application knows work, when it is not its own."""
        if shown != name and name in self.marks:
            self.marks[name].shown = shown

    def known(self, shown: str) -> str | None:
        """Return the id of the work that the application knows by this id."""
        if shown in self.marks:
            return shown
        return next((name for name, mark in self.marks.items() if mark.shown == shown), None)

    def is_latest(self, name: str) -> bool:
        """Tell whether no later round of this work has begun in its scope."""
        mark = self.marks[name]
        same = (mark.kind, mark.element, mark.scope)
        return all(int(o) <= int(name) for o, m in self.marks.items() if (m.kind, m.element, m.scope) == same)

    def exit_of(self, name: str) -> str | None:
        """Return the mark that ended the inside of this work."""
        return next((other for other, mark in self.marks.items() if mark.of == name), None)

    def inside(self, name: str) -> set[str]:
        """Return this work, its exit and every mark inside it at any depth."""
        found = {name}
        size = 0
        while size != len(found):
            size = len(found)
            found |= {other for other, mark in self.marks.items() if mark.scope in found or mark.of in found}
        return found


def frontier(task: Any) -> list[str]:
    """Return the marks right before whatever a token does next."""
    note = task.internal_data
    if "after" in note:
        return [note["after"]]
    if task.id in task.workflow.top_workflow.history.marks:
        return [task.id]
    if "body" in note:
        return frontier(task.workflow.tasks[note["body"]])
    found: list[str] = note.get("past", [])
    return found


def base(scope: Any) -> list[str]:
    """Return the marks right before the first token of a scope."""
    return [] if scope.parent_task is None else frontier(scope.parent_task)


def with_past(past: Sequence[str], **note: Any) -> dict[str, Any]:
    """Return a token's note with what led to it."""
    return {**note, "past": list(past)} if past else note


def scope_id(scope: Any) -> str:
    """Return the id of the token in whose inside a scope runs, "" for the process."""
    return "" if scope.parent_task is None else str(scope.parent_task.id)


def mark_work(task: Any) -> None:
    """Remember that work begins; of the same work on the way to it only the last rounds stay remembered."""
    top, note = task.workflow.top_workflow, task.internal_data
    history: History = top.history
    if task.id in history.marks or "body" in note or "detour" in note:
        return
    element, scope = task.task_spec.element.id, scope_id(task.workflow)
    earlier = [
        name
        for name in history.before(note.get("past", ()))
        if (mark := history.marks[name]).kind == "work"
        and mark.element == element
        and (mark.scope in (scope, "") or top.find(mark.scope) is None)
        and top.find(name) is None
    ]
    for name in sorted(earlier, key=int)[: -KEPT_ROUNDS or None]:
        if name in history.marks:
            forget(top, name)
    history.marks[task.id] = Mark("work", element, scope, {"": note.pop("past", [])})
    if len(history.marks) > history.swept_at:
        sweep(top)


def mark_join(first: Any, tokens: dict[str, list[str]], besides: Iterable[str] = ()) -> None:
    """Remember that tokens which came by these flows go on as one; nothing to remember if they have one past.

    `besides` is work that might have brought a token here and did not: the join would have waited for it.
    """
    top = first.workflow.top_workflow
    history: History = top.history
    first.internal_data.pop("past", None)
    ways = dict(tokens)
    led = history.before(name for way in ways.values() for name in way)
    if extra := [name for name in besides if name not in led]:
        ways[""] = extra
    past = _only(ways)
    if past is None:
        history.marks[first.id] = Mark("join", first.task_spec.element.id, scope_id(first.workflow), ways)
    elif past:
        first.internal_data["past"] = past


def _only(ways: dict[str, list[str]]) -> list[str] | None:
    """Return the past of every way when they have one and the same, else None."""
    first, *others = ways.values()
    return first if all(set(first) == set(other) for other in others) else None


def ended_work(scope: Any, elements: set[str]) -> list[str]:
    """Return the finished work of a scope at these elements: for each, the mark that what followed it has."""
    top, own = scope.top_workflow, scope_id(scope)
    history: History = top.history
    found = [
        name
        for name, mark in history.marks.items()
        if mark.kind == "work" and mark.scope == own and mark.element in elements and top.find(name) is None
    ]
    return [history.exit_of(name) or name for name in found]


def end_of_token(scope: Any, task: Any) -> None:
    """Remember how a token of a scope ended; of one element the latest is enough."""
    marks = scope.top_workflow.history.marks
    for name in frontier(task):
        mark = marks.get(name)
        if mark is not None:
            for other in [o for o in scope.ended if o in marks and marks[o].element == mark.element]:
                del scope.ended[other]
            scope.ended[name] = None


def mark_exit(task: Any, inner: Any, data: dict[str, Any] | None) -> None:
    """Remember that the inside of an activity has ended by itself."""
    top = task.workflow.top_workflow
    if task.id not in top.history.marks:
        return
    name = top.new_id()
    ends = [task.id] if inner.cut else list(inner.ended) or [task.id]
    kept = data if ends != [task.id] else None
    mark = Mark("exit", task.task_spec.element.id, scope_id(task.workflow), {"": ends}, task.id, data=kept)
    top.history.marks[name] = mark
    task.internal_data["after"] = name


def rename(task: Any, old: str) -> None:
    """Let a token stand for work that is opened again, and for what happened inside it."""
    marks = task.workflow.top_workflow.history.marks
    marks[task.id] = marks.pop(old)
    for mark in marks.values():
        if mark.scope == old:
            mark.scope = task.id
    replace(task.workflow.top_workflow, {old}, [task.id])
    for _, note in task.internal_data["plant"]["tokens"]:
        note["past"] = [task.id if name == old else name for name in note["past"]]


def forget(top: Any, name: str) -> None:
    """Take work out of the history, with its inside; what followed it now follows what led to it."""
    history: History = top.history
    gone, past = history.inside(name), history.marks[name].past
    for other in gone:
        history.marks.pop(other, None)
    replace(top, gone, past)
    while True:
        joined = next((n for n, m in history.marks.items() if m.kind == "join" and _is_one(history, m)), None)
        if joined is None:
            return
        past = history.marks.pop(joined).past
        replace(top, {joined}, past)


def _is_one(history: History, mark: Mark) -> bool:
    extra = mark.ways.pop("", None)
    if extra is not None:
        led = history.before(mark.past)
        if left := [name for name in extra if name not in led]:
            mark.ways[""] = left
            return False
    return _only(mark.ways) is not None


def replace(top: Any, gone: set[str], past: Sequence[str]) -> None:
    """Let everything that followed these marks follow others."""

    def renewed(names: Iterable[str]) -> list[str]:
        found = dict.fromkeys(one for name in names for one in (past if name in gone else (name,)))
        return _latest(top.history, list(found))

    for mark in top.history.marks.values():
        for flow, way in mark.ways.items():
            if not gone.isdisjoint(way):
                mark.ways[flow] = renewed(way)
    for scope in top.scopes():
        if not gone.isdisjoint(scope.ended):
            scope.ended = dict.fromkeys(renewed(scope.ended))
        for task in scope.tokens():
            before = task.internal_data.get("past")
            if before and not gone.isdisjoint(before):
                task.internal_data["past"] = renewed(before)


def _latest(history: History, names: list[str]) -> list[str]:
    """Leave out marks that led to another one of them."""
    if len(names) < 2:
        return names
    return [n for n in names if not any(n in history.before([o]) for o in names if o != n)]


def sweep(top: Any) -> None:
    """Drop marks that nothing alive follows from."""
    history: History = top.history
    alive: set[str] = set()
    for scope in top.scopes():
        alive.update(scope.ended)
        for task in scope.tokens():
            alive.update(frontier(task), task.internal_data.get("past", ()))
    kept = history.before(alive)
    for name in [name for name in history.marks if name not in kept]:
        del history.marks[name]
    history.swept_at = 2 * len(history.marks) + 16


def live_tokens(top: Any) -> Iterator[Any]:
    """Yield every token of every scope, without watchers."""
    for scope in top.scopes():
        yield from (task for task in scope.tokens() if "watch" not in task.internal_data)
