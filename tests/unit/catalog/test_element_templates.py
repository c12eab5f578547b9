"""The templates designers pick in the modeler say what the program reads, and nothing else."""

import json
from pathlib import Path

import pytest

from app.catalog.check_names import SERVICE_HEADERS
from app.catalog.check_terms import ACT_PARTS, OBLIGED_UNIT
from app.deadlines import RULES, LegalTerm
from app.deadlines.legal_term import PROPERTY_NAMES
from scripts.element_templates import build

TEMPLATES = json.loads(
    (Path(__file__).resolve().parents[3] / "processes" / "element-templates.json").read_text()
)
KNOWN = (
    PROPERTY_NAMES
    | {OBLIGED_UNIT}
    | set(ACT_PARTS)
    | {f"{act}.{p}" for act, parts in ACT_PARTS.items() for p in parts}
    | {"operations", "task.kind", "urge.at"}
)


def by_id(name):
    return next(template for template in TEMPLATES if template["id"] == f"luoshu.{name}")


def names_of(template, kind, key):
    return [p["binding"][key] for p in template["properties"] if p["binding"]["type"] == kind]


def test_the_file_is_what_the_program_would_write_now():
    assert build() == TEMPLATES


def test_every_property_is_one_the_program_reads():
    used = {name for template in TEMPLATES for name in names_of(template, "zeebe:property", "name")}

    assert used <= KNOWN
    assert {"term.rule", "term.start", "term.timer", "term.extend", "term.suspend"} <= used


def test_every_rule_can_be_picked():
    [rules] = [p for p in by_id("term")["properties"] if p["binding"]["name"] == "term.rule"]

    assert [choice["value"] for choice in rules["choices"]] == list(RULES)


@pytest.mark.parametrize("kind", SERVICE_HEADERS)
def test_every_service_has_its_headers(kind):
    template = by_id(kind.removeprefix("luoshu."))

    assert set(names_of(template, "zeebe:taskHeader", "key")) >= SERVICE_HEADERS[kind]


def test_a_term_filled_in_by_the_template_is_read():
    values = {"term.law": "某办法", "term.article": "第三条", "term.amount": "7"}
    given = {
        p["binding"]["name"]: values.get(p["binding"]["name"]) or p.get("value")
        for p in by_id("term.own")["properties"]
    }

    found = LegalTerm.from_properties({name: value for name, value in given.items() if value})

    assert (found.amount, found.unit, found.obliged) == (7, "working", "office")


def test_every_template_names_what_it_can_be_applied_to():
    for template in TEMPLATES:
        assert template["appliesTo"], template["id"]
        assert template["name"] and template["description"], template["id"]
        assert all(p["type"] in {"String", "Dropdown", "Hidden"} for p in template["properties"]), template[
            "id"
        ]
    assert len({template["id"] for template in TEMPLATES}) == len(TEMPLATES)
