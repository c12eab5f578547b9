"""The packages of incoming documents and internal requests hold together: picture, names, forms, lanes, terms."""

import re
from pathlib import Path

import pytest

from app.cases.official.return_grounds import GROUNDS
from app.catalog.check import check_files
from app.catalog.check_terms import own_properties
from app.catalog.read_package import read_package
from app.deadlines.legal_term import LegalTerm
from app.diagrams import read_diagram
from app.forms import load_form
from app.people.demo_people import demo_city

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = ("receipt", "internal-request")
LANES = {
    "receipt": {"收发室": "registrar", "办公室": "secretary", "领导": "leader", "承办单位": "_unit"},
    "internal-request": {
        "起草人": "handler",
        "部门负责人": 'organ + ".head"',
        "会签单位": "signer",
        "领导": "leader",
    },
}
"""Lane → what the candidate group of every user task in it says."""


def files_of(process_id: str) -> dict[str, bytes]:
    return dict(read_package(ROOT / "processes", ROOT / "forms", process_id).files)


@pytest.mark.parametrize("process_id", PROCESSES)
def test_the_package_has_no_problem_not_even_one_of_layout(process_id: str) -> None:
    groups = {f"{unit['code']}.{post}" for unit in demo_city()["units"] for post in demo_city()["posts"]}

    found = check_files(process_id, files_of(process_id), groups=groups)

    assert [(one.file, one.element_id, str(one.message)) for one in found] == []


@pytest.mark.parametrize("process_id", PROCESSES)
def test_every_name_has_english(process_id: str) -> None:
    diagram = read_diagram(files_of(process_id)[f"{process_id}.bpmn"])
    named = [*diagram.shapes.values(), *diagram.lines.values()]

    missing = [x.id for x in named if x.name and x.kind != "participant" and not x.properties.get("name.en")]

    assert missing == []


@pytest.mark.parametrize("process_id", PROCESSES)
def test_every_question_and_every_choice_has_english(process_id: str) -> None:
    for path, body in files_of(process_id).items():
        if not path.endswith(".form"):
            continue
        form = load_form(body, form_id=path.removeprefix("forms/").removesuffix(".form").replace("/", "."))
        for field in form.fields:
            label = field.component.label or field.component.date_label
            assert label.en is not None, (path, field.name)


@pytest.mark.parametrize("process_id", PROCESSES)
def test_every_task_stands_in_the_lane_of_the_one_who_does_it(process_id: str) -> None:
    diagram = read_diagram(files_of(process_id)[f"{process_id}.bpmn"])

    tasks = [shape for shape in diagram.shapes.values() if shape.candidate_groups]

    assert len(tasks) > 5
    for shape in tasks:
        assert LANES[process_id][diagram.lane_at(shape).name] in shape.candidate_groups, shape.id


def test_the_limit_is_a_term_in_working_days_from_the_day_it_was_signed_for() -> None:
    diagram = read_diagram(files_of("receipt")["receipt.bpmn"])
    term = LegalTerm.from_properties(own_properties(diagram.shapes["handling"].properties))

    assert term is not None
    assert (term.unit, term.obliged, term.citation) == (
        "working",
        "office",
        "《党政机关公文处理工作条例》第二十四条（四）（演示规则）",
    )
    assert diagram.shapes["handling"].properties["term.start"] == "=date(received_on)"
    assert {s.id for s in diagram.shapes.values() if s.properties.get("urge.at")} == {
        "handle_lead",
        "handle_assist",
    }


def test_the_grounds_of_a_return_are_those_of_the_exchange() -> None:
    drawn = set(
        re.findall(r'"value": "([a-z]+)"', files_of("receipt")["forms/receipt/examine.form"].decode())
    )

    assert drawn - {"pass", "return"} == set(GROUNDS) - {"damaged"}
