"""A package is checked as a whole: every problem at once, each with file, line and element."""

from pathlib import Path

import pytest

from app import engine
from app.catalog.check import check_files
from app.catalog.check_names import SERVICE_HEADERS
from app.catalog.read_package import package_names, read_package

ROOT = Path(__file__).resolve().parents[3]
FORM = b"""{
  "type": "default", "id": "%s", "schemaVersion": 16,
  "components": [
    {"type": "textfield", "id": "f1", "key": "note", "label": "\xe8\xaf\xb4\xe6\x98\x8e"}
  ]
}"""
DRAWING = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
  <bpmn:process id="demo" name="演示" isExecutable="true">
    <bpmn:startEvent id="begin"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="work" />
    <bpmn:userTask id="work" name="办理">
      <bpmn:extensionElements>
        <zeebe:formDefinition formId="demo.work" />
        <zeebe:assignmentDefinition candidateGroups="%(groups)s" />
        <zeebe:properties>%(properties)s</zeebe:properties>
      </bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="letter" />
    <bpmn:serviceTask id="letter" name="出具">
      <bpmn:extensionElements>
        <zeebe:taskDefinition type="%(service)s" />
        <zeebe:taskHeaders>%(headers)s</zeebe:taskHeaders>
      </bpmn:extensionElements>
      <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="f3" sourceRef="letter" targetRef="done" />
    <bpmn:endEvent id="done"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>
"""
HEADERS = "".join(
    f'<zeebe:header key="{key}" value="{value}" />'
    for key, value in {"template": "reply", "title": "答复", "kind": "reply"}.items()
)


def package(*, groups='="xfj.registrar"', properties="", service="luoshu.document", headers=HEADERS, **more):
    drawing = DRAWING % {
        "groups": groups.replace('"', "&quot;"),
        "properties": properties,
        "service": service,
        "headers": headers,
    }
    files = {
        "demo.bpmn": drawing.encode(),
        "forms/demo/work.form": FORM % b"demo.work",
        "documents/reply.html": b"<p>{{ case.number }}</p>",
    }
    files |= more.get("files", {})
    return {name: body for name, body in files.items() if body is not None}


def found(files, **options):
    """The problems that forbid deployment, as (code, file, element)."""
    return [(p.code, p.file, p.element_id) for p in check_files("demo", files, **options) if p.blocking]


def properties(**values):
    return "".join(f'<zeebe:property name="{n.replace("__", ".")}" value="{v}" />' for n, v in values.items())


@pytest.mark.parametrize("process_id", package_names(ROOT / "processes"))
def test_every_shipped_package_is_without_a_flaw(process_id):
    files = read_package(ROOT / "processes", ROOT / "forms", process_id).files

    assert [str(problem) for problem in check_files(process_id, files)] == []


def test_a_sound_package_has_only_advice_about_its_picture():
    problems = check_files("demo", package())

    assert [p.code for p in problems if p.blocking] == []
    assert {p.code.partition("-")[0] for p in problems} <= {"layout"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"files": {"forms/demo/work.form": None}}, ("missing-form", "demo.bpmn", "work")),
        ({"files": {"forms/demo/old.form": FORM % b"demo.old"}}, ("orphan", "forms/demo/old.form", "")),
        ({"files": {"documents/reply.html": None}}, ("missing-document", "demo.bpmn", "letter")),
        ({"files": {"documents/unused.html": b"x"}}, ("orphan", "documents/unused.html", "")),
        ({"files": {"messages/unused.zh.txt": b"x"}}, ("orphan", "messages/unused.zh.txt", "")),
        ({"files": {"documents/reply.html": b"{% if %}"}}, ("bad-text", "documents/reply.html", "")),
        ({"files": {"documents/reply.html": b"\xff"}}, ("bad-text", "documents/reply.html", "")),
        ({"files": {"forms/demo/work.form": b"{"}}, ("bad-form", "forms/demo/work.form", "")),
        ({"files": {"rules.dmn": b"<x/>"}}, ("bad-decision", "rules.dmn", "")),
        ({"files": {"scenarios.yaml": b"scenarios: 5"}}, ("bad-scenario", "scenarios.yaml", "")),
        ({"groups": "everybody"}, ("unknown-group", "demo.bpmn", "work")),
        ({"groups": '=unit + ".Head!"'}, ("unknown-group", "demo.bpmn", "work")),
        ({"service": "luoshu.telex"}, ("unknown-service", "demo.bpmn", "letter")),
        ({"properties": properties(notice__applicant="gone")}, ("missing-message", "demo.bpmn", "work")),
        ({"properties": properties(form__intake="demo.counter")}, ("missing-form", "demo.bpmn", "work")),
        ({"properties": properties(term__rule="no-such-rule")}, ("bad-term", "demo.bpmn", "work")),
        ({"properties": properties(term__rule="petition-handle", term__amount="61")}, ("bad-term", "demo.bpmn", "work")),
        ({"properties": properties(term__extend="letter")}, ("bad-term", "demo.bpmn", "work")),
        ({"properties": properties(term__suspend="work", term__suspend__until="x", term__rule="petition-recheck")}, ("bad-term", "demo.bpmn", "work")),
        ({"properties": properties(term__timer="sometimes")}, ("bad-term", "demo.bpmn", "work")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(given, expected):
    assert found(package(**given)) == [expected]


def test_advice_on_a_decision_table_names_decision_line_and_rules():
    rules = "".join(
        f"<rule><inputEntry><text>{cell}</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"
        for cell in ("true", "true")
    )
    table = f'<decisionTable><input label="急"><inputExpression typeRef="boolean"><text>n</text></inputExpression></input><output name="o"/>{rules}</decisionTable>'
    body = f"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="x" name="x" namespace="urn:x">
<inputData id="i" name="n"/>
<decision id="urgency" name="缓急"><variable name="缓急"/><informationRequirement><requiredInput href="#i"/></informationRequirement>{table}</decision>
</definitions>"""

    told = [
        p
        for p in check_files("demo", package(files={"rules.dmn": body.encode()}))
        if p.code.startswith("decision-")
    ]

    assert [(p.code, p.place, p.blocking) for p in told] == [
        ("decision-gap", "rules.dmn:3 urgency（缓急）", False),
        ("decision-overlap", "rules.dmn:3 urgency（缓急）", False),
    ]
    assert str(told[0].message) == "没有规则适用于：急 false"


