"""The petition's package holds together: drawing, forms, decisions, letters, notices, scenarios."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from app.deadlines import LegalTerm, build_calendar, compute, feel_functions
from app.deadlines.published import published_calendar
from app.diagrams import describe, lint_layout, read_diagram, render_svg
from app.diagrams.read import _parse as parse_xml
from app.dmn import load as load_decisions
from app.feel import Environment, compile_expression, from_feel
from app.forms import load_form, parse

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "processes" / "petition"
DRAWING = (FOLDER / "petition.bpmn").read_bytes()
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
TREE = parse_xml(DRAWING)
DIAGRAM = read_diagram(DRAWING)
CALENDAR = build_calendar(published_calendar())
SCENARIOS = yaml.safe_load((FOLDER / "scenarios.yaml").read_text())["scenarios"]
OPERATIONS = {"petition.withdraw", "petition.split"}
ACTS = ("term.extend", "term.suspend", "term.obliged.unit")
SEVEN_DATES = {"registered", "transferred", "handed", "accepted", "refused", "extended", "opinion"}
ENV = Environment(now=datetime(2026, 3, 3, 1, 0, tzinfo=UTC))


def form_path(form_id):
    return ROOT / "forms" / (form_id.replace(".", "/") + ".form")


def form(form_id):
    return load_form(form_path(form_id).read_bytes(), form_id=form_id)


def element_ids(tag):
    return {node.get("id"): node for node in TREE.iter(f"{BPMN}{tag}")}


def used_forms():
    found = {node.get("formId") for node in TREE.iter(f"{ZEEBE}formDefinition")}
    return found | {
        s.properties["form.intake"] for s in DIAGRAM.shapes.values() if "form.intake" in s.properties
    }


def words_of(value):
    """The words a property may take: itself, or every text in its FEEL."""
    return (
        set(re.findall(r'"([a-z_]+)"', re.sub(r'[!=<>]+ "[a-z_]+"', "", value)))
        if value.startswith("=")
        else {value}
    )


def test_the_drawing_is_clean():
    assert [str(p.message) for p in lint_layout(DRAWING)] == []


def test_every_task_stands_in_the_lane_of_the_one_who_does_it():
    lanes = {
        "xfj": "信访局",
        "applicant": "信访人",
        "handler": "责任单位",
        "head": "单位负责人",
        "review": "复查复核机关",
        "jw": "责任单位",
    }

    for shape in DIAGRAM.shapes.values():
        groups = shape.candidate_groups
        if groups:
            key = (
                "review"
                if "superior." in groups
                else "xfj"
                if groups == '="xfj.registrar"' or groups == '="xfj.supervisor"'
                else "jw"
                if '"jw.' in groups
                else "applicant"
                if "applicant" in groups
                else "head"
                if ".head" in groups
                else "handler"
            )
            assert DIAGRAM.lane_at(shape).name == lanes[key], shape.id


def test_every_named_element_has_an_english_name():
    named = [*DIAGRAM.shapes.values(), *DIAGRAM.lines.values()]

    assert [
        x.id for x in named if x.name and x.kind != "participant" and not x.properties.get("name.en")
    ] == []


def test_every_step_has_plain_words_for_citizens_in_both_languages():
    shown = [
        s
        for s in DIAGRAM.shapes.values()
        if s.is_activity and s.is_public and s.properties.get("step") != "system"
    ]

    assert shown
    assert [
        s.id for s in shown if not (s.properties.get("public.text") and s.properties.get("public.text.en"))
    ] == []


def test_every_gateway_that_decides_has_one_default_and_conditions_on_the_rest():
    for gateway_id, node in element_ids("exclusiveGateway").items():
        out = DIAGRAM.outgoing(gateway_id)
        flows = element_ids("sequenceFlow")
        if len(out) > 1:
            free = [x.id for x in out if flows[x.id].find(f"{BPMN}conditionExpression") is None]
            assert free == [node.get("default")], gateway_id


def test_no_activity_is_entered_or_left_by_more_than_one_line():
    for shape in DIAGRAM.shapes.values():
        if shape.is_activity:
            assert len(DIAGRAM.incoming(shape.id)) == 1, shape.id
            assert len(DIAGRAM.outgoing(shape.id)) == 1, shape.id


def test_only_constructs_the_engine_runs_surely_are_used():
    kinds = {s.kind for s in DIAGRAM.shapes.values()}

    assert kinds <= {
        "participant", "lane", "startEvent", "endEvent", "boundaryEvent", "userTask", "serviceTask", "businessRuleTask",
        "subProcess", "exclusiveGateway", "parallelGateway", "textAnnotation",
    }  # fmt: skip
    assert not any(node.get("triggeredByEvent") == "true" for node in TREE.iter(f"{BPMN}subProcess"))
    assert {node.get("type") for node in TREE.iter(f"{ZEEBE}taskDefinition")} == {
        "luoshu.document",
        "luoshu.supervise",
    }


def test_withdrawal_is_possible_wherever_the_opinion_is_not_given_yet():
    hosts = {s.attached_to for s in DIAGRAM.shapes.values() if s.event == "message"}

    assert hosts == {"intake", "accept", "decide_objection", "handling"}


def test_forms_and_drawing_fit_both_ways():
    stored = {f"{p.parent.name}.{p.stem}" for p in (ROOT / "forms" / "petition").glob("*.form")} | {
        f"shared.{p.stem}" for p in (ROOT / "forms" / "shared").glob("*.form")
    }

    assert used_forms() - stored == set()
    assert {f for f in stored if f.startswith("petition.")} - used_forms() - OPERATIONS == set()


@pytest.mark.parametrize("form_id", sorted(used_forms() | OPERATIONS))
def test_every_form_loads_and_every_question_has_english(form_id):
    loaded = form(form_id)

    for field in loaded.fields:
        label = field.component.label or field.component.date_label
        assert label.en is not None, field.name


def test_every_output_of_a_task_is_a_field_of_its_form_or_computed():
    for node in TREE.iter(f"{BPMN}userTask"):
        definition = node.find(f"{BPMN}extensionElements/{ZEEBE}formDefinition")
        fields = {str(f.path[0]) for f in form(definition.get("formId")).fields}
        for output in node.iter(f"{ZEEBE}output"):
            source = output.get("source")
            if re.fullmatch(r"=[a-z_]+", source) and source != "=true":
                assert source[1:] in fields, (node.get("id"), source)


def test_no_form_asks_under_a_name_that_another_task_has_filled():
    """An answer of another office must not stand in a field as if it were the reader's own."""
    outputs, fields = {}, {}
    for node in TREE.iter(f"{BPMN}userTask"):
        task = node.get("id")
        form_id = node.find(f"{BPMN}extensionElements/{ZEEBE}formDefinition").get("formId")
        fields[task] = {str(f.path[0]) for f in form(form_id).fields}
        outputs[task] = {o.get("target") for o in node.iter(f"{ZEEBE}output")}
    start = set(DIAGRAM.properties["case.variables"].split())

    clashes = {
        (task, name)
        for task, names in fields.items()
        for name in names & (start.union(*(o for other, o in outputs.items() if other != task)))
    }

    assert clashes == {("register", "route")}  # set again by `accept`, which comes later


