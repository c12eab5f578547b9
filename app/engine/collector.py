"""Gather the problems of one file while it is read, and compile its texts.

Every helper returns a harmless value after noting a problem, so that reading goes on and finds the rest.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

from app.engine.formula import Formula, compile_feel, compile_formula
from app.engine.names import line_of
from app.engine.problems import Problem
from app.feel import FeelSyntaxError, FunctionRegistry
from app.text import Text, text

if TYPE_CHECKING:
    from app.engine.model import Element, Flow


@dataclass(slots=True)
class Collector:
    """Collect problems of one file."""

    file: str
    functions: FunctionRegistry
    problems: list[Problem] = field(default_factory=list)

    def at(self, node: etree._Element, code: str, message: Text, hint: Text, line: int | None = None) -> None:
        """Note a problem at an XML element."""
        where = line if line is not None else line_of(node)
        owner = node
        while owner.get("id") is None and (parent := owner.getparent()) is not None:
            owner = parent
        name = " ".join((owner.get("name") or "").split())
        self.problems.append(Problem(self.file, owner.get("id") or "", name, where, code, message, hint))

    def on(self, element: "Element | Flow", code: str, message: Text, hint: Text) -> None:
        """Note a problem at an element or flow that was read."""
        name = " ".join(element.name.split())
        self.problems.append(Problem(self.file, element.id, name, element.line, code, message, hint))

    def formula(
        self, node: etree._Element, source: str | None, what: str, *, line: int | None = None
    ) -> Formula | None:
        """Compile a literal or "=…"; None when absent or wrong."""
        if source is None or not source.strip():
            return None
        try:
            return compile_formula(source, self.functions)
        except FeelSyntaxError as error:
            self._bad_feel(node, source, what, error, line)
            return None

    def feel(
        self, node: etree._Element, source: str | None, what: str, *, line: int | None = None
    ) -> Formula | None:
        """Compile FEEL that must begin with "="; anything else (Python, JUEL) is refused."""
        if source is None or not source.strip():
            return None
        stripped = source.strip()
        if not stripped.startswith("="):
            self.at(
                node,
                "not-feel",
                text("%(what)s“%(source)s”不是 FEEL 表达式。", what=what, source=stripped[:80]),
                text("以等号开头写 FEEL，例如 =金额 > 1000；不支持 Python 和 ${…}。"),
                line,
            )
            return None
        try:
            return compile_feel(stripped[1:], self.functions, shown=stripped)
        except FeelSyntaxError as error:
            self._bad_feel(node, stripped, what, error, line)
            return None

    def _bad_feel(
        self, node: etree._Element, source: str, what: str, error: FeelSyntaxError, line: int | None
    ) -> None:
        self.at(
            node,
            "bad-feel",
            text(
                "%(what)s“%(source)s”有语法错误（第 %(row)s 行第 %(column)s 列）：%(reason)s",
                what=what,
                source=source.strip()[:120],
                row=error.line,
                column=error.column,
                reason=str(error.message),
            ),
            text("按 FEEL 语法改正表达式。"),
            line,
        )
