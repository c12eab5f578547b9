"""What the engine sees of the world while it acts: the time, the domain's functions, the decisions of the package."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from app.cases.moving.current_calendar import current_calendar
from app.catalog.legal_functions import legal_functions
from app.catalog.package import Package
from app.dmn import Decision
from app.engine import EngineEnvironment
from app.feel import Environment, FunctionRegistry
from app.runtime import Runtime


def function_registry(runtime: Runtime, tx: Connection) -> FunctionRegistry:
    """Return FEEL's built-ins with the functions of legal time, computed on today's calendar."""
    calendar = current_calendar(runtime, tx)
    found: FunctionRegistry | None = runtime.cache.get(f"functions:{calendar.version}")
    if found is None:
        found = legal_functions(calendar)
        runtime.cache[f"functions:{calendar.version}"] = found
    return found


def feel_environment(runtime: Runtime, tx: Connection) -> Environment:
    """Return the environment in which expressions outside the engine are evaluated."""
    return Environment(now=runtime.clock.now(), functions=function_registry(runtime, tx))


def engine_environment(runtime: Runtime, tx: Connection, package: Package) -> EngineEnvironment:
    """Return the engine's environment for one move of a case of this package."""
    feel = feel_environment(runtime, tx)

    def decide(decision_id: str, inputs: Mapping[str, Any]) -> tuple[Any, Any]:
        decision: Decision = package.decisions[decision_id].evaluate(decision_id, inputs, env=feel)
        return decision.native(), [rule.as_json() for rule in decision.matched]

    return EngineEnvironment(now=runtime.clock.now(), functions=feel.functions, decide=decide)