def test_every_feel_text_of_the_drawing_compiles():
    names = list(feel_functions(CALENDAR))
    sources = [n.get("source") for n in TREE.iter(f"{ZEEBE}output")]
    sources += [n.get("value") for n in TREE.iter(f"{ZEEBE}property", f"{ZEEBE}header")]
    sources += [n.get("candidateGroups") for n in TREE.iter(f"{ZEEBE}assignmentDefinition")]
    sources += [n.text for n in TREE.iter(f"{BPMN}conditionExpression")]

    compiled = [compile_expression(s, names=names) for s in sources if s.startswith("=")]

    assert len(compiled) > 100


def test_every_legal_term_is_one_the_city_knows():
    terms = {}
    for shape in DIAGRAM.shapes.values():
        own = {
            k: v
            for k, v in shape.properties.items()
            if not any(k == act or k.startswith(act + ".") for act in ACTS)
        }
        term = LegalTerm.from_properties(own)
        if term:
            terms[shape.id] = (term.id, term.start)

    assert {key: rule for key, (rule, _) in terms.items()} == {
        "intake": "petition-register", "accept": "petition-notify", "decide_objection": "petition-notify",
        "handling": "petition-handle", "request_review": "petition-review-request", "review": "petition-review",
        "request_recheck": "petition-recheck-request", "recheck": "petition-recheck", "call_back": "rating-contact",
        "remedy": "rating-remedy",
    }  # fmt: skip
    assert all(start for _, start in terms.values())


