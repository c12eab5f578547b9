"""Read operators, members, filters and calls of FEEL (DMN 1.5, 10.3.1.2 grammar rules 1–26, 37–48).

What operators stand between is read by the subclass in `parser`.
"""

from decimal import Decimal

from app.feel import nodes as n
from app.feel.errors import FeelSyntaxError
from app.feel.reader import NameTable, Reader, TooComplexError
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


class OperatorParser(Reader):
    """Read what stands between primaries; `primary` is the subclass's."""

    types: NameTable

    def primary(self) -> n.Node:
        """Parse a literal, name, bracket or keyword expression."""
        raise NotImplementedError

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
            return n.In(offset, value, [self.test(full=False)], several=False)
        except TooComplexError:
            raise
        except FeelSyntaxError:
            self.back_to(mark)
            if not self.take_op("("):
                raise
            tests = self.test_list()
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
        node = self._postfix(self.primary())
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

    def test(self, *, full: bool) -> n.Node:
        """Parse one unary test, of a cell (full) or behind `in`."""
        token = self.token
        if token.kind == "op" and token.text in COMPARISONS:
            self.index += 1
            return n.Comparison(token.start, token.text, self.additive())
        return self.expression() if full else self.additive()

    def test_list(self) -> list[n.Node]:
        """Parse tests with commas between."""
        tests = [self.test(full=True)]
        while self.take_op(","):
            tests.append(self.test(full=True))
        return tests
