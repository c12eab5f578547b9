"""Texts with values in them, after the "feelers" of form-js.

Known: `{{ FEEL }}`, `{{#if CONDITION}}…{{/if}}`, `{{#loop LIST}}…{{/loop}}`.

A text that starts with "=" is one FEEL expression. A template is compiled when the form is loaded; rendering
gives plain text, never HTML, and never fails: what cannot be computed is empty.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.feel import Expression, FeelError, FeelSyntaxError, compile_expression, from_feel
from app.forms.expressions import Scope

_TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
MAX_DEPTH = 8
"""Deepest nesting of blocks."""
MAX_OUTPUT = 100_000
"""Longest rendered text in characters; the rest is cut."""
MAX_LOOP = 1000
"""Most rounds of one loop; the rest is left out."""

Escape = Callable[[str], str]


class TemplateError(ValueError):
    """Say where a template is wrong: `line` and `column` (from 1) in the text, and why."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(reason)
        self.reason, self.line, self.column = reason, line, column


@dataclass(frozen=True, slots=True)
class Insert:
    """Put in the value of an expression."""

    expression: Expression


@dataclass(frozen=True, slots=True)
class Block:
    """Render the body once when the expression is true (`if`) or once per item (`loop`)."""

    kind: str
    expression: Expression
    body: "tuple[Node, ...]"


Node = str | Insert | Block


@dataclass(frozen=True, slots=True)
class Template:
    """Hold a compiled text; `names` are the free names of its expressions."""

    nodes: tuple[Node, ...]
    source: str
    names: frozenset[str] = frozenset()

    @property
    def is_plain(self) -> bool:
        """Tell whether the text needs no values."""
        return not any(not isinstance(node, str) for node in self.nodes)

    def render(self, scope: Scope, escape: Escape = lambda value: value) -> str:
        """Render with the values of a scope; `escape` is applied to inserted values only."""
        return _render(self.nodes, scope, escape)[:MAX_OUTPUT]


def compile_template(source: str) -> Template:
    """Compile a text; raise TemplateError with a position in the text."""
    if source.startswith("="):
        expression = _compile(source[1:], source, 1)
        return Template((Insert(expression),), source, expression.names)
    stack: list[tuple[str, Expression | None, list[Node], int]] = [("", None, [], 0)]
    names: set[str] = set()
    end = 0
    for tag in _TAG.finditer(source):
        if tag.start() > end:
            stack[-1][2].append(source[end : tag.start()])
        end = tag.end()
        _take(tag, source, stack, names)
    if end < len(source):
        stack[-1][2].append(source[end:])
    if len(stack) > 1:
        raise TemplateError(f"{{{{#{stack[-1][0]}}}}} is not closed", *_position(source, stack[-1][3]))
    return Template(tuple(stack[0][2]), source, frozenset(names))


def _take(
    tag: re.Match[str],
    source: str,
    stack: list[tuple[str, Expression | None, list[Node], int]],
    names: set[str],
) -> None:
    inner = tag[1].strip()
    if inner.startswith("/"):
        kind, expression, body, _ = stack[-1]
        if inner[1:].strip() != kind or expression is None:
            raise TemplateError(f"{tag[0]} closes nothing", *_position(source, tag.start()))
        stack.pop()
        stack[-1][2].append(Block(kind, expression, tuple(body)))
        return
    opening = re.fullmatch(r"#(if|loop)\s+(.*)", inner, re.DOTALL)
    if inner.startswith("#") and not opening:
        raise TemplateError(f"{tag[0]}: only #if and #loop", *_position(source, tag.start()))
    text = opening[2] if opening else tag[1]
    expression = _compile(text, source, tag.start(1) + (tag[1].find(text) if opening else 0))
    names.update(expression.names)
    if not opening:
        stack[-1][2].append(Insert(expression))
        return
    if len(stack) > MAX_DEPTH:
        raise TemplateError(f"more than {MAX_DEPTH} blocks deep", *_position(source, tag.start()))
    stack.append((opening[1], expression, [], tag.start()))


def _compile(text: str, source: str, offset: int) -> Expression:
    try:
        return compile_expression(text)
    except FeelSyntaxError as error:
        line, column = _position(source, offset)
        column = column + error.column - 1 if error.line == 1 else error.column
        raise TemplateError(str(error), line + error.line - 1, column) from error


def _position(source: str, offset: int) -> tuple[int, int]:
    before = source[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _render(nodes: tuple[Node, ...], scope: Scope, escape: Escape) -> str:
    parts: list[str] = []
    size = 0
    for node in nodes:
        part = node if isinstance(node, str) else _render_dynamic(node, scope, escape)
        parts.append(part)
        size += len(part)
        if size > MAX_OUTPUT:
            break
    return "".join(parts)


def _render_dynamic(node: Insert | Block, scope: Scope, escape: Escape) -> str:
    if isinstance(node, Insert):
        return escape(display(scope.evaluate(node.expression)))
    value = scope.evaluate(node.expression)
    if node.kind == "if":
        return _render(node.body, scope, escape) if value is True else ""
    if not isinstance(value, list):
        return ""
    parts: list[str] = []
    size = 0
    for item in value[:MAX_LOOP]:
        names: dict[str, Any] = dict(item) if isinstance(item, Mapping) else {}
        inner = Scope({**scope.data, **names}, scope.env, item, scope.this, scope.indexes)
        parts.append(_render(node.body, inner, escape))
        size += len(parts[-1])
        if size > MAX_OUTPUT:
            break
    return "".join(parts)


def display(value: Any) -> str:
    """Write a FEEL value for people: null is empty, a list is joined by 、, truth is 是 or 否."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "、".join(display(item) for item in value)
    if isinstance(value, Mapping):
        return "，".join(f"{key}：{display(item)}" for key, item in value.items())
    try:
        return str(from_feel(value))
    except (FeelError, TypeError, ValueError):
        return ""
