"""Walk at random through an instance, in the engine and in the token game side by side, and tell any difference.

After every act the open tasks, jobs, timers, awaited messages and the status must agree. Now and then the live
instance is thrown away and loaded again from its bytes, under the same or a newly compiled definition.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from app import engine
from app.feel import BUILTINS_ONLY, FunctionRegistry
from tests.unit.engine.drawing_model import Drawing, read_drawing
from tests.unit.engine.token_game import TokenGame

MODELS = Path(__file__).parent / "models"
START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ONE_SECOND = timedelta(seconds=1)
CASE = "2026-0001"
TRUE_SHARE = 0.45
"""How often a decision is yes: loops go on often enough and still end."""


@dataclass(frozen=True)
class Model:
    """A drawing for both sides: read by the token game, compiled twice by the engine."""

    name: str
    drawing: Drawing
    definitions: tuple[engine.ProcessDefinition, ...]

    @classmethod
    def of(cls, name: str, source: bytes, functions: FunctionRegistry = BUILTINS_ONLY) -> "Model":
        """Compile a drawing whose process has the name."""
        files = {f"{name}.bpmn": source}
        compiled = tuple(
            engine.compile_process(files, process_id=name, functions=functions) for _ in range(2)
        )
        return cls(name, read_drawing(source), compiled)


@cache
def shipped(name: str) -> Model:
    """Return a model of the folder."""
    return Model.of(name, (MODELS / f"{name}.bpmn").read_bytes())


def names() -> list[str]:
    """Return the models of the folder."""
    return sorted(path.stem for path in MODELS.glob("*.bpmn"))


class DifferenceError(AssertionError):
    """Tell where the engine and the token game part."""


@dataclass
class Walk:
    """One instance on both sides."""

    model: Model
    rnd: random.Random
    now: datetime = START
    story: list[str] = field(default_factory=list)
    tasks: dict[str, str] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        variables = {"case_number": CASE, **self._first_values()}
        self.game = self._game(variables)
        self.live, outcome = engine.start(self.model.definitions[0], variables, self._env())
        self._compare("start", outcome)

    # --- what another kind of model may do in its own way ----------------------------------------

    order_matters = True
    """Whether timers that are due at one moment must not be fired, as their order is not defined."""

    event_share = 1.0
    """How often messages and timers may come although there is work to do."""

    def _first_values(self) -> dict[str, Any]:
        return {}

    def _game(self, variables: dict[str, Any]) -> TokenGame:
        return TokenGame(self.model.drawing, self.model.name, variables, self.now)

    def _env(self) -> engine.EngineEnvironment:
        return engine.EngineEnvironment(now=self.now)

    # --- acts --------------------------------------------------------------------------------------

    def go(self, steps: int, *, reload_share: float = 0.2) -> int:
        """Take up to this many steps; return how many were possible."""
        for number in range(steps):
            choices = self._choices()
            if self.game.finished or not choices:
                return number
            if self.rnd.random() < reload_share:
                self.reload()
            self.rnd.choice(choices)()
        return steps

    def _choices(self) -> list[Callable[[], None]]:
        self.now += ONE_SECOND
        due = sorted(moment for (_, moment) in self.game.timers())
        timers = [self._fire] if due and (len(set(due)) == len(due) or not self.order_matters) else []
        if due and due[0] <= self.now:
            return timers  # the clock may not pass a timer unseen
        acts: list[Callable[[], None]] = []
        acts += [self._act(self._complete, name) for name in sorted(self.game.tasks())]
        acts += [self._act(self._complete_job, name) for name in sorted(self.game.jobs())]
        messages = [self._act(self._deliver, name) for (name, _) in sorted(self.game.messages())]
        if acts and self.rnd.random() >= self.event_share:
            return acts
        return acts + messages + timers

    def _act(self, what: Callable[[str], None], name: str) -> Callable[[], None]:
        return lambda: what(name)

    def _values(self, element: str) -> dict[str, Any]:
        wanted = [name for name in self.model.drawing.variables if name.partition("_")[0] == element]
        return {name: self.rnd.random() < TRUE_SHARE for name in wanted}

    def _complete(self, element: str) -> None:
        self.complete(element, self._values(element))

    def complete(self, element: str, values: dict[str, Any]) -> None:
        """Complete one of the open tasks of an element on both sides."""
        task_id = self.rnd.choice([key for key, found in self.tasks.items() if found == element])
        self.game.complete(element, values, self.now)
        outcome = engine.complete(self.live, task_id, values, self._env())
        self._compare(f"complete {element} {values or ''}", outcome)

    def _complete_job(self, element: str) -> None:
        task_id = self.rnd.choice([key for key, found in self.jobs.items() if found == element])
        values = self._values(element)
        self.game.complete(element, values, self.now)
        del self.jobs[task_id]
        outcome = engine.complete_job(self.live, task_id, values, self._env())
        self._compare(f"job {element} {values or ''}", outcome)

    def _deliver(self, name: str) -> None:
        values = {"told": len(self.story)}
        self.game.deliver(name, values, self.now)
        outcome = engine.correlate(self.live, name, CASE, values, self._env())
        self._compare(f"message {name}", outcome)

    def _fire(self) -> None:
        """Fire the next timer at its moment, or late, when others are due as well."""
        due = sorted(moment for (_, moment) in self.game.timers())
        self.now = due[0] if self.rnd.random() < 0.7 else max(self.now, self.rnd.choice(due))
        self.game.fire(self.now)
        outcome = engine.fire_timers(self.live, self._env())
        self._compare(f"timer at {self.now:%H:%M:%S}", outcome)

    def reload(self) -> None:
        """Throw the live instance away and load it from its bytes."""
        body = engine.dump(self.live)
        number = self.rnd.randrange(len(self.model.definitions))
        self.live = engine.load(self.model.definitions[number], body)
        self.story.append("reload")

    # --- comparing -----------------------------------------------------------------------------------

    def _compare(self, act: str, outcome: engine.Outcome) -> None:
        self.story.append(act)
        _follow(self.tasks, outcome.opened, outcome.closed)
        _follow(self.jobs, outcome.jobs, outcome.canceled_jobs)
        seen = {
            "tasks": (self.game.tasks(), Counter(self.tasks.values())),
            "jobs": (self.game.jobs(), Counter(self.jobs.values())),
            "timers": (self.game.timers(), Counter((t.element_id, t.due_at) for t in outcome.timers)),
            "messages": (
                self.game.messages(),
                Counter((s.message_name, s.element_id) for s in outcome.subscriptions),
            ),
            "flows": (+self.game.taken, Counter(outcome.taken)),
            "variables": (self.game.variables, dict(outcome.variables)),
            "status": (self._status(), "completed" if outcome.status == "terminated" else outcome.status),
        }
        for what, (expected, found) in seen.items():
            if expected != found:
                told = "\n  ".join(self.story)
                raise DifferenceError(f"{what}: token game {expected}, engine {found}, after\n  {told}")

    def _status(self) -> str:
        if self.game.finished:
            return "completed"
        return "incident" if self.game.stuck else "active"


def _follow(known: dict[str, str], opened: Iterable[Any], closed: Iterable[Any]) -> None:
    """Keep the open tasks or jobs as the application does, from what each act opened and closed."""
    for one in closed:
        if known.pop(one.task_id, None) is None and one not in closed:
            raise DifferenceError(f"closed what was not open: {one}")
    for one in opened:
        if one.task_id in known:
            raise DifferenceError(f"opened twice: {one}")
        known[one.task_id] = one.element_id


def walk(model: Model, seed: int, *, steps: int, reload_share: float = 0.2) -> int:
    """Walk once; return the number of steps, raise `DifferenceError` with the whole story."""
    try:
        return Walk(model, random.Random(seed)).go(steps, reload_share=reload_share)
    except DifferenceError as difference:
        raise DifferenceError(f"model {model.name}, seed {seed}: {difference}") from None
