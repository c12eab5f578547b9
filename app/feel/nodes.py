"""The syntax tree of FEEL: what the parser builds and the compiler reads. No behaviour here."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Node:
    """Be anything that can be evaluated; `offset` is its place in the text."""

    offset: int


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Literal(Node):
    """Hold a constant: number, string, boolean, null or an @-literal."""

    value: Any


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Name(Node):
    """Refer to a variable or function; `name` has its parts joined by single spaces."""

    name: str


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Path(Node):
    """Take a member or property: `target.name`."""

    target: Node
    name: str


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Filter(Node):
    """Select from a list: `target[condition]`."""

    target: Node
    condition: Node


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Call(Node):
    """Invoke a function with positional or named arguments (one of the two is empty)."""

    function: Node
    arguments: list[Node]
    named: list[tuple[str, Node]]


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Negate(Node):
    """Change the sign: `-operand`."""

    operand: Node


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Binary(Node):
    """Compute `left operator right` for + - * / ** = != < <= > >= and or."""

    operator: str
    left: Node
    right: Node


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Between(Node):
    """Test `value between low and high`."""

    value: Node
    low: Node
    high: Node


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Comparison(Node):
    """Hold a unary test `< operand`; in parentheses outside of tests it is a range value."""

    operator: str
    operand: Node


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class In(Node):
    """Test `value in tests`; `several` when the tests stood in parentheses with commas."""

    value: Node
    tests: list[Node]
    several: bool


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class InstanceOf(Node):
    """Test `value instance of type`."""

    value: Node
    type: "TypeNode"


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class If(Node):
    """Choose by a condition."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Iterator:
    """Bind `name` to the elements of `source`, or to the numbers or days from `source` to `end`."""

    name: str
    source: Node
    end: Node | None = None


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class For(Node):
    """Build a list: `for … return body`."""

    iterators: list[Iterator]
    body: Node


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Quantified(Node):
    """Test `some` or `every` combination."""

    every: bool
    iterators: list[Iterator]
    condition: Node


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class TypeNode:
    """Name a type: simple (`name`), or range/list/context/function with its parts."""

    name: str
    items: list["TypeNode"] = field(default_factory=list)
    members: list[tuple[str, "TypeNode"]] = field(default_factory=list)
    result: "TypeNode | None" = None


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class FunctionDefinition(Node):
    """Define a function: `function(a: number, b) body`; `external` ones are refused when invoked."""

    parameters: list[tuple[str, TypeNode | None]]
    body: Node
    external: bool


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class ListLiteral(Node):
    """Build a list."""

    items: list[Node]


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class ContextLiteral(Node):
    """Build a context; later entries see earlier ones."""

    entries: list[tuple[str, Node]]


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class RangeLiteral(Node):
    """Build an interval."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool


@dataclass(slots=True, eq=False, repr=False, match_args=False)
class Tests:
    """Hold a cell of a decision table: `any_value` for "-", else tests joined by or, perhaps negated."""

    any_value: bool
    negated: bool
    tests: list[Node]
