"""Write processes/element-templates.json: what designers pick in Camunda Modeler's property panel.

usage: python -m scripts.element_templates [--check]
The choices come from the terms of law and the services the program knows, so the file must be written anew when
they change; a test says so.
"""

import json
import sys
from pathlib import Path
from typing import Any

from app.access.actor import KINDS
from app.catalog.operation_names import OPERATIONS
from app.deadlines import RULES

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "processes" / "element-templates.json"
SCHEMA = "https://unpkg.com/@camunda/zeebe-element-templates-json-schema/resources/schema.json"
TERM_HOSTS = ["bpmn:UserTask", "bpmn:SubProcess"]
UNITS = {"working": "工作日", "calendar": "日（自然日）"}
OBLIGED = {"office": "机关的义务", "citizen": "当事人的权利"}
NEEDED = {"optional": False, "constraints": {"notEmpty": True}}
FEEL_HINT = "以 = 开头的 FEEL，例如 =accepted_on"


def prop(name: str, label: str, hint: str = "", **more: Any) -> dict[str, Any]:
    """Return a property of the element; empty ones are not written into the drawing."""
    shown = {"label": label, "type": "String", "optional": True, **({"description": hint} if hint else {})}
    return {**shown, **more, "binding": {"type": "zeebe:property", "name": name}}


def choice(name: str, label: str, choices: dict[str, str], **more: Any) -> dict[str, Any]:
    """Return a property that is picked from a list."""
    listed = [{"name": words, "value": value} for value, words in choices.items()]
    return prop(name, label, type="Dropdown", choices=listed, **more)


def header(key: str, label: str, hint: str = "", **more: Any) -> dict[str, Any]:
    """Return a header of a service task."""
    shown = {"label": label, "type": "String", **({"description": hint} if hint else {})}
    return {**shown, **more, "binding": {"type": "zeebe:taskHeader", "key": key}}


def service(kind: str) -> dict[str, Any]:
    """Return the hidden property that makes a task call a service."""
    return {"type": "Hidden", "value": kind, "binding": {"type": "zeebe:taskDefinition", "property": "type"}}


def template(
    name: str, title: str, hint: str, applies_to: list[str], properties: list[dict[str, Any]]
) -> Any:
    """Return one element template."""
    return {
        "$schema": SCHEMA,
        "id": f"luoshu.{name}",
        "name": title,
        "description": hint,
        "version": 1,
        "appliesTo": applies_to,
        "properties": properties,
    }


COMMON = [
    prop("term.start", "起算日", f"事项发生之日，当日不计入。{FEEL_HINT}；不填为步骤开始之日"),
    prop("term.obliged.unit", "承担期限的单位", "FEEL，例如 =handling_unit；不填为承办单位"),
    prop("term.warning", "预警比例", "用去期限的多少后转黄，0–1，默认 0.8"),
    prop("term.extension.amount", "可延长", "不得超过法定上限"),
    prop("term.extension.approver", "延长批准人", "岗位代码，例如 head、leader"),
    choice("term.suspension", "可否中止", {"allowed": "可以", "none": "不可以"}),
]


