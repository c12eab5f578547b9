"""Read FEEL text into a syntax tree (DMN 1.5, 10.3.1.2 grammar rules 1–71)."""

from collections.abc import Callable

from app.feel import nodes as n
from app.feel.errors import FeelSyntaxError
from app.feel.lexer import string_value
from app.feel.numbers import parse_number
from app.feel.operator_parser import COMPARISONS, OperatorParser
from app.feel.reader import NameTable, TooComplexError, add_name
from app.feel.temporal import parse_at_literal
from app.feel.type_parser import parse_type
from app.text import text

_CONSTANTS = {"true": True, "false": False, "null": None}


class Parser(OperatorParser):
    """Parse one text; `parse_expression` and `parse_tests` are the two ways in."""

    def __init__(
        self, source: str, *, names: NameTable, builtins: NameTable, members: NameTable, types: NameTable
    ) -> None:
        super().__init__(source, [names, builtins], {key: list(value) for key, value in members.items()})
        self.types = types

    def parse_expression(self) -> n.Node:
        """Parse the whole text as one expression; raises FeelSyntaxError."""
        node = self.expression()
        self._finish()
        return node

    def parse_tests(self) -> n.Tests:
        """Parse the whole text as unary tests (rule 16); raises FeelSyntaxError."""
        if self.is_op("-") and self.tokens[self.index + 1].kind == "end":
            return n.Tests(any_value=True, negated=False, tests=[])
        if self.is_word("not") and self.tokens[self.index + 1].text == "(":
            mark = self.index
            self.index += 2
            tests = self.test_list()
            self.expect_op(")")
            if self.token.kind == "end":
                return n.Tests(any_value=False, negated=True, tests=tests)
            self.index = mark
        tests = self.test_list()
        self._finish()
        return n.Tests(any_value=False, negated=False, tests=tests)

    def _finish(self) -> None:
        if self.token.kind != "end":
            raise self.unexpected(text("表达式的结尾"))

    def primary(self) -> n.Node:
        """Parse a literal, name, bracket or keyword expression."""
        token = self.token
        if token.kind == "name":
            return self._word()
        if token.kind == "number":
            self.index += 1
            return n.Literal(token.start, parse_number(token.text))
        if token.kind == "string":
            self.index += 1
            return n.Literal(token.start, string_value(token.text))
        if token.kind == "op":
            read = _BRACKETS.get(token.text)
            if read is not None:
                filters, self.filters_allowed = self.filters_allowed, True
                node = read(self)
                self.filters_allowed = filters
                return node
        raise self.unexpected(text("表达式"))

    def _word(self) -> n.Node:
        token = self.token
        known = self.known_name(member=False)
        if known is not None:
            return n.Name(token.start, known)
        if token.text in _CONSTANTS:
            self.index += 1
            return n.Literal(token.start, _CONSTANTS[token.text])
        read = _KEYWORDS.get(token.text)
        if read is not None and not (token.text == "function" and self.tokens[self.index + 1].text != "("):
            self.index += 1
            filters, self.filters_allowed = self.filters_allowed, True
            node = read(self, token.start)
            self.filters_allowed = filters
            return node
        return n.Name(token.start, self.words())

    def _if(self, offset: int) -> n.Node:
        condition = self.expression()
        self.expect_word("then")
        then = self.expression()
        self.expect_word("else")
        return n.If(offset, condition, then, self.expression())

    def _iterators(self) -> list[n.Iterator]:
        iterators: list[n.Iterator] = []
        scope: NameTable = {}
        self.scopes.append(scope)
        while True:
            name = self.name_until("in")
            self.index += 1
            source = self.expression()
            end = self.expression() if self.take_op("..") else None
            iterators.append(n.Iterator(name, source, end))
            add_name(scope, name)
            if not self.take_op(","):
                return iterators

    def _for(self, offset: int) -> n.Node:
        iterators = self._iterators()
        self.expect_word("return")
        body = self.expression()
        self.scopes.pop()
        return n.For(offset, iterators, body)

    def _some(self, offset: int) -> n.Node:
        return self._quantified(offset, every=False)

    def _every(self, offset: int) -> n.Node:
        return self._quantified(offset, every=True)

    def _quantified(self, offset: int, *, every: bool) -> n.Node:
        iterators = self._iterators()
        self.expect_word("satisfies")
        condition = self.expression()
        self.scopes.pop()
        return n.Quantified(offset, every, iterators, condition)

    def _function(self, offset: int) -> n.Node:
        self.expect_op("(")
        parameters: list[tuple[str, n.TypeNode | None]] = []
        scope: NameTable = {}
        while not self.is_op(")"):
            name = self.name_until(":", ",", ")")
            kind = parse_type(self, self.types) if self.take_op(":") else None
            parameters.append((name, kind))
            add_name(scope, name)
            if not self.take_op(","):
                break
        self.expect_op(")")
        external = self.take_word("external")
        self.scopes.append(scope)
        body = self.expression()
        self.scopes.pop()
        return n.FunctionDefinition(offset, parameters, body, external)

    def _at_literal(self) -> n.Node:
        offset = self.token.start
        self.index += 1
        token = self.token
        if token.kind != "string":
            raise self.unexpected(text("@ 之后带引号的日期、时间或时长"))
        value = parse_at_literal(string_value(token.text))
        if value is None:
            raise self.error(text("%(literal)s 不是日期、时间或时长", literal=token.text))
        self.index += 1
        return n.Literal(offset, value)

    def _parenthesis(self) -> n.Node:
        offset = self.token.start
        self.index += 1
        token = self.token
        if token.kind == "op" and token.text in COMPARISONS:
            self.index += 1
            comparison = n.Comparison(offset, token.text, self.additive())
            self.expect_op(")")
            return comparison
        inner = self.expression()
        if self.is_op(".."):
            return self._range(offset, inner, low_included=False)
        self.expect_op(")")
        return inner

    def _bracket(self) -> n.Node:
        offset = self.token.start
        self.index += 1
        items: list[n.Node] = []
        if self.take_op("]"):
            return n.ListLiteral(offset, items)
        items.append(self._list_item())
        if self.is_op(".."):
            return self._range(offset, items[0], low_included=True)
        while self.take_op(","):
            items.append(self._list_item())
        self.expect_op("]")
        return n.ListLiteral(offset, items)

    def _list_item(self) -> n.Node:
        token = self.token
        if token.kind == "op" and token.text in COMPARISONS:
            return self.test(full=False)
        return self.expression()

    def _open_range(self) -> n.Node:
        offset = self.token.start
        self.index += 1
        low = self.expression()
        if not self.is_op(".."):
            raise self.unexpected(text("“%(sign)s”", sign=".."))
        return self._range(offset, low, low_included=False)

    def _range(self, offset: int, low: n.Node, *, low_included: bool) -> n.Node:
        """Parse from `..` on; the end of `[1..10[` looks like a filter, so both readings are tried."""
        self.index += 1
        mark, filters = self.mark(), self.filters_allowed
        try:
            high = self.expression()
            included = self._range_end()
        except TooComplexError:
            raise
        except FeelSyntaxError:
            self.back_to(mark)
            self.filters_allowed = False
            high = self.expression()
            self.filters_allowed = filters
            included = self._range_end()
        return n.RangeLiteral(offset, low, high, low_included, included)

    def _range_end(self) -> bool:
        token = self.token
        if token.kind == "op" and token.text in ("]", ")", "["):
            self.index += 1
            return token.text == "]"
        raise self.unexpected(text("区间的结尾 ] 或 )"))

    def _context(self) -> n.Node:
        offset = self.token.start
        self.index += 1
        entries: list[tuple[str, n.Node]] = []
        scope: NameTable = {}
        self.scopes.append(scope)
        while not self.is_op("}"):
            token = self.token
            if token.kind == "string":
                key = string_value(token.text)
                self.index += 1
            else:
                key = self.name_until(":")
            if any(key == known for known, _ in entries):
                raise self.error(text("上下文中的键“%(key)s”重复", key=key), token)
            self.expect_op(":")
            entries.append((key, self.expression()))
            add_name(scope, key)
            add_name(self.members, key)
            if not self.take_op(","):
                break
        self.expect_op("}")
        self.scopes.pop()
        return n.ContextLiteral(offset, entries)


_BRACKETS: dict[str, Callable[[Parser], n.Node]] = {
    "(": Parser._parenthesis,  # noqa: SLF001
    "[": Parser._bracket,  # noqa: SLF001
    "]": Parser._open_range,  # noqa: SLF001
    "{": Parser._context,  # noqa: SLF001
    "@": Parser._at_literal,  # noqa: SLF001
}
_KEYWORDS: dict[str, Callable[[Parser, int], n.Node]] = {
    "if": Parser._if,  # noqa: SLF001
    "for": Parser._for,  # noqa: SLF001
    "some": Parser._some,  # noqa: SLF001
    "every": Parser._every,  # noqa: SLF001
    "function": Parser._function,  # noqa: SLF001
}
