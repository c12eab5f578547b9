"""What is wrong with a form file: every problem at once, each naming the component and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.errors import InvalidError
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class FormProblem:
    """Hold one problem: the form, the component's id and key, the attribute, and what to do."""

    form_id: str
    component_id: str
    key: str
    attribute: str
    message: Text

    @property
    def place(self) -> str:
        """Return where it is, for people: form, component id and key, attribute."""
        named = f"{self.component_id} ({self.key})" if self.key else self.component_id
        return " › ".join(part for part in (self.form_id, named, self.attribute) if part)


class InvalidFormError(InvalidError):
    """Carry every problem of a form file; `fields` holds the same messages by place."""

    def __init__(self, form_id: str, problems: Sequence[FormProblem]) -> None:
        fields: dict[str, list[Text]] = {}
        for problem in problems:
            fields.setdefault(problem.place, []).append(problem.message)
        super().__init__(
            text("表单 %(form)s 有 %(count)s 处问题，不能使用", form=form_id, count=len(problems)), fields
        )
        self.problems = tuple(problems)

    def __str__(self) -> str:
        lines = [f"{problem.place}: {problem.message}" for problem in self.problems]
        return "\n".join([str(self.message), *lines])


@dataclass(slots=True)
class Problems:
    """Collect problems while a form is loaded."""

    form_id: str
    found: list[FormProblem] = field(default_factory=list)
    component_id: str = ""
    key: str = ""

    def at(self, component_id: str, key: str) -> None:
        """Say which component the following problems belong to."""
        self.component_id, self.key = component_id, key

    def add(self, attribute: str, message: Text) -> None:
        """Add a problem of the present component."""
        self.found.append(FormProblem(self.form_id, self.component_id, self.key, attribute, message))