def build() -> list[Any]:
    """Return every template."""
    acts = "、".join(f"{name} {words}" for name, words in OPERATIONS.items())
    rules = {rule.id: f"{rule.title}（{rule.citation}）" for rule in RULES.values()}
    by_rule = [
        choice("term.rule", "期限", rules, **NEEDED),
        prop("term.amount", "承诺天数", "机关可以承诺比法定更短的期限"),
        *COMMON,
    ]
    own = [
        prop("term.law", "法律法规", **NEEDED),
        prop("term.article", "条款", **NEEDED),
        prop("term.title", "名称"),
        prop("term.title.en", "名称（英文）"),
        prop("term.text", "条文"),
        prop("term.event", "起算的事项", "例如 受理之日"),
        prop("term.event.en", "起算的事项（英文）"),
        prop("term.amount", "天数", **NEEDED),
        choice(
            "term.unit",
            "计算方式",
            {"working": "工作日", "calendar": "日（自然日）"},
            optional=False,
            value="working",
        ),
        choice(
            "term.obliged",
            "谁的期限",
            {"office": "机关的义务", "citizen": "当事人的权利"},
            optional=False,
            value="office",
        ),
        choice("term.direction", "方向", {"forward": "往后数", "back": "往前数（事前通知）"}),
        choice("term.not_before", "最短期间", {"true": "是：此前不得结束", "false": "否"}),
        *COMMON,
    ]
    return [
        template("term", "法定时限", "引用系统已有的期限规则", TERM_HOSTS, by_rule),
        template("term.own", "法定时限（自定）", "写明法律、条款和天数", TERM_HOSTS, own),
        template("term.timer", "法定时限的定时", "挂在有法定时限的步骤上，到期触发", ["bpmn:BoundaryEvent"], [
            choice("term.timer", "什么时候", {"legal": "法定期限届满", "target": "内部目标日届满", "warning": "预警日"},
                   optional=False, value="legal"),
        ]),
        template("operations", "任务中可以做的操作", "转办、加签、退回等，写了的才提供", ["bpmn:UserTask"], [
            prop("operations", "操作", f"用空格分开：{acts}"),
            choice("task.kind", "任务种类", {name: str(words) for name, words in KINDS.items()}),
            prop("urge.at", "自动催办", "期限用去多少后催办，0–1，例如 0.5"),
        ]),
        template("term.extend", "批准延长期限", "完成这个步骤即延长另一步骤的期限", ["bpmn:UserTask"], [
            prop("term.extend", "延长哪一步", "有法定时限的步骤的编号", **NEEDED),
            prop("term.extend.when", "什么情况下", FEEL_HINT),
            prop("term.extend.days", "延长天数", FEEL_HINT),
            prop("term.extend.reason", "理由", FEEL_HINT),
        ]),
        template("term.suspend", "中止期限", "完成这个步骤即中止另一步骤的期限", ["bpmn:UserTask"], [
            prop("term.suspend", "中止哪一步", "有法定时限的步骤的编号", **NEEDED),
            prop("term.suspend.from", "首日（不计入）", FEEL_HINT),
            prop("term.suspend.to", "末日（不计入）", FEEL_HINT),
            prop("term.suspend.reason", "理由", FEEL_HINT),
        ]),
        template("document", "出具文书", "按 documents/ 下的模板生成 PDF", ["bpmn:ServiceTask"], [
            service("luoshu.document"),
            header("template", "模板", "documents/ 下的文件名，不带 .html", constraints={"notEmpty": True}),
            header("title", "标题", constraints={"notEmpty": True}),
            header("kind", "种类", "例如 accepted、opinion", constraints={"notEmpty": True}),
            header("public", "申请人可见", type="Dropdown", value="true",
                   choices=[{"name": "可见", "value": "true"}, {"name": "不可见", "value": "false"}]),
        ]),
        template("supervise", "发出督办信号", "对另一步骤亮黄牌或红牌", ["bpmn:ServiceTask"], [
            service("luoshu.supervise"),
            header("card", "信号", type="Dropdown", value="yellow",
                   choices=[{"name": "黄牌", "value": "yellow"}, {"name": "红牌", "value": "red"}]),
            header("element", "针对哪一步", "步骤的编号", constraints={"notEmpty": True}),
        ]),
        template("system", "向部门系统核验", "不通时以错误 system-down 结束，由边界事件转人工", ["bpmn:ServiceTask"], [
            service("luoshu.system"),
            header("system", "系统", "“部门系统”页上的标识，例如 shebao", constraints={"notEmpty": True}),
            header("operation", "操作", "系统说明中约定的操作，例如 insured", constraints={"notEmpty": True}),
        ]),
        template("official", "印制公文", "按 GB/T 9704 生成版式文件，排在编号之后", ["bpmn:ServiceTask"], [
            service("luoshu.official"),
        ]),
        template("archive", "生成归档包", "签名的归档包，排在归档之后", ["bpmn:ServiceTask"], [
            service("luoshu.archive"),
        ]),
        template("publish", "公开公文", "在公开页上发布，排在保密审查之后", ["bpmn:ServiceTask"], [
            service("luoshu.publish"),
        ]),
        template("exchange", "告知来文单位", "退文或者答复，经公文交换送达；纸质来文不作处理", ["bpmn:ServiceTask"], [
            service("luoshu.exchange"),
            header("act", "告知什么", type="Dropdown", value="answer",
                   choices=[{"name": "答复", "value": "answer"}, {"name": "退文", "value": "return"}]),
            header("answer", "答复内容", "答复时填写，可以是 FEEL"),
            header("grounds", "退回依据", "退文时填写，依据代码的列表，可以是 FEEL"),
            header("reason", "退回理由", "退文时填写，可以是 FEEL"),
        ]),
    ]  # fmt: skip


def main(arguments: list[str]) -> int:
    """Write the file, or with --check say whether it is what would be written."""
    wanted = json.dumps(build(), ensure_ascii=False, indent=2) + "\n"
    if "--check" in arguments:
        return 0 if FILE.is_file() and FILE.read_text(encoding="utf-8") == wanted else 1
    FILE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
