"""Move one case: load it live, let the engine act, write everything that follows, in the caller's transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.cases.moving.apply import apply_step
from app.cases.moving.cause import Cause
from app.cases.moving.environment import engine_environment
from app.cases.moving.step import OpenTask, Step
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.errors import ConflictError
from app.runtime import Runtime
from app.store import instances
from app.text import text

_MOVED = text("这件事刚刚被别人处理过，您的操作没有生效。请看最新状态后再试。")
Act = Callable[[engine.LiveInstance, engine.EngineEnvironment], engine.Outcome]


@dataclass(frozen=True)
class Moved:
    """Hold what a move led to; `keep` is called once the transaction is committed."""

    runtime: Runtime
    instance_key: int
    version: int
    live: engine.LiveInstance
    outcome: engine.Outcome
    package: Package
    opened: tuple[OpenTask, ...]

    def keep(self) -> None:
        """Keep the live instance for the next move: its state is the committed one now."""
        self.runtime.live.put(self.instance_key, self.version, self.live)


def load_live(
    runtime: Runtime, tx: Connection, package: Package, key: int, version: int
) -> engine.LiveInstance:
    """Return the live instance at this version, from the cache or from its stored state."""
    live: engine.LiveInstance | None = runtime.live.take(key, version)
    return live if live is not None else engine.load(package.definition, instances.body_of(tx, key))


def advance(
    runtime: Runtime, tx: Connection, head: Row[Any], act: Act, cause: Cause, *, locked: bool = False
) -> Moved:
    """Let the engine act on a case and write what follows.

    `head` is the instance row without its body; `locked` says that it was read with a lock. Raises
    ConflictError when another transaction moved the case first; the caller's transaction is rolled back
    then, and the live instance is dropped.
    """
    if not locked and instances.lock_version(tx, head.key) != head.version:
        raise ConflictError(_MOVED)
    package = resolve_package(runtime, tx, head.definition_key)
    environment = engine_environment(runtime, tx, package)
    live = load_live(runtime, tx, package, head.key, head.version)
    step = Step(runtime, tx, package, live, head, act(live, environment), cause, environment)
    apply_step(step)
    if not instances.save_instance(tx, head.key, head.version, row_values(step)):
        raise ConflictError(_MOVED)
    return Moved(runtime, head.key, head.version + 1, live, step.outcome, package, tuple(step.opened))


def row_values(step: Step) -> dict[str, Any]:
    """Return what the instance row says after a move."""
    ended = step.outcome.status in {"completed", "terminated"}
    return {
        "body": engine.dump(step.live),
        "status": step.outcome.status,
        "next_due": step.outcome.next_due,
        "variables": dict(step.outcome.variables),
        "ended_at": step.now if ended else None,
        **step.case_values,
    }
