"""Walk at random as `random_walk` does, with the acts beside the drawing as well; count every kind of act."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from app import engine
from app.engine.history import KEPT_ROUNDS
from tests.unit.engine.going_back import Act, GoingBackGame, Key
from tests.unit.engine.random_walk import CASE, DifferenceError, Model, Walk

UNSAFE = frozenset(
    {
        "multi_merge",
        "surplus_kept",
        "surplus_left",
        "or_after_surplus",
        "or_upstream",
        "implicit",
        "long_loop",
    }
)
"""Models in which two tokens may stand at one element: which of them goes back is for the engine alone to say."""


@dataclass
class GoingBackWalk(Walk):
    """Go forward and back on both sides."""

    keys: dict[str, Key] = field(default_factory=dict)
    most_rounds: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    done: list[tuple[str, Key]] = field(default_factory=list)
    game: GoingBackGame = field(init=False)

    def _game(self, variables: dict[str, Any]) -> GoingBackGame:
        return GoingBackGame(self.model.drawing, self.model.name, variables, self.now)

    def _choices(self) -> list[Callable[[], None]]:
        acts = super()._choices()
        due = sorted(moment for (_, moment) in self.game.timers())
        if due and due[0] <= self.now:
            return acts
        beside: list[Callable[[], None]] = []
        for task_id in sorted(self.tasks, key=int):
            beside += [self._act_on(self._return, task_id)] * 2
            beside += [self._act_on(self._come_back, task_id)]
            if self._is_round(task_id):
                beside += [self._act_on(self._add, task_id), self._act_on(self._remove, task_id)]
        beside += [self._act_on(self._take_back, task_id) for task_id, _ in self.done[-3:]]
        return acts * 2 + beside if self.rnd.random() < 0.4 else acts

    def _act_on(self, what: Callable[[str], None], task_id: str) -> Callable[[], None]:
        return lambda: what(task_id)

    def _is_round(self, task_id: str) -> bool:
        key = self.keys[task_id]
        return bool(self.model.drawing.nodes[self.tasks[task_id]].items) and key in self.game.rests()

    def reload(self) -> None:
        super().reload()
        if self.rnd.random() < 0.3:
            before = engine.dump(self.live)
            engine.migrate(self.live, self.rnd.choice(self.model.definitions), self._env())
            if engine.dump(self.live) != before:
                raise DifferenceError(f"moving to an equal version changes the state, after {self.story}")
            self.counts["migrate"] += 1

    # --- acts --------------------------------------------------------------------------------------

    def complete(self, element: str, values: dict[str, Any]) -> None:
        task_id = self.rnd.choice([key for key, found in self.tasks.items() if found == element])
        key = self.keys[task_id]
        assert self.game.do(Act("complete", key, self.now, values=values))
        self.done.append((task_id, key))
        outcome = engine.complete(self.live, task_id, values, self._env())
        self._compare(f"complete {element}#{task_id} {values or ''}", outcome)

    def _complete_job(self, element: str) -> None:
        task_id = self.rnd.choice([key for key, found in self.jobs.items() if found == element])
        values = self._values(element)
        key = next(k for k, r in self.game.rests().items() if k[1] == element and r.running)
        assert self.game.do(Act("complete", key, self.now, values=values))
        del self.jobs[task_id]
        outcome = engine.complete_job(self.live, task_id, values, self._env())
        self._compare(f"job {element} {values or ''}", outcome)

    def _deliver(self, name: str) -> None:
        values = {"told": len(self.story)}
        one, node = next((o, n) for o in self.game._listening() for n in o.messages if n.message == name)
        assert self.game.do(Act("deliver", one.key, self.now, node.id, values))
        outcome = engine.correlate(self.live, name, CASE, values, self._env())
        self._compare(f"message {name}", outcome)

    def _fire(self) -> None:
        due = sorted(moment for (_, moment) in self.game.timers())
        self.now = due[0] if self.rnd.random() < 0.7 else max(self.now, self.rnd.choice(due))
        assert self.game.do(Act("fire", (), self.now))
        outcome = engine.fire_timers(self.live, self._env())
        self._compare(f"timer at {self.now:%H:%M:%S}", outcome)

    def _return(self, task_id: str) -> None:
        targets = self._targets(task_id)
        if not targets:
            self._must_refuse(task_id)
            return
        element = self.rnd.choice(sorted(targets))
        if len(targets[element]) > 1:
            return  # the same element in two called processes
        self.game.go_back(targets[element][0], self.now)
        outcome = engine.return_to(self.live, task_id, element, {}, self._env())
        self.counts["return"] += 1
        self._compare(f"return {self.tasks.get(task_id)}#{task_id} to {element}", outcome)

    def _come_back(self, task_id: str) -> None:
        targets = self._targets(task_id)
        reachable = {scope.key for scope in self.game._scopes()}
        choices = sorted(n for n, keys in targets.items() if len(keys) == 1 and keys[0][0] in reachable)
        if not choices or self.model.drawing.nodes[choices[0]].items == "=[]":
            return
        element = self.rnd.choice(choices)
        place = targets[element][0][0]
        assert self.game.do(Act("send", self.keys[task_id], self.now, element, {"scope": place}))
        outcome = engine.return_to(self.live, task_id, element, {}, self._env(), come_back=True)
        self.counts["return and come back"] += 1
        self._compare(f"return {self.tasks.get(task_id)}#{task_id} to {element} and come back", outcome)

    def _targets(self, task_id: str) -> dict[str, list[Key]]:
        expected = self.game.targets(self.keys[task_id])
        found = engine.return_targets(self.live, task_id)
        if set(found) - set(expected) or (self.most_rounds <= KEPT_ROUNDS and set(found) != set(expected)):
            told = "\n  ".join(self.story)
            message = (
                f"targets of {self.tasks[task_id]}#{task_id}: token game {sorted(expected)}, engine {found}"
            )
            raise DifferenceError(f"{message}, after\n  {told}")
        return {name: expected[name] for name in found}

    def _must_refuse(self, task_id: str) -> None:
        with pytest.raises(engine.ImpossibleError):
            engine.return_to(self.live, task_id, "nowhere", {}, self._env())
        self.counts["refused"] += 1

    def _take_back(self, task_id: str) -> None:
        key = dict(self.done)[task_id]
        if (
            self.model.drawing.nodes[key[1]].items
            or len(key) != 3
            or (key[0] and key[0][0] not in self.game.rests())
        ):
            return
        if key in {act.key for act in self.game.log if act.kind == "again"}:
            return
        if not self.game.can_take_back(key):
            self._refused(
                f"take back {key[1]}#{task_id}", lambda: engine.take_back(self.live, task_id, self._env())
            )
            self.counts["refused"] += 1
            return
        self.game.go_back(key, self.now)
        outcome = engine.take_back(self.live, task_id, self._env())
        self.done = [one for one in self.done if one[0] != task_id]
        self.counts["take back"] += 1
        self._compare(f"take back {key[1]}#{task_id}", outcome)

    def _refused(self, act: str, what: Callable[[], object]) -> None:
        try:
            what()
        except engine.ImpossibleError:
            return
        told = "\n  ".join(self.story)
        raise DifferenceError(f"not refused: {act}, after\n  {told}")

    def _add(self, task_id: str) -> None:
        assert self.game.do(Act("add", self.keys[task_id], self.now))
        outcome = engine.add_instance(self.live, task_id, 9, self._env())
        self.counts["add"] += 1
        self._compare(f"add beside {self.tasks[task_id]}#{task_id}", outcome)

    def _remove(self, task_id: str) -> None:
        key = self.keys[task_id]
        if self.game.rests()[key].total == 1:
            with pytest.raises(engine.ImpossibleError):
                engine.remove_instance(self.live, task_id, self._env())
            self.counts["refused"] += 1
            return
        assert self.game.do(Act("remove", key, self.now))
        outcome = engine.remove_instance(self.live, task_id, self._env())
        self.counts["remove"] += 1
        self._compare(f"remove {self.tasks[task_id]}#{task_id}", outcome)

    # --- comparing -----------------------------------------------------------------------------------

    def _compare(self, act: str, outcome: engine.Outcome) -> None:
        super()._compare(act, outcome)
        self.counts["steps"] += 1
        body = engine.dump(self.live)
        again = engine.load(self.model.definitions[0], body)
        if engine.dump(again) != body:
            raise DifferenceError(f"loading changes the state, after\n  {'  '.join(self.story)}")
        if outcome.status == "active" and not (
            self.tasks or self.jobs or outcome.timers or outcome.subscriptions
        ):
            raise DifferenceError(f"nothing is pending, after\n  {'  '.join(self.story)}")
        undone = {one.task_id for one in outcome.undone}
        still = {act.key for act in self.game.log if act.kind == "complete"}
        self.done = [(task_id, key) for task_id, key in self.done if task_id not in undone and key in still]
        self.most_rounds = max(self.most_rounds, *self.game.last.values(), 0)
        self._name_tasks()

    def _name_tasks(self) -> None:
        """Give every open task of the engine the key of the same task in the game."""
        open_now = self.game.open()
        self.keys = {i: key for i, key in self.keys.items() if i in self.tasks}
        free = Counter(open_now)
        for task_id, key in sorted(self.keys.items()):
            if free[key] > 0:
                free[key] -= 1
            else:
                del self.keys[task_id]
        for task_id in sorted(set(self.tasks) - set(self.keys), key=int):
            key = min((k for k, n in (+free).items() if k[1] == self.tasks[task_id]), key=repr)
            free[key] -= 1
            self.keys[task_id] = key


def walk_with_going_back(model: Model, seed: int, *, steps: int) -> Counter[str]:
    """Walk once; return the counts of acts, raise `DifferenceError` with the whole story."""
    walk = GoingBackWalk(model, random.Random(seed))
    try:
        walk.go(steps)
    except DifferenceError as difference:
        raise DifferenceError(f"model {model.name}, seed {seed}: {difference}") from None
    return walk.counts
