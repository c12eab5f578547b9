"""Read files that a program deploys without a package: which processes, forms and decisions are in them.

A drawing needs no folder here. It knows no database; what is wrong is collected for every file at once.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from lxml import etree

from app.catalog.declared_inputs import declare_inputs
from app.catalog.legal_functions import known_functions
from app.catalog.problem import PackageProblem
from app.dmn import Model
from app.dmn import load as load_decisions
from app.engine.names import BPMN
from app.engine.safe_xml import parse_xml
from app.errors import InvalidError
from app.forms import InvalidFormError, load_form
from app.text import Text, text

MOST_FILES = 100
MOST_BYTES = 5_000_000
LONGEST_ID = 120
_KINDS = (".bpmn", ".bpmn.xml", ".bpmn20.xml", ".dmn", ".dmn.xml", ".form")


@dataclass(frozen=True, slots=True)
class DeployedForm:
    """Hold a form: its id stands in the file."""

    form_id: str
    file: str
    body: bytes


@dataclass(frozen=True, slots=True)
class DeployedDecisions:
    """Hold a DMN file: its own id and name, the author's bytes, the same with every input declared, the decisions."""

    requirements_id: str
    name: str
    file: str
    body: bytes
    runnable: bytes
    model: Model


@dataclass
class DeployedFiles:
    """Hold what was read: process id → (file, body), forms, decisions, and every problem."""

    processes: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    forms: dict[str, DeployedForm] = field(default_factory=dict)
    decisions: dict[str, DeployedDecisions] = field(default_factory=dict)
    problems: list[PackageProblem] = field(default_factory=list)


def read_files(files: Mapping[str, bytes]) -> DeployedFiles:
    """Read every file; never raises for bad input."""
    found = DeployedFiles()
    if not files:
        found.problems.append(_wrong("resources", text("没有文件。")))
    if len(files) > MOST_FILES:
        found.problems.append(_wrong("resources", text("文件过多，最多 %(limit)s 个。", limit=MOST_FILES)))
        return found
    for name, body in files.items():
        if not name.endswith(_KINDS) or len(PurePosixPath(name).name) > LONGEST_ID:
            message = text("不能发布这种文件；可以发布 .bpmn、.dmn 和 .form。")
            found.problems.append(_wrong(name, message))
        elif len(body) > MOST_BYTES:
            found.problems.append(_wrong(name, text("文件超过 %(limit)s 字节。", limit=MOST_BYTES)))
        elif name.endswith(".form"):
            _form(found, name, body)
        elif ".dmn" in name:
            _decisions(found, name, body)
        else:
            _processes(found, name, body)
    return found


def _form(found: DeployedFiles, name: str, body: bytes) -> None:
    try:
        raw = json.loads(body.decode("utf-8-sig"))
        form_id = raw.get("id") if isinstance(raw, dict) else None
    except (ValueError, RecursionError):
        form_id = ""
    if not isinstance(form_id, str) or len(form_id) > LONGEST_ID:
        form_id = ""
    try:
        load_form(body, form_id=form_id)
    except InvalidFormError as error:
        found.problems += [
            PackageProblem(name, one.component_id, one.key, 0, "bad-form", one.message, _HINT)
            for one in error.problems
        ]
        return
    if form_id in found.forms:
        found.problems.append(_twice(name, form_id, found.forms[form_id].file))
    found.forms[form_id] = DeployedForm(form_id, name, body)


def _decisions(found: DeployedFiles, name: str, body: bytes) -> None:
    try:
        runnable = declare_inputs(body)
        model = load_decisions(runnable, functions=known_functions(), file=name)
    except InvalidError as error:
        found.problems += [
            _wrong(name, message, _line_in(place))
            for place, messages in error.fields.items()
            for message in messages
        ]
        return
    requirements_id = etree.fromstring(body).get("id") or PurePosixPath(name).stem
    read = DeployedDecisions(requirements_id[:LONGEST_ID], model.name, name, body, runnable, model)
    for decision_id in model.decision_ids:
        if decision_id in found.decisions:
            found.problems.append(_twice(name, decision_id, found.decisions[decision_id].file))
        if len(decision_id) > LONGEST_ID:
            found.problems.append(_wrong(name, _too_long(decision_id)))
        found.decisions[decision_id] = read
    if not model.decision_ids:
        found.problems.append(_wrong(name, text("文件里没有决策。")))


def _processes(found: DeployedFiles, name: str, body: bytes) -> None:
    root, problems = parse_xml(name, body)
    if root is None:
        found.problems += [
            PackageProblem(p.file, p.element_id, p.name, p.line, p.code, p.message, p.hint) for p in problems
        ]
        return
    ids = list(_executable(root))
    if not ids:
        message = text("文件里没有可执行的流程（isExecutable）。")
        found.problems.append(_wrong(name, message))
    for process_id in ids:
        if process_id in found.processes:
            found.problems.append(_twice(name, process_id, found.processes[process_id][0]))
        if len(process_id) > LONGEST_ID:
            found.problems.append(_wrong(name, _too_long(process_id)))
        found.processes[process_id] = (name, body)


def _executable(root: etree._Element) -> Iterator[str]:
    for process in root.iter(f"{{{BPMN}}}process"):
        if process.get("isExecutable") == "true" and process.get("id"):
            yield process.get("id") or ""


_HINT = text("改正这个文件。")


def _wrong(file: str, message: Text, line: int = 0) -> PackageProblem:
    return PackageProblem(file, "", "", line, "bad-file", message, _HINT)


def _twice(file: str, found_id: str, other: str) -> PackageProblem:
    message = text("编号“%(id)s”在 %(file)s 中已经有了。", id=found_id, file=other)
    return _wrong(file, message)


def _too_long(found_id: str) -> Text:
    return text("编号“%(id)s…”超过 %(most)s 个字符。", id=found_id[:20], most=LONGEST_ID)


def _line_in(place: str) -> int:
    line = place.rpartition(":")[2]
    return int(line) if line.isdigit() else 0
