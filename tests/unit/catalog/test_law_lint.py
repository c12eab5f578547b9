"""What the law asks of a drawing: a sound drawing of every kind is quiet, and each rule speaks when it is broken."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from app.catalog.check import check_files
from app.catalog.drawing import read_drawing
from app.catalog.law import LawRule, lint_law, load_rules
from app.catalog.law.rules import KINDS, read_rule
from app.catalog.read_package import read_package
from scripts import law_pages

ROOT = Path(__file__).resolve().parents[3]
PAPERS = {
    "accepted": "受理通知书",
    "refused_acceptance": "不予受理：理由如下",
    "extended": "延长期限的理由",
    "refusal": "不予许可的理由。可以申请行政复议，或者提起行政诉讼。",
    "missing": "请在期限内补齐下列材料",
}


class Node(NamedTuple):
    """Hold one element of a drawing: properties, posts, and where a flow goes from it."""

    kind: str
    to: tuple[str, ...] = ()
    properties: str = ""
    posts: str = ""
    paper: str = ""
    host: str = ""


def permit(kind: str) -> dict[str, Node]:
    """Return a sound permit procedure in a few strokes."""
    joint = kind == "permit-joint"
    return {
        "begin": Node("startEvent", ("complete",)),
        "complete": Node("exclusiveGateway", ("supplement", "accept", "refuse_acceptance", "gaps")),
        "supplement": Node(
            "userTask", ("accept",), "law.act=supplement term.rule=permit-supplement", "zjj.handler"
        ),
        "silence": Node("boundaryEvent", ("accept",), "term.timer=legal", host="supplement"),
        "refuse_acceptance": Node("userTask", ("refused_paper",), "law.act=refuse_acceptance", "zjj.handler"),
        "refused_paper": Node("serviceTask", ("end_refused",), paper="refused_acceptance"),
        "end_refused": Node("endEvent"),
        "gaps": Node("userTask", ("missing_paper",), "law.act=accept_with_gaps", "zjj.handler"),
        "missing_paper": Node("serviceTask", ("accept",), paper="missing"),
        "accept": Node("userTask", ("accepted_paper",), "law.act=accept", "zjj.handler"),
        "accepted_paper": Node("serviceTask", ("examining",), paper="accepted"),
        "examining": Node(
            "subProcess", ("end",), f"term.rule={'permit-joint' if joint else 'permit-single'}"
        ),
        "late": Node("boundaryEvent", ("end_late",), "term.timer=legal", host="examining"),
        "end_late": Node("endEvent"),
        "end": Node("endEvent"),
        # inside the sub-process
        "examine": Node("userTask", ("choose",), "in=examining law.act=examine", "zjj.handler"),
        "choose": Node(
            "exclusiveGateway", ("extend", "experts_told", "hearing_told", "grant", "refuse"), "in=examining"
        ),
        "extend": Node(
            "userTask",
            ("extension_paper",),
            "in=examining law.act=extend",
            "szf.leader" if joint else "zjj.head",
        ),
        "extension_paper": Node("serviceTask", ("examine_again",), "in=examining", paper="extended"),
        "experts_told": Node(
            "userTask", ("experts",), "in=examining law.act=suspension_notice", "zjj.handler"
        ),
        "experts": Node("userTask", ("examine_again",), "in=examining term.suspend=examining", "zjj.handler"),
        "hearing_told": Node("userTask", ("hear",), "in=examining law.act=hearing_notice", "zjj.handler"),
        "hear": Node(
            "userTask",
            ("examine_again",),
            "in=examining law.act=hear term.rule=permit-hearing-held excludes=examine",
            "zjj.handler",
        ),
        "examine_again": Node("exclusiveGateway", ("examine",), "in=examining"),
        "grant": Node("userTask", ("to_deliver",), "in=examining law.act=grant", "zjj.head"),
        "to_deliver": Node("parallelGateway", ("deliver", "publish"), "in=examining"),
        "deliver": Node(
            "userTask", ("end_yes",), "in=examining law.act=deliver term.rule=permit-deliver", "zjj.handler"
        ),
        "publish": Node("serviceTask", ("end_public",), "in=examining law.act=publish", paper="accepted"),
        "end_yes": Node("endEvent", (), "in=examining"),
        "end_public": Node("endEvent", (), "in=examining"),
        "refuse": Node("userTask", ("refusal_paper",), "in=examining law.act=refuse", "zjj.head"),
        "refusal_paper": Node("serviceTask", ("end_no",), "in=examining", paper="refusal"),
        "end_no": Node("endEvent", (), "in=examining"),
        "examine_start": Node("startEvent", ("examine_again",), "in=examining"),
    }


def disclosure(_kind: str) -> dict[str, Node]:
    """Return a sound procedure of disclosure on request."""
    return {
        "begin": Node("startEvent", ("clear",)),
        "clear": Node("exclusiveGateway", ("supplement", "look")),
        "supplement": Node("userTask", ("look",), "law.act=supplement", "sfb.handler"),
        "look": Node("exclusiveGateway", ("third", "extend", "decide", "refuse")),
        "third": Node(
            "userTask", ("look",), "law.act=ask_third_party term.rule=disclosure-third-party", "sfb.handler"
        ),
        "extend": Node(
            "userTask", ("look",), "law.act=extend notice.applicant=extended", "sfb.disclosure_head"
        ),
        "decide": Node("userTask", ("end_yes",), "law.act=grant term.rule=disclosure-reply", "sfb.head"),
        "late": Node("boundaryEvent", ("end_late",), "term.timer=target", host="decide"),
        "refuse": Node(
            "userTask", ("refusal_paper",), "law.act=refuse term.rule=disclosure-reply", "sfb.head"
        ),
        "late_too": Node("boundaryEvent", ("end_late",), "term.timer=target", host="refuse"),
        "refusal_paper": Node("serviceTask", ("end_no",), paper="refusal"),
        "end_yes": Node("endEvent"),
        "end_no": Node("endEvent"),
        "end_late": Node("endEvent"),
    }


def xml(kind: str, nodes: dict[str, Node]) -> bytes:
    """Write a drawing."""

    def inside(holder: str) -> Iterator[str]:
        for name, node in nodes.items():
            properties = dict(pair.split("=", 1) for pair in node.properties.split())
            if properties.pop("in", "") != holder:
                continue
            listed = "".join(f'<zeebe:property name="{n}" value="{v}"/>' for n, v in properties.items())
            posts = f'<zeebe:assignmentDefinition candidateGroups="{node.posts}"/>' if node.posts else ""
            paper = (
                '<zeebe:taskDefinition type="luoshu.document"/>'
                f'<zeebe:taskHeaders><zeebe:header key="template" value="{node.paper}"/></zeebe:taskHeaders>'
                if node.kind == "serviceTask"
                else ""
            )
            host = f' attachedToRef="{node.host}"' if node.host else ""
            content = "".join(inside(name)) if node.kind == "subProcess" else ""
            yield (
                f'<bpmn:{node.kind} id="{name}" name="{name}"{host}><bpmn:extensionElements>{paper}{posts}'
                f"<zeebe:properties>{listed}</zeebe:properties></bpmn:extensionElements>{content}</bpmn:{node.kind}>"
            )
            for target in node.to:
                yield f'<bpmn:sequenceFlow id="{name}_to_{target}" sourceRef="{name}" targetRef="{target}"/>'

    return (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">'
        f'<bpmn:process id="p" isExecutable="true"><bpmn:extensionElements><zeebe:properties>'
        f'<zeebe:property name="law.kind" value="{kind}"/></zeebe:properties></bpmn:extensionElements>'
        f"{''.join(inside(''))}</bpmn:process></bpmn:definitions>"
    ).encode()


def told(source: bytes, files: dict[str, bytes]) -> list[tuple[str, str]]:
    """Return (rule, element) of every finding."""
    drawing = read_drawing("p.bpmn", source)
    assert drawing is not None
    return [(found.code.removeprefix("law-"), found.element_id) for found in lint_law(drawing, source, files)]


def papers() -> dict[str, bytes]:
    return {f"documents/{name}.html": words.encode() for name, words in PAPERS.items()}


DRAWN = {"permit-single": permit, "permit-joint": permit, "disclosure": disclosure}


@pytest.mark.parametrize("kind", DRAWN)
def test_a_sound_drawing_is_quiet(kind: str) -> None:
    assert told(xml(kind, DRAWN[kind](kind)), papers()) == []


# rule → how a sound drawing is broken: (element, what changes), or (paper, words taken out)
BROKEN: dict[str, tuple[str, dict[str, object]]] = {
    "permit.accept-in-time": ("silence", {"properties": ""}),
    "permit.supplement-term": ("supplement", {"properties": "law.act=supplement"}),
    "permit.supplement-once": ("supplement", {"to": ("complete",)}),
    "permit.acceptance-paper": ("accept", {"to": ("examining",)}),
    "permit.refused-acceptance-paper": ("refuse_acceptance", {"to": ("end_refused",)}),
    "permit.accepted-before-decision": ("examine_start", {"to": ("choose",)}),
    "permit.decision-term-single": ("examining", {"properties": ""}),
    "permit.decision-term-joint": ("examining", {"properties": "term.rule=permit-single"}),
    "permit.decision-watched": ("late", {"properties": "term.timer=warning"}),
    "permit.extension-head": ("extend", {"posts": "zjj.handler,zjj.head"}),
    "permit.extension-government": ("extend", {"posts": "zjj.head"}),
    "permit.extension-told": ("extend", {"to": ("examine_again",)}),
    "permit.refusal-reasons": ("refusal_paper", {"paper": "accepted"}),
    "permit.delivery": ("grant", {"to": ("publish",)}),
    "permit.delivery-term": ("deliver", {"properties": "in=examining law.act=deliver"}),
    "permit.publication": ("grant", {"to": ("deliver",)}),
    "permit.suspension-told": (
        "choose",
        {"to": ("experts", "extend", "experts_told", "hearing_told", "grant", "refuse")},
    ),
    "permit.hearing-told": (
        "choose",
        {"to": ("hear", "extend", "experts_told", "hearing_told", "grant", "refuse")},
    ),
    "permit.hearing-chair": (
        "hear",
        {"properties": "in=examining law.act=hear term.rule=permit-hearing-held excludes=grant"},
    ),
    "permit.hearing-term": ("hear", {"properties": "in=examining law.act=hear excludes=examine"}),
    "permit.missing-allowed-list": ("gaps", {"to": ("accept",)}),
    "disclosure.supplement-once": ("supplement", {"to": ("clear",)}),
    "disclosure.reply-term": ("decide", {"properties": "law.act=grant"}),
    "disclosure.reply-watched": ("late", {"host": "refuse"}),
    "disclosure.extension-head": ("extend", {"posts": "sfb.handler"}),
    "disclosure.extension-told": ("extend", {"properties": "law.act=extend"}),
    "disclosure.third-party": ("third", {"properties": "law.act=ask_third_party"}),
    "disclosure.refusal-reasons": ("refuse", {"to": ("end_no",)}),
}


@pytest.mark.parametrize(
    ("rule", "kind"),
    [(rule, kind) for rule in load_rules() for kind in rule.kinds if kind != "petition"],
    ids=str,
)
def test_a_broken_drawing_is_told_the_rule(rule: LawRule, kind: str) -> None:
    element, change = BROKEN[rule.id]
    nodes = DRAWN[kind](kind)
    nodes[element] = nodes[element]._replace(**change)

    assert rule.id in {found for found, _ in told(xml(kind, nodes), papers())}


# what is taken out of the shipped petition drawing (a pattern), so that the rule misses it
PETITION = {
    "petition.registration-term": r'name="term.rule" value="petition-register"',
    "petition.registration-watched": r'name="term.timer" value="target"',
    "petition.acceptance-told": r'name="public.date" value="accepted"',
    "petition.refusal-paper": r'name="public.date" value="[^"]*refused[^"]*"',
    "petition.handling-term": r'name="term.rule" value="petition-handle"',
    "petition.extension-head": r"candidateGroups='=handling_unit \+ \".head\"'",
    "petition.extension-told": r'name="public.date" value="extended"',
    "petition.opinion-elements": r'name="public.date" value="opinion"',
    "petition.review-right": r'name="term.rule" value="petition-review-request"',
    "petition.recheck-right": r'name="term.rule" value="petition-recheck-request"',
    "petition.receipt": r'name="public.date" value="registered"',
    "petition.rating": r'name="term.rule" value="rating-contact"',
}


def petition() -> dict[str, bytes]:
    return dict(read_package(ROOT / "processes", ROOT / "forms", "petition").files)


@pytest.mark.parametrize("rule", [rule.id for rule in load_rules() if "petition" in rule.kinds])
def test_the_petition_drawing_is_told_the_rule_it_would_break(rule: str) -> None:
    files = petition()
    drawing, found = re.subn(PETITION[rule].encode(), b'x=""', files["petition.bpmn"])

    assert found
    assert rule in {told_rule for told_rule, _ in told(drawing, files)}


def test_the_petition_drawing_is_quiet() -> None:
    files = petition()

    assert b'name="law.kind" value="petition"' in files["petition.bpmn"]
    assert told(files["petition.bpmn"], files) == []


def test_a_finding_names_law_article_element_and_layer() -> None:
    nodes = permit("permit-single")
    nodes["refusal_paper"] = nodes["refusal_paper"]._replace(paper="accepted")
    files = {"p.bpmn": xml("permit-single", nodes), **papers()}

    [problem] = [one for one in check_files("p", files) if one.code == "law-permit.refusal-reasons"]

    assert (problem.element_id, problem.blocking) == ("refuse", True)
    assert str(problem.message).startswith("《行政许可法》第三十八条：")
    assert "国家" in str(problem.hint)


def test_a_needed_step_on_one_of_parallel_branches_is_enough() -> None:
    nodes = permit("permit-single")
    nodes["to_deliver"] = nodes["to_deliver"]._replace(kind="exclusiveGateway")

    broken = {found for found, _ in told(xml("permit-single", nodes), papers())}

    assert broken == {"permit.delivery", "permit.publication"}


def test_an_unknown_kind_is_told_and_a_process_without_kind_is_left_alone() -> None:
    nodes = {"begin": Node("startEvent", ("end",)), "end": Node("endEvent")}

    assert told(xml("parking", nodes), {}) == [("kind", "p")]
    assert told(xml("parking", nodes).replace(b"law.kind", b"x.kind"), {}) == []


def test_a_rule_with_an_unknown_check_or_kind_is_refused() -> None:
    entry = {
        "id": "x",
        "law": "x",
        "article": "x",
        "message": "x",
        "message_en": "x",
        "kinds": ["petition"],
        "check": "exists",
    }

    assert read_rule("city", entry).layer == "city"
    for wrong in ({"check": "guess"}, {"kinds": ["parking"]}):
        with pytest.raises(ValueError, match="x"):
            read_rule("city", entry | wrong)


def test_every_rule_is_broken_by_some_drawing_here() -> None:
    assert {rule.id for rule in load_rules()} == set(BROKEN) | set(PETITION)
    assert {kind for rule in load_rules() for kind in rule.kinds} == set(KINDS)


def test_page_and_english_are_printed_from_the_rules() -> None:
    assert law_pages.PAGE.read_text(encoding="utf-8") == law_pages.page(), "python -m scripts.law_pages"
    assert law_pages.ENGLISH.read_text(encoding="utf-8") == law_pages.english(), "python -m scripts.law_pages"
