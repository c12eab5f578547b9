"""Rules about the numbers of documents: who sees an organ's series, who keeps them, who sees the text's versions."""

from dataclasses import dataclass

from app.access import office_rules
from app.access.actor import Actor
from app.access.rule import Rule
from app.text import Text, text

BASIS = "党政机关公文处理工作条例 25"


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """Say whose register or series it is."""

    organ: str


def manage(actor: Actor, series: RegisterFacts | None) -> Text | None:
    """Decide who opens a series and makes numbers void: the registrar of the organ itself."""
    refused = office_rules.staff(actor, None)
    if refused is not None or actor.kind == "system":
        return refused
    organ = series.organ if series is not None else ""
    if f"{organ}.registrar" in actor.groups:
        return None
    return text("文号由本单位登记岗管理")


TABLE = (
    Rule(
        "number.read",
        None,
        office_rules.staff,
        "办理业务的工作人员（本单位的文号）",
        "staff who handle cases: the numbers of their own units",
    ),
    Rule(
        "number.manage",
        RegisterFacts,
        manage,
        "本单位登记岗",
        "the registrar of the organ",
        BASIS,
        hides=True,
    ),
)
