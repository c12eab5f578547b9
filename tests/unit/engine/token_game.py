"""The token game: a plain, slow simulator of BPMN, to hold the engine against.

Source: BPMN 2.0 §13 (execution semantics). Knows neither SpiffWorkflow nor the engine, and takes no shortcut:
tokens lie on sequence flows, a node moves when its rule allows it, until nothing moves any more.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from tests.unit.engine.drawing_model import Drawing, Flow, Node, evaluate

CATCHING = frozenset({"intermediateCatchEvent", "receiveTask", "eventBasedGateway"})


@dataclass
class Timer:
    """A timer that runs; `left` counts the firings still to come."""

    node: Node
    due: datetime
    left: int


@dataclass(eq=False, kw_only=True)
class Listening:
    """Whatever waits for events: a token that rests, or a scope with event sub-processes."""

    timers: list[Timer] = field(default_factory=list)
    messages: list[Node] = field(default_factory=list)


@dataclass(eq=False)
class Scope(Listening):
    """A running process or sub-process: tokens on its flows and the nodes where a token rests."""

    container: str
    variables: dict[str, object]
    written: dict[str, object] = field(default_factory=dict)
    """What a called process has set itself; it goes back to the caller at the end."""
    tokens: Counter[str] = field(default_factory=Counter)
    resting: list["Resting"] = field(default_factory=list)
    key: tuple[object, ...] = ()
    """Which scope this is, whatever happened beside it; `rested` counts for each node, so rests have keys too."""
    rested: Counter[str] = field(default_factory=Counter)

    @property
    def empty(self) -> bool:
        return not self.resting and not any(self.tokens.values())

    def set(self, values: dict[str, object]) -> None:
        """Set variables; an embedded sub-process shares those of what holds it."""
        self.variables.update(values)
        self.written.update(values)


@dataclass(eq=False)
class Resting(Listening):
    """A token that rests in an activity or a catching event: what runs inside, what it waits for."""

    node: Node
    scope: Scope
    key: tuple[object, ...] = ()
    running: int = 0
    inner: list[Scope] = field(default_factory=list)
    to_come: int = 0
    total: int = 0
    begun: int = 0

    def inside(self, container: str, variables: dict[str, object], written: dict[str, object]) -> Scope:
        """Begin a scope inside."""
        self.begun += 1
        self.inner.append(Scope(container, variables, written, key=(self.key, self.begun)))
        return self.inner[-1]


class TokenGame:
    """Play one process instance; every act runs until the instance is quiet again."""

    def __init__(
        self,
        drawing: Drawing,
        process_id: str,
        variables: dict[str, object],
        now: datetime,
        *,
        feel: Callable[[str, dict[str, object], datetime], object] | None = None,
        decide: Callable[[str], object] | None = None,
    ) -> None:
        """Begin; `feel` evaluates what is beyond the simple forms of the models, `decide` answers decisions."""
        self.drawing = drawing
        self.feel, self.decide = feel, decide
        self.now = now
        self.taken: Counter[str] = Counter()
        """Flows that tokens took in the last act."""
        self.root = Scope(process_id, dict(variables))
        self._begin(self.root)
        self._settle()

    # --- what can be seen ------------------------------------------------------------------------

    def tasks(self) -> Counter[str]:
        """Return the open user tasks by element."""
        return self._running("userTask")

    def jobs(self) -> Counter[str]:
        """Return the activated jobs by element."""
        return self._running("serviceTask")

    def timers(self) -> Counter[tuple[str, datetime]]:
        """Return the running timers by element and moment."""
        return Counter((timer.node.id, timer.due) for one in self._listening() for timer in one.timers)

    def messages(self) -> Counter[tuple[str, str]]:
        """Return the messages waited for by name and element."""
        return Counter((node.message or "", node.id) for one in self._listening() for node in one.messages)

    @property
    def finished(self) -> bool:
        """Tell whether the process has ended."""
        return self.root.empty

    @property
    def stuck(self) -> bool:
        """Tell whether tokens are left and nothing can ever move them."""
        return not self.finished and not (self.tasks() or self.jobs() or self.timers() or self.messages())

    def _running(self, kind: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for rest in self._rests():
            if rest.node.kind == kind and rest.running:
                found[rest.node.id] += rest.running
        return found

    def _rests(self, scope: Scope | None = None) -> Iterator[Resting]:
        for rest in list((scope or self.root).resting):
            yield rest
            for inner in list(rest.inner):
                yield from self._rests(inner)

    @property
    def variables(self) -> dict[str, object]:
        """Return the variables of the process."""
        return self.root.variables

    def _listening(self) -> list["Resting | Scope"]:
        """Return the rests and scopes that run, inner ones after what holds them."""
        found: list[Resting | Scope] = [] if self.finished else [self.root]
        for rest in self._rests():
            found += [rest, *rest.inner]
        return found

    # --- acts ------------------------------------------------------------------------------------

    def complete(self, element_id: str, values: dict[str, object], now: datetime) -> None:
        """Complete one open task or job of an element."""
        self._act(now)
        self._complete(next(r for r in self._rests() if r.node.id == element_id and r.running), values)

    def _complete(self, rest: Resting, values: dict[str, object]) -> None:
        self._take_over(rest.scope, rest.node, values)
        rest.running -= 1
        self._instance_done(rest)
        self._settle()

    def deliver(self, name: str, values: dict[str, object], now: datetime) -> None:
        """Deliver a message to the one place that waits for it."""
        self._act(now)
        one, node = next((o, n) for o in self._listening() for n in o.messages if n.message == name)
        (one if isinstance(one, Scope) else one.scope).set(values)
        self._trigger(one, node)
        self._settle()

    def fire(self, now: datetime) -> None:
        """Fire every timer that is due, the earliest first.

        Rounds of a cycle that were missed count as repetitions, but bring no token of their own.
        """
        self._act(now)
        while due := [(o, t) for o in self._listening() for t in o.timers if t.due <= now]:
            one, timer = min(due, key=lambda pair: pair[1].due)
            one.timers.remove(timer)
            every, due_next, left = timer.node.every, timer.due, timer.left
            while every and left and due_next <= now:
                due_next, left = due_next + every, left - 1
            if left and not timer.node.interrupting:
                one.timers.append(Timer(timer.node, due_next, left))
            self._trigger(one, timer.node)
            self._settle()

    def _take_over(self, scope: Scope, node: Node, values: dict[str, object]) -> None:
        """Set what the output mappings say, or without any all values."""
        seen = {**scope.variables, **values}
        mapped = {target: self._evaluate(source, seen) for target, source in node.outputs}
        scope.set(mapped if node.outputs else values)

    def _evaluate(self, expression: str, variables: dict[str, object]) -> object:
        return self.feel(expression, variables, self.now) if self.feel else evaluate(expression, variables)

    def _act(self, now: datetime) -> None:
        self.now = now
        self.taken.clear()

    def _trigger(self, one: Resting | Scope, node: Node) -> None:
        if isinstance(one, Scope):
            self._start_event_sub_process(one, node)
        else:
            if one.node.kind in CATCHING or node.interrupting:
                one.scope.resting.remove(one)
            self.taken.update(flow.id for flow in one.node.outgoing if flow.target == node.id)
            self._leave(one.scope, node)

    def _start_event_sub_process(self, scope: Scope, start: Node) -> None:
        if start.interrupting:
            scope.tokens.clear()
            scope.resting.clear()
            scope.timers.clear()
            scope.messages.clear()
        rest = self._rest(self.drawing.nodes[start.container], scope)
        inner = rest.inside(start.container, scope.variables, scope.written)
        scope.resting.append(rest)
        self._begin(inner)

    # --- moving ----------------------------------------------------------------------------------

    def _begin(self, scope: Scope) -> None:
        """Start at the start event, or without one at every node that nothing leads to (§13.2)."""
        inside = [n for n in self.drawing.inside[scope.container] if not n.attached_to]
        self._listen(scope, [node.trigger for node in inside if node.trigger])
        for start in [node for node in inside if node.kind == "startEvent"]:
            self._leave(scope, start)
            return
        for node in inside:
            if not node.incoming and not node.trigger:
                self._enter(scope, node)

    def _settle(self) -> None:
        """Move tokens until nothing moves; inclusive joins last, when all others rest."""
        while self._step(self.root, inclusive=False) or self._step(self.root, inclusive=True):
            pass

    def _step(self, scope: Scope, *, inclusive: bool) -> bool:
        for rest in scope.resting:
            for inner in rest.inner:
                if self._step(inner, inclusive=inclusive):
                    return True
                if inner.empty:
                    rest.inner.remove(inner)
                    if rest.node.called:
                        scope.set(inner.written)
                    self._instance_done(rest)
                    return True
        for node in self.drawing.inside[scope.container]:
            marked = [flow for flow in node.incoming if scope.tokens[flow.id]]
            waits = node.kind == "inclusiveGateway" and len(node.incoming) > 1
            if not marked or waits != inclusive:
                continue
            if waits and self._more_may_come(scope, node):
                continue
            if node.kind == "parallelGateway":
                if len(marked) < len(node.incoming):
                    continue
            elif not waits:
                marked = marked[:1]
            for flow in marked:
                scope.tokens[flow.id] -= 1
            self._enter(scope, node)
            return True
        return False

    def _more_may_come(self, scope: Scope, join: Node) -> bool:
        """Apply BPMN 2.0 §13.4.3: a token that reaches an empty input, but no marked one, is waited for.

        A boundary event may still bring a token, so its way counts for the first half; the token need not take
        it, so it does not count for the second.
        """
        marked = {flow.id for flow in join.incoming if scope.tokens[flow.id]}
        empty = {flow.id for flow in join.incoming} - marked
        ways = [
            [flow]
            for node in self.drawing.inside[scope.container]
            for flow in node.outgoing
            if scope.tokens[flow.id] and flow.target != join.id
        ]
        may = [self._reach(way, join, by_boundary=True) for way in ways]
        will = [self._reach(way, join, by_boundary=False) for way in ways]
        for rest in scope.resting:
            besides = [flow for node in rest.node.attached for flow in node.outgoing]
            may.append(self._reach(rest.node.outgoing + besides, join, by_boundary=True))
            will.append(self._reach(rest.node.outgoing, join, by_boundary=False))
        return any(a & empty and not b & marked for a, b in zip(may, will, strict=True))

    def _reach(self, flows: list[Flow], join: Node, *, by_boundary: bool) -> set[str]:
        """Return the flows that can be reached without going through the join."""
        seen: set[str] = set()
        stack = list(flows)
        while stack:
            flow = stack.pop()
            if flow.id in seen:
                continue
            seen.add(flow.id)
            if flow.target != join.id:
                node = self.drawing.nodes[flow.target]
                besides = node.attached if by_boundary else []
                stack += [way for one in (node, *besides) for way in one.outgoing]
        return seen

    def _leave(self, scope: Scope, node: Node) -> None:
        for flow in self._chosen(scope, node):
            scope.tokens[flow.id] += 1
            self.taken[flow.id] += 1

    def _chosen(self, scope: Scope, node: Node) -> list[Flow]:
        if node.kind == "parallelGateway":
            return node.outgoing
        fallback = [flow for flow in node.outgoing if flow.id == node.default]
        if node.kind == "exclusiveGateway":
            ways = (f for f in node.outgoing if f.condition and self._evaluate(f.condition, scope.variables))
            found = next(ways, None)
            return [found] if found else fallback or node.outgoing[:1]
        taken = [
            flow
            for flow in node.outgoing
            if flow.id != node.default
            and (not flow.condition or self._evaluate(flow.condition, scope.variables))
        ]
        return taken or fallback

    def _enter(self, scope: Scope, node: Node) -> None:
        if node.event in ("error", "terminate"):
            self._end(scope, node)
        elif node.kind in CATCHING:
            self._wait(scope, node)
        elif node.kind in ("userTask", "serviceTask", "subProcess", "callActivity"):
            self._start_activity(scope, node)
        else:
            if node.script:
                scope.set({node.script[1]: self._evaluate(node.script[0], scope.variables)})
            if node.decision and self.decide:
                self._take_over(scope, node, {node.decision[1]: self.decide(node.decision[0])})
            self._leave(scope, node)

    def _rest(self, node: Node, scope: Scope) -> Resting:
        scope.rested[node.id] += 1
        return Resting(node, scope, (scope.key, node.id, scope.rested[node.id]))

    def _wait(self, scope: Scope, node: Node) -> None:
        rest = self._rest(node, scope)
        waiting = [node]
        if node.kind == "eventBasedGateway":
            waiting = [self.drawing.nodes[flow.target] for flow in node.outgoing]
        self._listen(rest, waiting)
        scope.resting.append(rest)

    def _listen(self, one: Listening, nodes: list[Node]) -> None:
        for node in nodes:
            if node.every is not None:
                one.timers.append(Timer(node, self.now + node.every, node.repetitions))
            elif node.message is not None:
                one.messages.append(node)

    def _start_activity(self, scope: Scope, node: Node) -> None:
        items = self._evaluate(node.items, scope.variables) if node.items else [None]
        count = len(items) if isinstance(items, list) else 0
        if not count:
            self._leave(scope, node)
            return
        rest = self._rest(node, scope)
        scope.resting.append(rest)
        self._listen(rest, node.attached)
        rest.to_come = rest.total = count
        for _ in range(1 if node.sequential else count):
            self._start_instance(rest)

    def _start_instance(self, rest: Resting) -> None:
        rest.to_come -= 1
        if rest.node.kind in ("subProcess", "callActivity"):
            outer = rest.scope
            if rest.node.called:
                inner = rest.inside(rest.node.called, dict(outer.variables), {})
            else:
                inner = rest.inside(rest.node.id, outer.variables, outer.written)
            self._begin(inner)
        else:
            rest.running += 1

    def _instance_done(self, rest: Resting) -> None:
        if rest.to_come:
            self._start_instance(rest)
        elif not rest.running and not rest.inner:
            rest.scope.resting.remove(rest)
            self._leave(rest.scope, rest.node)

    # --- ends that reach further than their token ------------------------------------------------

    def _end(self, scope: Scope, node: Node) -> None:
        if node.event == "terminate":
            scope.tokens.clear()
            scope.resting.clear()
            return
        owner: Scope | None = scope
        while owner is not None:
            for inner in self.drawing.inside[owner.container]:
                start = inner.trigger
                if start and start.event == "error" and start.error in (None, node.error):
                    self._start_event_sub_process(owner, start)
                    return
            rest = self._owner_of(owner)
            assert rest is not None, f"nobody catches the error of {node.id}"
            for catcher in rest.node.attached:
                if catcher.event == "error" and catcher.error in (None, node.error):
                    rest.scope.resting.remove(rest)
                    self._leave(rest.scope, catcher)
                    return
            owner = rest.scope

    def _owner_of(self, scope: Scope) -> Resting | None:
        return next((rest for rest in self._rests() if scope in rest.inner), None)
