"""Tell the constants a cell of a decision table compares its input with: `< 18, [60..70]` compares with 18, 60 and 70.

Between two neighbouring constants such a cell gives one and the same answer, so a table can be examined by trying
one value of every stretch. It must not know tables.
"""

from app.feel import nodes as n
from app.feel.builtins import BUILTIN_NAMES, BUILTINS
from app.feel.compiler import Compiler
from app.feel.environment import NO_ENVIRONMENT, Runtime
from app.feel.errors import FeelError
from app.feel.expression import guarded
from app.feel.parser import Parser
from app.feel.values import Value


def constants_of(source: str) -> tuple[Value, ...] | None:
    """Return the constants of a cell; empty for `-`, None when it compares with anything that is computed."""
    try:
        cell = source if source.strip() else "-"
        tests = Parser(cell, names={}, builtins=BUILTIN_NAMES, members={}, types={}).parse_tests()
        return tuple(_value(source, node) for test in tests.tests for node in _ends(test))
    except (FeelError, _ComputedError):
        return None


class _ComputedError(Exception):
    """Say that a test cannot be read as a comparison with constants."""


def _ends(node: n.Node) -> list[n.Node]:
    if isinstance(node, n.Comparison):
        return [node.operand]
    if isinstance(node, n.RangeLiteral):
        return [node.low, node.high]
    if isinstance(node, n.ListLiteral):
        return [end for item in node.items for end in _ends(item)]
    return [node]


def _value(source: str, node: n.Node) -> Value:
    if not isinstance(node, n.Literal | n.Negate | n.Call):
        raise _ComputedError
    compiler = Compiler(source, BUILTINS, lambda _name: None)
    code = compiler.code(node)
    if not compiler.loads <= set(BUILTINS):
        raise _ComputedError
    value: Value = guarded(lambda: code({None: Runtime(NO_ENVIRONMENT)}))
    return value
