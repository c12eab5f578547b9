"""Check the legal terms of a drawing: their properties, their timers, and the acts that extend or suspend them."""

from collections.abc import Iterator, Mapping

from app.catalog.check_names import found
from app.catalog.drawing import Drawing, Drawn
from app.catalog.problem import PackageProblem
from app.deadlines import LegalTerm
from app.errors import InvalidError
from app.feel import is_feel
from app.text import text

ACTS = ("term.extend", "term.suspend")
"""Properties by which an element acts on the term of another one."""
ACT_PARTS: Mapping[str, frozenset[str]] = {
    "term.extend": frozenset({"when", "days", "reason"}),
    "term.suspend": frozenset({"from", "to", "reason"}),
}
OBLIGED_UNIT = "term.obliged.unit"
TIMERS = frozenset({"legal", "target", "warning"})


def own_properties(properties: Mapping[str, str]) -> dict[str, str]:
    """Return the properties that describe the element's own term, without acts on another's and without its timer.

    A length in FEEL is known only when the term opens: 1 stands for it here.
    """
    return {
        name: "1" if name == "term.amount" and is_feel(value) else value
        for name, value in properties.items()
        if name.startswith("term.")
        and name not in {OBLIGED_UNIT, "term.timer"}
        and not any(name == act or name.startswith(act + ".") for act in ACTS)
    }


def check_terms(drawing: Drawing) -> Iterator[PackageProblem]:
    """Yield every wrong term property of a drawing."""
    with_term = {element.id for element in drawing.elements if own_properties(element.properties)}
    for element in drawing.elements:
        yield from _term(element)
        yield from _acts(element, with_term)
        timer = element.properties.get("term.timer")
        if timer is not None and timer not in TIMERS:
            yield found(
                element,
                "bad-term",
                text("term.timer 只能是 legal、target 或 warning。"),
                text("改正这个属性。"),
            )


def _term(element: Drawn) -> Iterator[PackageProblem]:
    try:
        LegalTerm.from_properties(own_properties(element.properties))
    except InvalidError as error:
        for name, messages in error.fields.items():
            for message in messages:
                yield found(
                    element, "bad-term", message, text("改正属性 %(name)s；全部属性见期限说明。", name=name)
                )


def _acts(element: Drawn, with_term: set[str]) -> Iterator[PackageProblem]:
    for act in ACTS:
        target = element.properties.get(act)
        if target is not None and target not in with_term:
            yield found(
                element,
                "bad-term",
                text("%(act)s 指向的“%(target)s”没有法定期限。", act=act, target=target),
                text("填写一个带 term.rule 的步骤的编号。"),
            )
        for name in element.properties:
            if name.startswith(act + ".") and name[len(act) + 1 :] not in ACT_PARTS[act]:
                yield found(
                    element,
                    "bad-term",
                    text("没有名为 %(name)s 的期限属性。", name=name),
                    text("可用：%(known)s。", known="、".join(f"{act}.{p}" for p in sorted(ACT_PARTS[act]))),
                )