def test_a_timer_that_stands_for_a_term_hangs_on_an_activity_with_a_term():
    for shape in DIAGRAM.shapes.values():
        if shape.properties.get("term.timer"):
            assert DIAGRAM.shapes[shape.attached_to].properties.get("term.rule"), shape.id


def test_acts_on_a_term_name_an_activity_that_has_one():
    for shape in DIAGRAM.shapes.values():
        for act in ("term.extend", "term.suspend"):
            if act in shape.properties:
                assert "term.rule" in DIAGRAM.shapes[shape.properties[act]].properties


def test_the_seven_public_dates_are_all_recorded_and_no_other():
    found = set()
    for shape in DIAGRAM.shapes.values():
        found |= words_of(shape.properties.get("public.date", "=")) - {"guide"}

    assert found == SEVEN_DATES


def test_letters_and_drawing_fit_both_ways():
    wanted = {"code_slip"}
    for node in TREE.iter(f"{ZEEBE}header"):
        if node.get("key") == "template":
            wanted |= words_of(node.get("value"))

    assert wanted == {p.stem for p in (FOLDER / "documents").glob("[!_]*.html")}


def test_notices_and_drawing_fit_both_ways_in_both_languages():
    wanted = {"date_moved"}  # sent by the site when a calendar moves a date
    for shape in DIAGRAM.shapes.values():
        for name in ("notice.applicant", "notice.group"):
            wanted |= words_of(shape.properties.get(name, "="))

    for language in ("zh", "en"):
        assert wanted == {p.name.split(".")[0] for p in (FOLDER / "messages").glob(f"*.{language}.txt")}


@pytest.mark.parametrize("path", sorted((FOLDER / "messages").glob("*.txt")), ids=lambda p: p.name)
def test_a_message_renders_with_the_least_it_is_given(path):
    case = {
        "number": "信访〔2026〕12号",
        "title": "暖气",
        "unit_name": "住建局",
        "applicant": {"name": "何*"},
    }
    env = SandboxedEnvironment(undefined=StrictUndefined)

    assert "信访〔2026〕12号" in env.from_string(path.read_text()).render(case=case)


@pytest.mark.parametrize(
    ("answers", "proposal"),
    [
        ({"purpose": "suggestion"}, ("suggestion", "none", False)),
        ({"purpose": "suggestion", "concerns_official": True}, ("suggestion", "none", True)),
        ({"purpose": "accusation", "procedure": "court"}, ("accusation", "none", False)),
        ({"purpose": "claim"}, ("claim", "opinion", False)),
        ({"purpose": "claim", "concerns_official": True}, ("claim", "opinion", True)),
        ({"purpose": "claim", "procedure": "court"}, ("claim", "judicial", False)),
        ({"purpose": "claim", "procedure": "arbitration"}, ("claim", "arbitration", False)),
        ({"purpose": "claim", "procedure": "party"}, ("claim", "party", False)),
        ({"purpose": "claim", "procedure": "administrative"}, ("claim", "administrative", False)),
        ({"purpose": "claim", "procedure": "duty"}, ("claim", "duty", False)),
        ({"purpose": "claim", "proposal_class": "accusation"}, ("accusation", "none", False)),
        ({}, ("claim", "opinion", False)),
    ],
)
def test_the_class_is_proposed_with_its_article(answers, proposal):
    model = load_decisions((FOLDER / "proposal.dmn").read_bytes())

    decision = model.evaluate("petition_proposal", answers, env=ENV)

    found = from_feel(decision.value)
    assert (found["class"], found["route"], found["split"]) == proposal
    assert all(rule.annotations for rule in decision.matched)


@pytest.mark.parametrize(
    ("unit", "expected"), [("zjj", ("szf", "sxfb")), ("jxq", ("szf", "sxfb")), ("szf", ("sxfb", "sxfb"))]
)
def test_the_reviewing_authorities_are_one_and_two_levels_up(unit, expected):
    model = load_decisions((FOLDER / "superior.dmn").read_bytes())

    found = from_feel(model.evaluate("petition_superior", {"handling_unit": unit}, env=ENV).value)

    assert (found["review_unit"], found["recheck_unit"]) == expected


