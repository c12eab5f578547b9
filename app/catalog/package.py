"""A process package made ready to run: compiled drawing, forms, decisions and texts of one version."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.dmn import Model
from app.dmn import load as load_decisions
from app.engine import ProcessDefinition, compile_process
from app.errors import InvalidError
from app.feel import FunctionRegistry
from app.forms import Form, load_form
from app.text import Text, text


@dataclass(frozen=True)
class Package:
    """Bundle what running a version needs; shared by all its instances, never changed."""

    key: int
    version: int
    process_id: str
    definition: ProcessDefinition
    forms: Mapping[str, Form]
    decisions: Mapping[str, Model]
    files: Mapping[str, bytes]

    @property
    def drawing(self) -> bytes:
        """Return the author's bytes of the drawing."""
        return self.files[f"{self.process_id}.bpmn"]

    def template(self, name: str) -> str:
        """Return the source of a document template; KeyError when the package has none of that name."""
        return self.files[f"documents/{name}.html"].decode()

    def message(self, name: str, locale: str) -> str:
        """Return the source of a message text in a language, falling back to Chinese; KeyError when missing."""
        wanted = self.files.get(f"messages/{name}.{locale}.txt")
        return (wanted or self.files[f"messages/{name}.zh.txt"]).decode()


def form_id_of(path: str) -> str:
    """Return a form's id: its path with dots, `forms/petition/accept.form` → `petition.accept`."""
    pure = PurePosixPath(path)
    return ".".join([*pure.parts[1:-1], pure.stem])


def build_package(
    process_id: str, files: Mapping[str, bytes], *, key: int, version: int, functions: FunctionRegistry
) -> Package:
    """Compile every file of a version.

    Raises InvalidError with the problems of all files at once: file → messages.
    """
    problems: dict[str, list[Text]] = {}
    forms: dict[str, Form] = {}
    decisions: dict[str, Model] = {}
    for path, body in files.items():
        try:
            if path.endswith(".form"):
                forms[form_id_of(path)] = load_form(body, form_id=form_id_of(path))
            elif path.endswith(".dmn"):
                model = load_decisions(body, functions=functions)
                decisions.update(dict.fromkeys(model.decision_ids, model))
        except InvalidError as error:
            problems.setdefault(path, []).extend(t for found in error.fields.values() for t in found)
    drawing = {path: body for path, body in files.items() if path.endswith(".bpmn")}
    definition = compile_process(drawing, process_id=process_id, functions=functions)
    if problems:
        raise InvalidError(text("流程包 %(name)s 有错误", name=process_id), problems)
    return Package(key, version, process_id, definition, forms, decisions, dict(files))
