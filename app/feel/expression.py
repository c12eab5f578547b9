"""The way in: compile a text once, evaluate it often."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from app.feel.builtins import BUILTIN_NAMES, BUILTINS
from app.feel.compiler import Compiler
from app.feel.environment import NO_ENVIRONMENT, Environment, Runtime
from app.feel.errors import FeelBudgetError
from app.feel.native import to_feel
from app.feel.operators import Test
from app.feel.parser import Parser
from app.feel.reader import name_table
from app.feel.scope import Code, Scope
from app.feel.types import FeelType
from app.feel.values import Value
from app.text import text

TypeTable = Mapping[str, FeelType]


class _Compiled:
    """Share what expressions and tests have: source, outside names, how they run.

    `names` are the free names; `firm_names` those outside of filters (inside, a name may be an element's
    member); `functions` those of them that are invoked.
    """

    __slots__ = ("_loads", "firm_names", "functions", "names", "needs_input", "source")

    def __init__(self, source: str, compiler: Compiler) -> None:
        self.source = source
        self._loads = tuple(compiler.loads)
        self.names = frozenset(name for name in compiler.loads if name not in BUILTINS and name != "?")
        self.firm_names = frozenset(name for name in compiler.firm if name in self.names)
        self.needs_input = "?" in compiler.loads
        self.functions = frozenset(name for name in compiler.called if name in self.names)

    def scope(self, context: Mapping[str, Any], env: Environment | None) -> Scope:
        """Build the scope an evaluation starts with: the names used, turned into FEEL values."""
        scope: Scope = {None: Runtime(env or NO_ENVIRONMENT)}
        for name in self._loads:
            if name in context:
                scope[name] = to_feel(context[name])
        return scope


class Expression(_Compiled):
    """Hold a compiled expression; `names` are its free names, `functions` those of them it invokes."""

    __slots__ = ("code",)

    def __init__(self, source: str, compiler: Compiler, code: Code) -> None:
        super().__init__(source, compiler)
        self.code = code

    def evaluate(self, context: Mapping[str, Any], *, env: Environment | None = None) -> Value:
        """Return the value over `context` (JSON-native or FEEL values); a name that is missing there is null.

        Raises FeelBudgetError when the budget is used up, FeelError when a function of the domain fails.
        """
        scope = self.scope(context, env)
        return guarded(lambda: self.code(scope))


class UnaryTests(_Compiled):
    """Hold a compiled cell of a decision table."""

    __slots__ = ("test",)

    def __init__(self, source: str, compiler: Compiler, test: Test) -> None:
        super().__init__(source, compiler)
        self.test = test

    def matches(
        self, value: Any, context: Mapping[str, Any], *, env: Environment | None = None
    ) -> bool | None:
        """Tell whether a value passes; None when that cannot be said. Errors as in `Expression.evaluate`."""
        scope = self.scope(context, env)
        return self.passes(to_feel(value), scope)

    def passes(self, value: Value, scope: Scope) -> bool | None:
        """Tell whether a FEEL value passes over a scope that is ready."""
        inner = {**scope, "?": value} if self.needs_input else scope
        found: bool | None = guarded(lambda: self.test(value, inner))
        return found


def guarded(run: Callable[[], Any]) -> Any:
    """Run compiled code; Python's own limit of nesting becomes FeelBudgetError."""
    try:
        return run()
    except RecursionError:
        raise FeelBudgetError(text("表达式嵌套太深")) from None


def _prepare(
    source: str, names: Collection[str], members: Collection[str], types: TypeTable
) -> tuple[Parser, Compiler]:
    parser = Parser(
        source,
        names=name_table(names),
        builtins=BUILTIN_NAMES,
        members=name_table(members) if members else {},
        types=name_table(types) if types else {},
    )
    return parser, Compiler(source, BUILTINS, types.get)


def compile_expression(
    source: str, *, names: Collection[str] = (), members: Collection[str] = (), types: TypeTable | None = None
) -> Expression:
    """Compile an expression, with or without the leading `=` of a drawing.

    `names` are the variables it may use and `members` the members of contexts; only names with spaces or
    signs need to be told. `types` are named types. Raises FeelSyntaxError with line and column.
    """
    text_ = _without_mark(source)
    parser, compiler = _prepare(text_, names, members, types or {})
    node = parser.parse_expression()
    return Expression(source, compiler, compiler.code(node))


def compile_unary_tests(
    source: str, *, names: Collection[str] = (), members: Collection[str] = (), types: TypeTable | None = None
) -> UnaryTests:
    """Compile a cell of a decision table, such as `< 18, [60..70]`, `not("A")` or `-`; empty means `-`.

    The arguments are those of `compile_expression`. Raises FeelSyntaxError with line and column.
    """
    parser, compiler = _prepare(source if source.strip() else "-", names, members, types or {})
    tests = parser.parse_tests()
    return UnaryTests(source, compiler, compiler.tests(tests))


def is_feel(source: str) -> bool:
    """Tell whether a property's text is an expression: it starts with `=`."""
    return source.lstrip().startswith("=")


def _without_mark(source: str) -> str:
    if not is_feel(source):
        return source
    # a blank keeps the columns of error messages right
    return source.replace("=", " ", 1)
