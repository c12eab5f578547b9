"""One thing that is wrong with a process package: where it stands, what it is, what the designer can do."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import InvalidError
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class PackageProblem:
    """Name one problem of a package.

    `line` counts from 1 and is 0 where the file has no lines of its own (or the whole file is meant); `code` is
    stable and listed in docs/reference/processes.md. What is not `blocking` is advice: it is shown, and the
    package can still be deployed.
    """

    file: str
    element_id: str
    name: str
    line: int
    code: str
    message: Text
    hint: Text
    blocking: bool = True

    @property
    def place(self) -> str:
        """Return where it is: file, line, element."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        who = f" {self.element_id}" if self.element_id else ""
        return where + who + (f"（{self.name}）" if self.name and self.name != self.element_id else "")

    def __str__(self) -> str:
        return f"{self.place} [{self.code}] {self.message} {self.hint}".rstrip()


class InvalidPackageError(InvalidError):
    """Refuse a package; carries every problem found, in the order of files and lines."""

    def __init__(self, process_id: str, problems: Sequence[PackageProblem]) -> None:
        fields: dict[str, list[Text]] = {}
        for problem in problems:
            fields.setdefault(f"{problem.file}:{problem.line}:{problem.element_id}", []).append(
                problem.message
            )
        super().__init__(
            text("流程 %(name)s 没有通过检查，共 %(count)s 处问题", name=process_id, count=len(problems)),
            fields,
        )
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n".join([str(self.message), *(str(problem) for problem in self.problems)])
