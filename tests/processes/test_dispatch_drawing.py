"""The package of outgoing documents: clean in picture and names, its rules complete and each with its article."""

from pathlib import Path

import pytest
from lxml import etree

from app.catalog.check import check_files
from app.catalog.legal_functions import known_functions
from app.catalog.read_package import read_package
from app.dmn import load

ROOT = Path(__file__).resolve().parents[2]
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
KINDS = {
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知", "通报", "报告", "请示", "批复", "议案", "函", "纪要",
}  # fmt: skip


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return dict(read_package(ROOT / "processes", ROOT / "forms", "dispatch").files)


def test_the_package_has_no_problem_and_no_advice(files: dict[str, bytes]) -> None:
    assert [str(problem.message) for problem in check_files("dispatch", files)] == []


def test_everything_that_is_named_is_named_in_english(files: dict[str, bytes]) -> None:
    named = [
        one for one in etree.fromstring(files["dispatch.bpmn"]).iter() if one.get("name") and one.get("id")
    ]
    silent = [
        one.get("id")
        for one in named
        if str(one.tag).startswith(BPMN)
        and not str(one.tag).endswith("participant")
        and not any(prop.get("name") == "name.en" for prop in one.iter("{*}property"))
    ]

    assert len(named) > 30
    assert silent == []


def test_each_of_the_fifteen_kinds_has_its_pattern(files: dict[str, bytes]) -> None:
    model = load(files["template.dmn"], functions=known_functions())

    found = {kind: model.evaluate("dispatch_template", {"genre": kind}).native() for kind in KINDS}

    assert {kind for kind, one in found.items() if one and one["title"] and one["body"]} == KINDS


def test_every_rule_shows_its_article_or_its_standard(files: dict[str, bytes]) -> None:
    table = etree.fromstring(files["rules.dmn"])

    notes = ["".join(one.itertext()).strip() for one in table.iter("{*}annotationEntry")]

    assert len(notes) >= 20
    assert all("第" in note or "GB/T" in note or note.endswith("格式") for note in notes)
