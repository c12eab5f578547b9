"""Turn drawings into a definition: safe XML, XSD, normalise, read, lint, build, freeze. All problems at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

from app.engine.build import build_specs
from app.engine.collector import Collector
from app.engine.foreign import refuse_foreign
from app.engine.lint import lint
from app.engine.model import Code, Element, Flow, ProcessDefinition, StartEvent
from app.engine.names import BPMN, bpmn, line_of
from app.engine.normalise import normalise
from app.engine.problems import InvalidProcessError, Problem
from app.engine.reading import Drawing, read_drawing
from app.engine.safe_xml import file_problem, parse_xml, validate
from app.feel import BUILTINS_ONLY, FunctionRegistry
from app.text import text


@dataclass(slots=True)
class _Package:
    """Hold what all files of a package say together."""

    problems: list[Problem] = field(default_factory=list)
    elements: dict[str, Element] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    code: dict[str, Code] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    entangled: bool = False


def compile_process(
    drawings: Mapping[str, bytes], *, process_id: str, functions: FunctionRegistry = BUILTINS_ONLY
) -> ProcessDefinition:
    """Return the definition of a process drawn in these files (name → bytes).

    Raises `InvalidProcessError` with every problem.
    """
    package = _read(drawings, process_id, functions)
    if package.problems:
        raise InvalidProcessError(package.problems)
    specs = build_specs(package.elements, package.flows, package.code)
    process = package.elements[process_id]
    return ProcessDefinition(
        process_id=process_id,
        name=process.name,
        version_tag=package.versions.get(process_id) or None,
        elements=MappingProxyType(package.elements),
        flows=MappingProxyType(package.flows),
        starts=_starts(package, process_id),
        properties=process.properties,
        files=tuple(drawings),
        spec=specs[process_id],
        subprocess_specs=MappingProxyType(specs),
    )


def check_process(
    drawings: Mapping[str, bytes], *, process_id: str, functions: FunctionRegistry = BUILTINS_ONLY
) -> list[Problem]:
    """Return every problem of a package, in the order of files and lines; an empty list when it can run."""
    return _read(drawings, process_id, functions).problems


def _read(drawings: Mapping[str, bytes], process_id: str, functions: FunctionRegistry) -> _Package:
    package = _Package()
    collectors: dict[str, Collector] = {}
    unreadable = False
    for file, source in drawings.items():
        root, problems = parse_xml(file, source)
        package.problems += problems
        if root is None:
            unreadable = True
            continue
        if root.tag != bpmn("definitions"):
            message = text("不是 BPMN 2.0 文件：根元素应为 bpmn:definitions。")
            hint = text("用流程编辑器重新保存；根元素的命名空间是 %(namespace)s。", namespace=BPMN)
            package.problems.append(file_problem(file, line_of(root), "not-bpmn", message, hint))
            unreadable = True
            continue
        package.problems += validate(file, root)
        collectors[file] = _collect(package, file, root, functions)
    _named_process(package, process_id, drawings, unreadable=unreadable)
    if not unreadable and not package.entangled:
        lint(package.elements, package.flows, package.code, collectors)
    for collector in collectors.values():
        package.problems += collector.problems
    order = {file: index for index, file in enumerate(drawings)}
    unique = dict.fromkeys(package.problems)
    package.problems = sorted(unique, key=lambda p: (order.get(p.file, -1), p.line, p.element_id))
    return package


def _collect(package: _Package, file: str, root: etree._Element, functions: FunctionRegistry) -> Collector:
    collector = Collector(file, functions)
    refuse_foreign(root, collector)
    drawing: Drawing = read_drawing(file, normalise(root), collector)
    read: dict[str, Element | Flow] = {**drawing.elements, **drawing.flows}
    for name, part in read.items():
        other = package.places.setdefault(name, file)
        if other != file:
            message = text("编号“%(id)s”在文件 %(other)s 里已经用过。", id=name, other=other)
            collector.on(part, "duplicate-id", message, text("为每个元素和连线使用不同的编号。"))
            package.entangled = True
    package.elements.update(drawing.elements)
    package.flows.update(drawing.flows)
    package.code.update(drawing.code)
    package.versions.update(drawing.versions)
    return collector


def _named_process(
    package: _Package, process_id: str, drawings: Mapping[str, bytes], *, unreadable: bool
) -> None:
    process = package.elements.get(process_id)
    if unreadable or (process is not None and process.kind == "process"):
        return
    message = text("没有编号为“%(id)s”的可执行流程。", id=process_id)
    hint = text("把流程的 id 改为“%(id)s”，并勾选可执行（isExecutable）。", id=process_id)
    package.problems.append(file_problem(next(iter(drawings), ""), 0, "missing-process", message, hint))


def _starts(package: _Package, process_id: str) -> tuple[StartEvent, ...]:
    return tuple(
        StartEvent(e.id, "message" if e.event == "message" else "none", e.message_name)
        for e in package.elements.values()
        if e.parent_id == process_id and e.kind == "startEvent"
    )
