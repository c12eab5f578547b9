"""Compile the zeebe extensions of one element into `Code`."""

from collections.abc import Mapping, Sequence

from lxml import etree

from app.engine.collector import Collector
from app.engine.extensions import Extensions, IoMapping, read_extensions
from app.engine.formula import Formula, compile_feel
from app.engine.model import Assignment, Code, EventCode, LoopCode
from app.engine.names import bpmn, text_of
from app.engine.normalise import local
from app.text import text

_JOB_KINDS = frozenset(
    {"serviceTask", "sendTask", "businessRuleTask", "scriptTask", "intermediateThrowEvent", "endEvent"}
)


def read_code(
    node: etree._Element,
    extensions: Extensions,
    event: EventCode | None,
    into: Collector,
    conditions: Mapping[str, Formula],
) -> Code:
    """Return the compiled code of an element; wrong pieces are noted and left out."""
    kind = local(node)
    _misplaced(node, kind, extensions, into)

    def formula(element: str, attribute: str, what: str) -> Formula | None:
        return into.formula(node, extensions.get(element, attribute), what)

    result = extensions.get("script", "resultVariable") or extensions.get("calledDecision", "resultVariable")
    return Code(
        inputs=_assignments(node, extensions.inputs, "输入映射", into),
        outputs=_assignments(node, extensions.outputs, "输出映射", into),
        script=into.feel(node, extensions.get("script", "expression"), "脚本"),
        result_variable=result,
        decision=formula("calledDecision", "decisionId", "决策编号"),
        assignee=formula("assignmentDefinition", "assignee", "办理人"),
        candidate_groups=formula("assignmentDefinition", "candidateGroups", "候选组"),
        candidate_users=formula("assignmentDefinition", "candidateUsers", "候选人"),
        due_date=formula("taskSchedule", "dueDate", "到期日"),
        follow_up=formula("taskSchedule", "followUpDate", "跟进日"),
        priority=formula("priorityDefinition", "priority", "优先级"),
        job_type=formula("taskDefinition", "type", "任务类型") if kind in _JOB_KINDS else None,
        retries=formula("taskDefinition", "retries", "重试次数"),
        called_process=extensions.get("calledElement", "processId"),
        propagate_parent=extensions.get("calledElement", "propagateAllParentVariables") != "false",
        propagate_child=extensions.get("calledElement", "propagateAllChildVariables") != "false",
        loop=_loop(node, into),
        event=event,
        conditions=conditions,
    )


_PLACES: Mapping[str, frozenset[str]] = {
    "formDefinition": frozenset({"userTask", "startEvent"}),
    "assignmentDefinition": frozenset({"userTask"}),
    "taskSchedule": frozenset({"userTask"}),
    "priorityDefinition": frozenset({"userTask"}),
    "calledDecision": frozenset({"businessRuleTask"}),
    "calledElement": frozenset({"callActivity"}),
    "script": frozenset({"scriptTask"}),
    "taskDefinition": _JOB_KINDS,
}


def _misplaced(node: etree._Element, kind: str, extensions: Extensions, into: Collector) -> None:
    for name, kinds in _PLACES.items():
        if extensions.has(name) and kind not in kinds:
            message = text("zeebe:%(name)s 不能用在 bpmn:%(kind)s 上。", name=name, kind=kind)
            into.at(node, "misplaced-extension", message, text("删除它，或换成合适的元素。"))
    if extensions.has("formDefinition") and extensions.get("formDefinition", "formId") is None:
        message = text("表单没有用 formId 引用。")
        into.at(node, "form-without-id", message, text("选择“Camunda form (linked)”并填写表单编号。"))
    form = extensions.get("formDefinition", "formId") or ""
    if form.startswith("="):
        message = text("表单编号不能是表达式。")
        into.at(node, "dynamic-form", message, text("写固定的表单编号。"))


def _assignments(
    node: etree._Element, mappings: Sequence[IoMapping], what: str, into: Collector
) -> tuple[Assignment, ...]:
    found: list[Assignment] = []
    for mapping in mappings:
        target = tuple(part.strip() for part in mapping.target.split("."))
        if not all(target):
            message = text("%(what)s没有写目标变量。", what=what)
            into.at(node, "bad-mapping", message, text("填写变量名。"), mapping.line)
            continue
        if not mapping.source.strip():
            message = text("%(what)s“%(target)s”没有写来源。", what=what, target=mapping.target)
            into.at(node, "bad-mapping", message, text("写以 = 开头的 FEEL，或固定文字。"), mapping.line)
            continue
        formula = into.formula(node, mapping.source, f"{what} {mapping.target}", line=mapping.line)
        if formula is not None:
            found.append(Assignment(target, formula))
    return tuple(found)


def _loop(node: etree._Element, into: Collector) -> LoopCode | None:
    loop = node.find(bpmn("multiInstanceLoopCharacteristics"))
    if node.find(bpmn("standardLoopCharacteristics")) is not None:
        message = text("不支持标准循环标记。")
        into.at(node, "unsupported-loop", message, text("画出循环：用排他网关流回前面的步骤。"))
    if loop is None:
        return None
    written = read_extensions(loop)
    if (loop.get("behavior") or "All") != "All" or loop.find(bpmn("loopCardinality")) is not None:
        message = text(
            "多实例只支持 zeebe:loopCharacteristics 的输入集合，不支持 loopCardinality 和 behavior。"
        )
        into.at(node, "unsupported-loop", message, text("用 inputCollection，例如 =for i in 1..3 return i。"))
    collection = into.feel(node, written.get("loopCharacteristics", "inputCollection"), "多实例输入集合")
    if collection is None:
        if written.get("loopCharacteristics", "inputCollection") is None:
            message = text("多实例没有写输入集合（inputCollection）。")
            into.at(node, "missing-collection", message, text("写 FEEL 列表，例如 =办理单位。"))
        collection = compile_feel("[]")
    output = written.get("loopCharacteristics", "outputCollection")
    element = into.feel(node, written.get("loopCharacteristics", "outputElement"), "多实例输出元素")
    if (output is None) != (written.get("loopCharacteristics", "outputElement") is None):
        message = text("多实例的输出集合和输出元素要同时填写。")
        into.at(node, "half-output", message, text("两个都填，或都不填。"))
    condition = loop.find(bpmn("completionCondition"))
    source = text_of(condition)
    return LoopCode(
        sequential=loop.get("isSequential") == "true",
        input_collection=collection,
        input_element=written.get("loopCharacteristics", "inputElement"),
        output_collection=output,
        output_element=element,
        completion=into.feel(node, source or None, "多实例完成条件"),
    )
