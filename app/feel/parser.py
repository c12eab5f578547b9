"""Read FEEL text into a syntax tree (DMN 1.5, 10.3.1.2 grammar rules 1–71)."""

from collections.abc import Callable
from decimal import Decimal

from app.feel import nodes as n
from app.feel.errors import FeelSyntaxError
from app.feel.lexer import string_value
from app.feel.numbers import parse_number
from app.feel.reader import NameTable, Reader, add_name, name_table
from app.feel.temporal import parse_at_literal
from app.feel.type_parser import parse_type
from app.text import text

COMPARISONS = frozenset({"<", "<=", ">", ">=", "=", "!="})
MAX_CHAIN = 120
"""Most operators of one level, or members and calls, in a row."""
_LEVELS = {
    "or": 1,
    "and": 2,
    **dict.fromkeys((*sorted(COMPARISONS), "between", "in"), 3),
    **dict.fromkeys("+-", 4),
    **dict.fromkeys("*/", 5),
    "**": 6,
}
_CONSTANTS = {"true": True, "false": False, "null": None}


class Parser(Reader):
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
            tests = self._test_list()
            self.expect_op(")")
            if self.token.kind == "end":
                return n.Tests(any_value=False, negated=True, tests=tests)
            self.index = mark
        tests = self._test_list()
        self._finish()
        return n.Tests(any_value=False, negated=False, tests=tests)

    def _finish(self) -> None:
        if self.token.kind != "end":
            raise self.unexpected(text("表达式的结尾"))

    def _test_list(self) -> list[n.Node]:
        tests = [self._test(full=True)]
        while self.take_op(","):
            tests.append(self._test(full=True))
        return tests

    def _test(self, *, full: bool) -> n.Node:
        token = self.token
        if token.kind == "op" and token.text in COMPARISONS:
            self.index += 1
            return n.Comparison(token.start, token.text, self.additive())
        return self.expression() if full else self.additive()

    # operators

    def expression(self) -> n.Node:
        """Parse a whole expression, from `or` on."""
        self.enter()
        node = self._binary(1)
        self.nesting -= 1
        return node

    def additive(self) -> n.Node:
        """Parse an operand of a comparison."""
        return self._binary(_LEVELS["+"])

    def _binary(self, lowest: int) -> n.Node:
        """Parse operators that bind at least as tightly as `lowest`, by precedence climbing."""
        node = self._unary()
        chain = 0
        while True:
            token = self.tokens[self.index]
            level = _LEVELS.get(token.text, 0) if token.kind in ("op", "name") else 0
            if level < max(lowest, 1):
                return node
            self.index += 1
            chain += 1
            if chain > MAX_CHAIN:
                raise self.error(
                    text("表达式太长，请拆分（最多连续 %(limit)s 个运算）", limit=MAX_CHAIN), token
                )
            if token.text == "between":
                low = self.additive()
                self.expect_word("and")
                node = n.Between(token.start, node, low, self.additive())
            elif token.text == "in":
                node = self._in(token.start, node)
            else:
                node = n.Binary(token.start, token.text, node, self._binary(level + 1))

    def _in(self, offset: int, value: n.Node) -> n.Node:
        mark = self.mark()
        try:
            return n.In(offset, value, [self._test(full=False)], several=False)
        except FeelSyntaxError:
            self.back_to(mark)
            if not self.take_op("("):
                raise
            tests = self._test_list()
            self.expect_op(")")
            return n.In(offset, value, tests, several=True)

    def _unary(self) -> n.Node:
        token = self.token
        if token.kind == "op" and token.text == "-":
            self.index += 1
            self.enter()
            operand = self._unary()
            self.nesting -= 1
            if isinstance(operand, n.Literal) and type(operand.value) is Decimal:
                return n.Literal(token.start, operand.value.copy_negate() if operand.value else operand.value)
            return n.Negate(token.start, operand)
        node = self._postfix(self._primary())
        while self.is_word("instance"):
            offset = self.token.start
            self.index += 1
            self.expect_word("of")
            node = n.InstanceOf(offset, node, parse_type(self, self.types))
        return node

    def _postfix(self, node: n.Node) -> n.Node:
        chain = 0
        while (token := self.tokens[self.index]).kind == "op":
            chain += 1
            if chain > MAX_CHAIN:
                raise self.error(
                    text("表达式太长，请拆分（最多连续 %(limit)s 个运算）", limit=MAX_CHAIN), token
                )
            if token.text == ".":
                self.index += 1
                node = n.Path(token.start, node, self._member_name())
            elif token.text == "(":
                node = self._call(node)
            elif token.text == "[" and self.filters_allowed:
                self.index += 1
                self.in_filter += 1
                condition = self.expression()
                self.in_filter -= 1
                self.expect_op("]")
                node = n.Filter(token.start, node, condition)
            else:
                break
        return node

    def _member_name(self) -> str:
        return self.known_name(member=True) or self.words(allow_reserved_first=True)

    def _call(self, function: n.Node) -> n.Node:
        offset = self.token.start
        self.index += 1
        arguments: list[n.Node] = []
        named: list[tuple[str, n.Node]] = []
        filters, self.filters_allowed = self.filters_allowed, True
        if not self.is_op(")"):
            by_name = self._named_argument_follows()
            while True:
                if by_name:
                    name = self.name_until(":")
                    self.index += 1
                    named.append((name, self.expression()))
                else:
                    arguments.append(self.expression())
                if not self.take_op(","):
                    break
        self.expect_op(")")
        self.filters_allowed = filters
        return n.Call(offset, function, arguments, named)

    def _named_argument_follows(self) -> bool:
        index = self.index
        if self.tokens[index].kind != "name":
            return False
        while self.tokens[index].kind in ("name", "number") or self.tokens[index].text in "+-*/.'":
            if self.tokens[index].kind == "end":
                return False
            index += 1
        return self.tokens[index].text == ":"

    # primaries

    def _primary(self) -> n.Node:
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
            return self._test(full=False)
        return self.expression()

    def _open_range(self) -> n.Node:
        offset = self.token.start
        self.index += 1
        low = self.expression()
        if not self.is_op(".."):
            raise self.unexpected(text("“%(token)s”", token=".."))
        return self._range(offset, low, low_included=False)

    def _range(self, offset: int, low: n.Node, *, low_included: bool) -> n.Node:
        """Parse from `..` on; the end of `[1..10[` looks like a filter, so both readings are tried."""
        self.index += 1
        mark, filters = self.mark(), self.filters_allowed
        try:
            high = self.expression()
            included = self._range_end()
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

__all__ = ["Parser", "name_table"]
