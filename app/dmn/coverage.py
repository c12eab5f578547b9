"""Examine a decision table as a whole: what no rule answers, which rules contradict, which are never reached.

Every input column is cut at the constants its cells compare with; one value of each stretch stands for all of it.
A rule is then a box of stretches, and the questions are questions about boxes (DMN 1.5, 8.2.8 and 8.2.11: UNIQUE
rules must not overlap, ANY rules may only agree, a table should be complete). A rule whose cells compute something
is left out; null is no stretch. It must not know files or packages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from app.dmn.stretches import Stretch, UncutError, cut, describe
from app.dmn.table import SINGLE, Column, Rule, Table
from app.feel.constants import constants_of
from app.feel.environment import NO_ENVIRONMENT, Runtime
from app.feel.expression import UnaryTests
from app.feel.values import Value
from app.text import Text, text

_SHOWN = 8
"""Findings of one kind told of one table: whoever sees eight gaps knows what to do."""
_STEPS = 50_000
"""Boxes looked at for one question; a table that needs more is told to be too large to examine."""

Box = tuple[int, ...]
"""The chosen stretches of every column, a bit set each."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Say one thing about a table: `kind` is "gap", "overlap", "hidden" or "unexamined"; rules count from 1."""

    table_id: str
    table_name: str
    kind: str
    rules: tuple[int, ...]
    message: Text


class _TooLargeError(Exception):
    """Say that a question would take too long."""


def examine(table: Table) -> list[Finding]:
    """Return what is strange about a table; an empty list where nothing is, or nothing can be said.

    A single-hit table is asked for gaps unless a default answers them; a UNIQUE table for rules that overlap, an
    ANY table for overlapping rules that differ, a FIRST table for rules hidden by earlier ones.
    """
    examined = [rule for rule in table.rules if _constants(rule) is not None]
    try:
        columns = [_stretches(column, place, examined) for place, column in enumerate(table.inputs)]
    except UncutError:
        return []
    boxes = {rule.index: _box(rule, columns) for rule in examined}
    question = _Question(table, columns, boxes)
    try:
        found = [*question.overlaps(), *question.hidden()]
        return found + (list(question.gaps()) if len(examined) == len(table.rules) else [])
    except _TooLargeError:
        return [question.finding("unexamined", (), text("决策表太大，没有检查是否有遗漏和重叠"))]


def _constants(rule: Rule) -> list[tuple[Value, ...]] | None:
    found = [() if test is None or test.needs_input else constants_of(test.source) for test in rule.tests]
    if any(test is None or test.needs_input for test in rule.tests):
        return None
    return None if any(constants is None for constants in found) else [c for c in found if c is not None]


def _stretches(column: Column, place: int, rules: Sequence[Rule]) -> list[Stretch]:
    constants = [value for rule in rules for value in (_constants(rule) or [])[place]]
    allowed = column.allowed
    if allowed is not None:
        constants += constants_of(allowed.source) or ()
    return cut(column.type, constants, allowed)


def _box(rule: Rule, columns: Sequence[Sequence[Stretch]]) -> Box:
    return tuple(
        _chosen(test, stretches)
        for test, stretches in zip(rule.tests, columns, strict=True)
        if test is not None
    )


def _chosen(test: UnaryTests, stretches: Sequence[Stretch]) -> int:
    scope = {None: Runtime(NO_ENVIRONMENT)}
    return sum(1 << place for place, s in enumerate(stretches) if test.passes(s.value, dict(scope)) is True)


class _Question:
    """Ask a table whose rules have become boxes."""

    def __init__(self, table: Table, columns: list[list[Stretch]], boxes: dict[int, Box]) -> None:
        self.table = table
        self.columns = columns
        self.boxes = boxes

    def finding(self, kind: str, rules: tuple[int, ...], message: Text) -> Finding:
        return Finding(self.table.owner_id, self.table.owner_name, kind, rules, message)

    def overlaps(self) -> Iterator[Finding]:
        """Return pairs of rules that can match together and must not."""
        if self.table.policy not in ("UNIQUE", "ANY"):
            return
        rules = {rule.index: rule for rule in self.table.rules}
        pairs = (
            (first, second, shared)
            for first, second in combinations(self.boxes, 2)
            if all(shared := tuple(a & b for a, b in zip(self.boxes[first], self.boxes[second], strict=True)))
            and (self.table.policy == "UNIQUE" or rules[first].answer != rules[second].answer)
        )
        for first, second, shared in islice(pairs, _SHOWN):
            message = text(
                "规则 %(first)s 和 %(second)s 会同时成立：%(where)s",
                first=first,
                second=second,
                where=self._where(shared),
            )
            yield self.finding("overlap", (first, second), message)

    def hidden(self) -> Iterator[Finding]:
        """Return rules of a FIRST table that earlier ones always answer before."""
        if self.table.policy != "FIRST":
            return
        earlier: list[Box] = []
        for index, box in self.boxes.items():
            if all(box) and not self._uncovered(box, earlier):
                yield self.finding(
                    "hidden", (index,), text("规则 %(rule)s 永远轮不到：前面的规则已经包括它", rule=index)
                )
            earlier.append(box)

    def gaps(self) -> Iterator[Finding]:
        """Return values for which no rule stands."""
        if self.table.policy not in SINGLE or any(output.default for output in self.table.outputs):
            return
        everything = tuple((1 << len(stretches)) - 1 for stretches in self.columns)
        for gap in self._uncovered(everything, list(self.boxes.values())):
            yield self.finding("gap", (), text("没有规则适用于：%(where)s", where=self._where(gap)))

    def _where(self, box: Box) -> str:
        parts = [
            f"{column.label} {words}"
            for column, stretches, chosen in zip(self.table.inputs, self.columns, box, strict=True)
            if (words := str(describe(stretches, chosen)))
        ]
        return "，".join(parts) or str(text("任何值"))

    def _uncovered(self, whole: Box, covers: Sequence[Box]) -> list[Box]:
        """Return parts of a box that no cover reaches, at most as many as are shown."""
        left = [_STEPS]

        def search(column: int, active: tuple[Box, ...]) -> Iterator[Box]:
            left[0] -= 1
            if left[0] < 0:
                raise _TooLargeError
            if not active:
                yield whole[column:]
                return
            if column == len(whole):
                return
            groups: dict[tuple[Box, ...], int] = {}
            for place in range(len(self.columns[column])):
                if whole[column] >> place & 1:
                    reaching = tuple(box for box in active if box[column] >> place & 1)
                    groups[reaching] = groups.get(reaching, 0) | 1 << place
            for reaching, chosen in groups.items():
                for rest in search(column + 1, reaching):
                    yield (chosen, *rest)

        return list(islice(search(0, tuple(covers)), _SHOWN))
