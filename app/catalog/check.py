"""Check a process package as a whole and name every problem at once: file, line, element, what to do.

Drawing (can the engine run it), terms, what the law asks, forms, decisions, texts, what is missing and what nothing
uses, layout.
It must not know stored versions or running cases.
"""

from collections.abc import Collection, Iterator, Mapping

from jinja2 import TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from app import engine
from app.catalog.check_names import NameCheck
from app.catalog.check_operations import check_operations
from app.catalog.check_terms import check_terms
from app.catalog.drawing import Drawing, read_drawing
from app.catalog.law import lint_law
from app.catalog.legal_functions import known_functions
from app.catalog.package import form_id_of
from app.catalog.problem import PackageProblem
from app.catalog.scenarios import FILE, read_scenarios
from app.diagrams import lint_layout
from app.dmn import Finding, examine
from app.dmn import load as load_decisions
from app.errors import InvalidError
from app.forms import InvalidFormError, load_form
from app.text import Text, text

_TEMPLATES = SandboxedEnvironment()


def check_files(
    process_id: str, files: Mapping[str, bytes], *, groups: Collection[str] | None = None
) -> list[PackageProblem]:
    """Return every problem of a package, ordered by file and line; an empty list is the proof that it fits together.

    `files` are relative paths with their bytes (forms under `forms/`). With `groups` (every post of the
    organisation) a candidate group without a post is pointed out. Never raises for bad input.
    """
    drawings = {path: body for path, body in files.items() if path.endswith(".bpmn")}
    if f"{process_id}.bpmn" not in drawings:
        missing = text("缺少流程图 %(file)s。", file=f"{process_id}.bpmn")
        return [_of_file(f"{process_id}.bpmn", 0, "missing-drawing", missing)]
    problems = _runnable(process_id, drawings)
    read = [found for path, body in drawings.items() if (found := read_drawing(path, body)) is not None]
    decisions, of_decisions = _decisions(files)
    problems += of_decisions
    problems += _forms(files)
    problems += _texts(files)
    problems += _scenarios(files)
    problems += NameCheck(process_id, read, files, decisions, groups).problems()
    for drawing in read:
        problems += check_terms(drawing)
        problems += check_operations(drawing)
        problems += lint_law(drawing, drawings[drawing.file], files)
        problems += _layout(drawing, drawings[drawing.file])
    return sorted(problems, key=lambda p: (not p.blocking, p.file, p.line, p.element_id, p.code))


def _runnable(process_id: str, drawings: Mapping[str, bytes]) -> list[PackageProblem]:
    """Return what the engine cannot run."""
    found = engine.check_process(drawings, process_id=process_id, functions=known_functions())
    return [PackageProblem(p.file, p.element_id, p.name, p.line, p.code, p.message, p.hint) for p in found]


def _decisions(files: Mapping[str, bytes]) -> tuple[set[str], list[PackageProblem]]:
    known: set[str] = set()
    problems: list[PackageProblem] = []
    for path, body in files.items():
        if not path.endswith(".dmn"):
            continue
        try:
            model = load_decisions(body, functions=known_functions(), file=path)
            known |= set(model.decision_ids)
            problems += [_of_table(path, body, found) for table in model.tables for found in examine(table)]
        except InvalidError as error:
            for place, messages in error.fields.items():
                line = place.rpartition(":")[2]
                number = int(line) if line.isdigit() else 0
                problems += [_of_file(path, number, "bad-decision", message) for message in messages]
    return known, problems


def _of_table(path: str, body: bytes, found: Finding) -> PackageProblem:
    hint = text("看看这些情况是否真的不会出现，或补上规则、默认值。")
    if found.kind in ("overlap", "hidden"):
        hint = text("改正这些规则的条件，或换一种命中策略。")
    return PackageProblem(
        path,
        found.table_id,
        found.table_name,
        _line_of(body, found.table_id),
        f"decision-{found.kind}",
        found.message,
        hint,
        blocking=False,
    )


def _forms(files: Mapping[str, bytes]) -> Iterator[PackageProblem]:
    for path, body in files.items():
        if not path.endswith(".form"):
            continue
        try:
            load_form(body, form_id=form_id_of(path))
        except InvalidFormError as error:
            for problem in error.problems:
                yield PackageProblem(
                    path,
                    problem.component_id,
                    problem.key,
                    _line_of(body, problem.component_id),
                    "bad-form",
                    text("%(place)s：%(problem)s", place=problem.attribute, problem=problem.message)
                    if problem.attribute
                    else problem.message,
                    text("在表单编辑器中改正。"),
                )


def _line_of(body: bytes, component_id: str) -> int:
    """Return the line of a form or decision file on which an element's id stands, 0 when it cannot be told."""
    wanted = f'"{component_id}"'.encode()
    lines = body.splitlines() if component_id else []
    return next((number for number, line in enumerate(lines, 1) if wanted in line and b"id" in line), 0)


def _texts(files: Mapping[str, bytes]) -> Iterator[PackageProblem]:
    for path, body in files.items():
        if not path.startswith(("documents/", "messages/")):
            continue
        try:
            _TEMPLATES.parse(body.decode("utf-8-sig"))
        except UnicodeDecodeError:
            yield _of_file(path, 0, "bad-text", text("文件不是 UTF-8 编码。"))
        except TemplateSyntaxError as error:
            reason = text("模板有语法错误：%(reason)s", reason=error.message or "")
            yield _of_file(path, error.lineno, "bad-text", reason)


def _scenarios(files: Mapping[str, bytes]) -> Iterator[PackageProblem]:
    try:
        read_scenarios(files.get(FILE, b"scenarios: []"))
    except InvalidError as error:
        for place, messages in error.fields.items():
            for message in messages:
                said = text("%(place)s：%(problem)s", place=place, problem=message) if place else message
                yield _of_file(FILE, 0, "bad-scenario", said)


def _layout(drawing: Drawing, body: bytes) -> Iterator[PackageProblem]:
    names = {element.id: element.name for element in drawing.elements}
    try:
        flaws = lint_layout(body)
    except InvalidError:
        return
    for flaw in flaws:
        yield PackageProblem(
            drawing.file,
            flaw.element_id,
            names.get(flaw.element_id, ""),
            drawing.lines.get(flaw.element_id, 0),
            f"layout-{flaw.code}",
            flaw.message,
            text("在流程编辑器中移开或拉直，图才好读。"),
            blocking=False,
        )


def _of_file(path: str, line: int, code: str, message: Text) -> PackageProblem:
    return PackageProblem(path, "", "", line, code, message, text("改正这个文件。"))
