"""What is wrong with a package of drawings: one record a problem, all of them at once.

Knows nothing of XML or of SpiffWorkflow.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.errors import InvalidError
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class Problem:
    """Name one thing the engine cannot run: where it stands, what it is, what the designer can do.

    `line` counts from 1 and is 0 when the problem belongs to a whole file; `code` is stable and listed in
    docs/reference/bpmn.md.
    """

    file: str
    element_id: str
    name: str
    line: int
    code: str
    message: Text
    hint: Text

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        who = f" {self.element_id}" if self.element_id else ""
        label = f"（{self.name}）" if self.name else ""
        return f"{where}{who}{label} [{self.code}] {self.message} {self.hint}"


class InvalidProcessError(InvalidError):
    """Refuse a package; carries every problem found, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        fields: dict[str, list[Text]] = {}
        for problem in self.problems:
            fields.setdefault(f"{problem.file}:{problem.line}:{problem.element_id}", []).append(
                problem.message
            )
        super().__init__(text("流程图有 %(count)s 个问题，不能部署。", count=len(self.problems)), fields)

    def __str__(self) -> str:
        return "\n".join([str(self.message), *(str(problem) for problem in self.problems)])