def posted(values, prefix=""):
    """Write typed values as a browser posts them."""
    data = {}
    for key, value in values.items():
        name = f"{prefix}{key}"
        if isinstance(value, list):
            data[name] = [str(one) for one in value]
        elif isinstance(value, bool):
            data[name] = ["true"] if value else []
        else:
            data[name] = [str(value)]
    return data


def steps():
    forms_of = {
        node.get("id"): node.find(f"{BPMN}extensionElements/{ZEEBE}formDefinition").get("formId")
        for node in TREE.iter(f"{BPMN}userTask")
    }
    for scenario in SCENARIOS:
        start = scenario["start"]
        yield f"{scenario['id']}:start", start["form"], start, {}
        known = {}
        for number, step in enumerate([*scenario.get("before", []), *scenario["steps"]], start=1):
            if step.get("complete") == "transfer":
                known["objection_last_on"] = from_feel(
                    compute(
                        "petition-objection", datetime.fromisoformat(at(step)).date(), calendar=CALENDAR
                    ).target_on
                )
            if "data" in step:
                yield (
                    f"{scenario['id']}:{number}",
                    forms_of.get(step.get("complete"), "petition.withdraw"),
                    step,
                    dict(known),
                )


def at(step):
    return str(step["at"])


def moment(step):
    return datetime.fromisoformat(at(step) + "+08:00")


@pytest.mark.parametrize(
    ("form_id", "step", "known"), [pytest.param(*rest, id=name) for name, *rest in steps()]
)
def test_the_scenarios_fill_in_what_their_forms_accept_and_are_refused_what_they_do_not(form_id, step, known):
    env = Environment(now=moment(step))
    known |= {
        "proposal": {
            "class": step["data"].get("class") or "claim",
            "route": step["data"].get("route") or "opinion",
        }
    }
    refuse = step.get("refuse")

    given = {**step["data"]}
    called = given.pop("called_at", None)
    data = posted(given)
    if called:
        data |= {"called_at__date": [called[:10]], "called_at__time": [called[11:16]]}
    accepted = parse(form(form_id), data, values_before=known, env=env)

    assert {k: [str(t) for t in v] for k, v in accepted.errors.items()} == {}
    if refuse:
        assert set(refuse["fields"]) <= set(
            parse(form(form_id), posted(refuse["data"]), values_before=known, env=env).errors
        )


def test_more_than_five_representatives_are_refused():
    filing = SCENARIOS[0]["start"]["data"] | {"joint": True, "joint_count": 12}
    rows = {
        f"representatives[{i}].{key}": [value]
        for i in range(7)
        for key, value in (("rep_name", "王小明"), ("rep_phone", "13800001234"))
    }

    submission = parse(form("petition.file"), posted(filing) | rows, env=ENV)

    assert "最多 5 项" in str(submission.errors["representatives"][0])


@pytest.mark.parametrize(
    ("values", "restricted"),
    [
        ({"purpose": "accusation"}, True),
        ({"purpose": "claim", "concerns_official": True}, True),
        ({"purpose": "claim"}, False),
        ({"purpose": "accusation", "class": "claim"}, False),
        ({"purpose": "claim", "class": "accusation"}, True),
        ({"purpose": "claim", "proposal_class": "accusation"}, True),
        ({"purpose": "accusation", "proposal_class": "claim"}, False),
    ],
)
def test_an_accusation_is_restricted_from_the_first_moment(values, restricted):
    source = DIAGRAM.properties["case.restricted"]

    assert compile_expression(source).evaluate(values, env=ENV) is restricted


def test_citizens_see_the_procedure_without_the_offices_own_signals():
    picture = render_svg(DRAWING, redact=True)
    told = describe(DRAWING, redact=True)

    assert "督办" not in picture
    assert "转送函" not in picture
    assert not any("督办" in s.name for s in told)
    assert {"rate", "supply_information", "request_review", "request_recheck"} == {
        s.element_id for s in told if s.for_applicant
    }


def test_sensitive_personal_data_never_becomes_a_process_variable():
    kept = set(DIAGRAM.properties["case.variables"].split())
    sensitive = {
        str(f.path[-1])
        for name in ("petition.file", "petition.intake")
        for f in form(name).fields
        if f.sensitive
    }

    assert {"applicant_id", "applicant_phone"} <= sensitive
    assert not kept & (
        sensitive | {"applicant_name", "applicant_address", "applicant_email", "facts", "request"}
    )
