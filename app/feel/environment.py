"""What an evaluation is given from outside: the time, the zone, the functions of the domain, the budget."""

from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from app.clock import LOCAL_ZONE
from app.feel.errors import FeelBudgetError, FeelError
from app.feel.registry import BUILTINS_ONLY, FunctionRegistry
from app.text import text

DEFAULT_STEPS = 200_000
"""Iterations, calls and list elements one evaluation may use: some tenths of a second of work."""
DEFAULT_DEPTH = 60
"""How deeply functions may call functions."""


@dataclass(frozen=True, slots=True)
class Environment:
    """Hold what expressions may use besides their variables; `now` is aware, `max_steps` counts work."""

    now: datetime | None = None
    zone: tzinfo = field(default=LOCAL_ZONE)
    functions: FunctionRegistry = field(default=BUILTINS_ONLY)
    max_steps: int = DEFAULT_STEPS
    max_depth: int = DEFAULT_DEPTH

    def local_now(self) -> datetime:
        """Return the given moment in the zone; FeelError when none was given."""
        if self.now is None:
            raise FeelError(text("此处不能使用当前时间"))
        return self.now.astimezone(self.zone)


NO_ENVIRONMENT = Environment()
"""For expressions that need neither time nor functions of the domain."""


class Runtime:
    """Count the work of one evaluation."""

    __slots__ = ("depth", "env", "steps")

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.steps = env.max_steps
        self.depth = 0

    def charge(self, steps: int) -> None:
        """Count work; raises FeelBudgetError when the budget is used up."""
        self.steps -= steps
        if self.steps < 0:
            raise FeelBudgetError(text("表达式运算量过大（超过 %(limit)s 步）", limit=self.env.max_steps))

    def enter(self) -> None:
        """Count one level of calls; raises FeelBudgetError when they nest too deeply."""
        self.depth += 1
        self.charge(1)
        if self.depth > self.env.max_depth:
            raise FeelBudgetError(text("函数调用嵌套太深（最多 %(limit)s 层）", limit=self.env.max_depth))