def test_a_problem_says_line_and_name_of_its_element_and_what_to_do():
    [problem] = [p for p in check_files("demo", package(service="luoshu.telex")) if p.blocking]

    assert problem.place == "demo.bpmn:15 letter（出具）"
    assert "luoshu.telex" in str(problem)
    assert "luoshu.document" in str(problem.hint)


def test_missing_headers_are_named_one_by_one():
    only_template = HEADERS[: HEADERS.index("/>") + 2]

    problems = [p for p in check_files("demo", package(headers=only_template)) if p.blocking]

    assert [p.code for p in problems] == ["missing-header", "missing-header"]
    assert [str(p.message)[-6:] for p in problems] == [" kind。", "title。"]


def test_a_problem_of_a_form_stands_on_the_line_of_its_component():
    broken = (FORM % b"demo.work").replace(b"textfield", b"telepathy")

    [problem] = [
        p for p in check_files("demo", package(files={"forms/demo/work.form": broken})) if p.blocking
    ]

    assert (problem.element_id, problem.line) == ("f1", 4)


def test_a_group_without_a_post_in_the_organisation_is_pointed_out():
    known = {"xfj.registrar", "zjj.handler"}

    def advised(groups):
        problems = check_files("demo", package(groups=groups), groups=known)
        return [(p.code, p.element_id, p.blocking) for p in problems if p.code.endswith(("group", "post"))]

    assert advised('="xfj.registrar"') == advised('=unit + ".handler"') == advised('="applicant"') == []
    assert (
        advised('="xfj.minister"')
        == advised('=unit + ".minister"')
        == [("group-without-post", "work", False)]
    )


def test_words_that_are_only_compared_with_are_no_names():
    message = properties(notice__applicant="=if class = &quot;claim&quot; then &quot;reply&quot; else null")

    files = package(properties=message, files={"messages/reply.zh.txt": b"x"})

    assert found(files) == []


def test_everything_wrong_is_said_at_once():
    files = package(
        groups="everybody",
        service="luoshu.telex",
        files={"forms/demo/work.form": None, "documents/reply.html": b"{% if %}"},
    )

    assert {code for code, _, _ in found(files)} == {
        "unknown-group",
        "unknown-service",
        "missing-form",
        "bad-text",
    }


def test_a_package_without_its_drawing_is_refused():
    assert found({"other.bpmn": b"<x/>"}) == [("missing-drawing", "demo.bpmn", "")]


def test_a_file_that_is_no_xml_does_not_hide_the_other_problems():
    assert {"bad-text"} < {
        code for code, _, _ in found(package(files={"demo.bpmn": b"<", "documents/reply.html": b"{% if %}"}))
    }


def test_every_service_offered_to_drawings_has_a_handler():
    from app.cases.moving.run_jobs import HANDLERS

    assert {f"service:{kind}" for kind in SERVICE_HEADERS} == {
        k for k in HANDLERS if k.startswith("service:")
    }


def test_an_element_the_engine_cannot_run_is_refused_with_the_rest():
    drawing = (
        package()["demo.bpmn"]
        .replace(b'id="done"', b'id="done" ')
        .replace(b"<bpmn:endEvent", b'<bpmn:complexGateway id="odd" /><bpmn:endEvent')
    )

    assert "odd" in {element for _, _, element in found(package(files={"demo.bpmn": drawing}))}
    assert callable(engine.check_process)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("operations", "hand_on vote", "unknown-operation"),
        ("task.kind", "signing", "bad-kind"),
        ("urge.at", "half", "bad-urge"),
        ("urge.at", "1.5", "bad-urge"),
    ],
)
def test_what_a_step_says_of_acts_beside_it_is_checked(name: str, value: str, code: str) -> None:
    wrong = package(properties=f'<zeebe:property name="{name}" value="{value}" />')

    problems = check_files("demo", wrong)

    assert [(p.element_id, p.code) for p in problems if p.blocking] == [("work", code)]


def test_acts_kinds_and_shares_that_exist_pass() -> None:
    said = {"operations": "hand_on, ask return", "task.kind": "review", "urge.at": "0.5"}
    right = package(properties="".join(f'<zeebe:property name="{k}" value="{v}" />' for k, v in said.items()))

    assert not [p for p in check_files("demo", right) if p.blocking]
