"""What is wrong with a decision file: every problem with its file, element and line, all at once."""

from dataclasses import dataclass, field

from lxml import etree

from app.errors import InvalidError
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class Problem:
    """Hold one problem; `line` counts from 1, 0 when the place is unknown."""

    file: str
    element_id: str
    name: str
    line: int
    message: Text

    def as_text(self) -> Text:
        """Return one sentence that names the place."""
        element = self.name or self.element_id
        if not element:
            return text(
                "%(file)s 第 %(line)s 行：%(problem)s", file=self.file, line=self.line, problem=self.message
            )
        return text(
            "%(file)s 第 %(line)s 行 %(element)s：%(problem)s",
            file=self.file,
            line=self.line,
            element=element if element == self.element_id else f"{element}（{self.element_id}）",
            problem=self.message,
        )


@dataclass(slots=True)
class Problems:
    """Collect the problems of one model."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, element: etree._Element | None, message: Text) -> None:
        """Note a problem at an element; its id and name come from it or the nearest parent that has them."""
        node = element
        found_line = None if element is None else element.sourceline
        line = found_line if isinstance(found_line, int) else 0
        while node is not None and node.get("id") is None:
            node = node.getparent()
        named = node
        while named is not None and not named.get("name"):
            named = named.getparent()
        element_id = "" if node is None else node.get("id", "")
        self.found.append(
            Problem(self.file, element_id, "" if named is None else named.get("name", ""), line, message)
        )

    def error(self) -> InvalidError:
        """Build the error that carries them all: file and line → sentences."""
        fields: dict[str, list[Text]] = {}
        for problem in sorted(self.found, key=lambda problem: problem.line):
            fields.setdefault(f"{problem.file}:{problem.line}", []).append(problem.as_text())
        return InvalidError(text("决策文件 %(file)s 有错误", file=self.file), fields)
