"""The token game with the acts beside the drawing: returning, coming back, taking back, more or fewer signers.

What going back should lead to is said without any bookkeeping of causes: play the case again from its beginning, leave
out that the earlier task was done, and every act that finds nothing to act on. What is left is the case as it would
stand if only that had not happened yet. Knows nothing of the engine.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.unit.engine.drawing_model import Drawing, Node
from tests.unit.engine.token_game import Listening, Resting, Scope, TokenGame

ACTIVITIES = frozenset({"userTask", "serviceTask", "subProcess", "callActivity", "receiveTask"})
Key = tuple[Any, ...]
"""(key of the scope, element, how many rests it had there): the same however branches are interleaved."""


@dataclass(eq=False)
class Detour:
    """Earlier work that leads back to the rest that sent it, or to such work."""

    node: Node
    back: "Resting | Detour"
    scope: Scope
    key: Key
    running: int
    to_come: int


@dataclass(frozen=True)
class Act:
    """One act of the past."""

    kind: str
    key: Key
    now: datetime
    name: str = ""
    values: dict[str, Any] = field(default_factory=dict)


class GoingBackGame(TokenGame):
    """Play with a log, so that everything can be played again without one thing."""

    def __init__(self, drawing: Drawing, process_id: str, variables: dict[str, Any], now: datetime) -> None:
        self._prepare(drawing, process_id, variables, now, held=frozenset())
        super().__init__(drawing, process_id, variables, now)

    def _prepare(self, *first: Any, held: frozenset[Key]) -> None:
        self.first, self.held = first, set(held)
        self.log: list[Act] = []
        self.detours: list[Detour] = []
        self.sent: Counter[Key] = Counter()
        self.last: dict[tuple[Key, str], int] = {}
        """The number of the latest rest by scope and element."""
        self.ended: dict[Key, int] = {}
        """After how many acts a rest ended by itself."""
        self.cut: set[Key] = set()
        """Scopes in which something ended what was not done."""
        self.called: dict[Key, Scope] = {}

    # --- what can be seen ------------------------------------------------------------------------

    def open(self) -> dict[Key, int]:
        """Return how many tasks are open by the key of what they belong to."""
        found = {r.key: r.running for r in self._rests() if r.node.kind == "userTask" and r.running}
        return found | {one.key: one.running for one in self.away() if one.running}

    def rests(self) -> dict[Key, Resting]:
        """Return what rests by key."""
        return {rest.key: rest for rest in self._rests()}

    def away(self) -> list[Detour]:
        """Return the earlier work that is done for somebody who still has his place."""
        resting = {id(rest) for rest in self._rests()}

        def stands(one: Detour) -> bool:
            return stands(one.back) if isinstance(one.back, Detour) else id(one.back) in resting

        self.detours = [
            one for one in self.detours if (one.running or one.to_come or self._has_sent(one)) and stands(one)
        ]
        return self.detours

    def _has_sent(self, one: Detour) -> bool:
        return any(other.back is one for other in self.detours)

    def _running(self, kind: str) -> Counter[str]:
        found = super()._running(kind)
        for one in self.away():
            if one.node.kind == kind and one.running:
                found[one.node.id] += one.running
        return found

    def place(self, key: Key) -> Key:
        """Return the rest for which a task is done."""
        one: Resting | Detour | None = next((d for d in self.away() if d.key == key), None)
        while isinstance(one, Detour):
            one = one.back
        return one.key if one else key

    def targets(self, key: Key) -> dict[str, list[Key]]:
        """Return the finished tasks that an open one follows from, by element."""
        place, found = self.place(key), {}
        for (scope, name), number in self.last.items():
            earlier = (scope, name, number)
            if self.drawing.nodes[name].kind != "userTask" or name in (place[1], key[1]):
                continue
            if self._can_be_done_again(earlier) and self._follows(place, earlier):
                found.setdefault(name, []).append(earlier)
        return found

    def _can_be_done_again(self, key: Key) -> bool:
        """Tell whether a task has ended, no later round replaced it, and its scope runs or ended by itself."""
        resting = self.rests()
        if key in resting or self.last.get(key[:2]) != key[2] or key[0] in self.cut:
            return False
        while key[0]:
            key, number = key[0]
            rest = resting.get(key)
            if rest is not None:
                return any(inner.key == (key, number) for inner in rest.inner)
            if key not in self.ended or self.last[key[:2]] != key[2] or self.drawing.nodes[key[1]].items:
                return False
            if (key, number) in self.cut:
                return False
        return True

    def _follows(self, later: Key, earlier: Key) -> bool:
        game, _ = self._without(earlier)
        return later not in game.rests()

    # --- acts --------------------------------------------------------------------------------------

    def do(self, act: Act) -> bool:
        """Play an act; False when it finds nothing to act on."""
        done = bool(getattr(self, f"_{act.kind}_by")(act))
        if done:
            self.log.append(act)
        return done

    def go_back(self, earlier: Key, now: datetime) -> None:
        """Let the case stand as if a task had not been done, and begin it anew now."""
        game, open_again = self._without(earlier)
        for key in (*open_again, earlier):
            game.do(Act("again", key, now))
        variables, called = dict(self.variables), self.called
        self.__dict__.update(game.__dict__)
        self.root.variables.clear()
        self.root.variables.update(variables)
        for key, scope in self.called.items():
            if key in called and scope is not called[key]:
                for mine, other in (
                    (scope.variables, called[key].variables),
                    (scope.written, called[key].written),
                ):
                    kept = dict(other)
                    mine.clear()
                    mine.update(kept)
        self.now = now
        self.taken.clear()

    def can_take_back(self, key: Key) -> bool:
        """Tell whether nothing was done that follows from a finished task."""
        if not self._can_be_done_again(key) or self.drawing.nodes[key[1]].items:
            return False
        game, _ = self._without(key)
        lost = Counter(map(repr, self.log)) - Counter(map(repr, game.log))
        undone = [act for act in self.log if repr(act) in lost]
        if any(act.kind in ("deliver", "remove") for act in undone):
            return False
        # a round of which one instance is done has not ended, and yet something was done
        if any(act.kind == "complete" and act.key in self.rests() for act in undone):
            return False
        if self._has_ended_after(game, key):
            return False
        here, there = self.rests(), game.rests()
        away = {id(one.back) for one in self.away()}
        return not any(
            rest.node.kind == "serviceTask" or id(rest) in away for k, rest in here.items() if k not in there
        )

    def _has_ended_after(self, game: "GoingBackGame", key: Key) -> bool:
        """Tell whether work that follows from a task has ended, by whatever."""
        resting = self.rests()
        for (scope, name), number in self.last.items():
            if self.drawing.nodes[name].kind not in ACTIVITIES:
                continue
            later = range(game.last.get((scope, name), 0) + 1, number + 1)
            if any((scope, name, n) not in resting for n in later if (scope, name, n) != key):
                return True
        return False

    def _without(self, earlier: Key) -> tuple["GoingBackGame", list[Key]]:
        """Play everything again but what was done to a task; also return the scopes that are open again."""
        resting = self.rests()
        around = []
        key = earlier
        while key[0]:
            key = key[0][0]
            if key not in resting:
                around.insert(0, key)
        game = GoingBackGame.__new__(GoingBackGame)
        held = frozenset({earlier, *(act.key for act in self.log if act.kind == "hold")})
        game._prepare(*self.first, held=held)
        TokenGame.__init__(game, *self.first)
        game.log = [Act("hold", name, self.first[-1]) for name in sorted(held, key=repr)]
        for number, act in enumerate(self.log, start=1):
            if act.kind != "hold" and act.key != earlier:
                game.do(act)
            for name in around:
                if self.ended.get(name) == number:
                    game.do(Act("pause", name, act.now))
        begun_again = {act.key for act in game.log if act.kind == "again"} | {earlier}
        game.held &= begun_again
        game.log = [act for act in game.log if act.kind != "hold" or act.key in begun_again]
        return game, around

    def _complete_by(self, act: Act) -> bool:
        self._act(act.now)
        one = next((d for d in self.away() if d.key == act.key), None)
        if one is not None:
            if not one.running:
                return False
            self._take_over(one.scope, one.node, act.values)
            one.running -= 1
            if one.to_come:
                one.running, one.to_come = one.running + 1, one.to_come - 1
            elif not one.running and not self._has_sent(one):
                one.back.running += 1
            return True
        rest = self.rests().get(act.key)
        if rest is None or not rest.running:
            return False
        self._complete(rest, act.values)
        return True

    def _deliver_by(self, act: Act) -> bool:
        self._act(act.now)
        for one in self._listening():
            node = next((n for n in one.messages if n.id == act.name), None)
            if node is not None and one.key == act.key:
                (one if isinstance(one, Scope) else one.scope).set(act.values)
                self._trigger(one, node)
                self._settle()
                return True
        return False

    def _fire_by(self, act: Act) -> bool:
        self.fire(act.now)
        return True

    def _send_by(self, act: Act) -> bool:
        self._act(act.now)
        back: Any = next((d for d in self.away() if d.key == act.key), None) or self.rests().get(act.key)
        node = self.drawing.nodes[act.name]
        scope = next((s for s in self._scopes() if s.key == act.values["scope"]), None)
        if back is None or not back.running or scope is None:
            return False
        back.running -= 1
        self.sent[act.key] += 1
        items = self._evaluate(node.items, scope.variables) if node.items else [None]
        count = len(items) if isinstance(items, list) else 0
        one = Detour(node, back, scope, (act.key, act.name, self.sent[act.key]), 0, count)
        one.running = 1 if node.sequential else count
        one.to_come -= one.running
        self.detours.append(one)
        return True

    def _add_by(self, act: Act) -> bool:
        self._act(act.now)
        rest = self.rests().get(act.key)
        if rest is None:
            return False
        rest.total += 1
        if rest.node.sequential:
            rest.to_come += 1
        else:
            rest.running += 1
        return True

    def _remove_by(self, act: Act) -> bool:
        self._act(act.now)
        rest = self.rests().get(act.key)
        if rest is None or not rest.running:
            return False
        rest.total -= 1
        rest.running -= 1
        self._instance_done(rest)
        self._settle()
        return True

    def _again_by(self, act: Act) -> bool:
        """Let a rest that is open again wait anew for the events at its edge and inside."""
        self.held.discard(act.key)
        if not self._pause_by(act):
            return False
        rest = self.rests()[act.key]
        self._listen(rest, rest.node.attached)
        for inner in rest.inner:
            self._listen(inner, [n.trigger for n in self.drawing.inside[inner.container] if n.trigger])
        return True

    def _pause_by(self, act: Act) -> bool:
        self._act(act.now)
        rest = self.rests().get(act.key)
        if rest is None:
            return False
        for one in (rest, *rest.inner):
            one.timers.clear()
            one.messages.clear()
        return True

    # --- what the game does, noted -------------------------------------------------------------------

    def _scopes(self) -> list[Scope]:
        return [self.root, *(inner for rest in self._rests() for inner in rest.inner)]

    def _rest(self, node: Node, scope: Scope) -> Resting:
        rest = super()._rest(node, scope)
        self.last[scope.key, node.id] = rest.key[2]
        return rest

    def _listen(self, one: Listening, nodes: list[Node]) -> None:
        if getattr(one, "key", None) not in self.held:
            super()._listen(one, nodes)

    def _start_instance(self, rest: Resting) -> None:
        super()._start_instance(rest)
        if rest.node.called:
            self.called[rest.inner[-1].key] = rest.inner[-1]

    def _instance_done(self, rest: Resting) -> None:
        if self._waits_for_detour(rest):
            return
        super()._instance_done(rest)
        if rest not in rest.scope.resting:
            self.ended[rest.key] = len(self.log) + 1

    def _waits_for_detour(self, rest: Resting) -> bool:
        return not rest.to_come and any(one.back is rest for one in self.away())

    def _start_event_sub_process(self, scope: Scope, start: Node) -> None:
        if start.interrupting:
            self.cut.add(scope.key)
        super()._start_event_sub_process(scope, start)

    def _end(self, scope: Scope, node: Node) -> None:
        if node.event == "terminate":
            self.cut.add(scope.key)
        super()._end(scope, node)
