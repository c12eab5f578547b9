"""Rules about registers of official documents (登记簿): whose are read."""

from dataclasses import dataclass, field

from app.access import office_rules
from app.access.actor import Actor
from app.access.rule import Rule
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class OrganRegisterFacts:
    """Say whose register it is; `above` are the units over it."""

    organ: str
    above: frozenset[str] = field(default_factory=frozenset)


def read(actor: Actor, register: OrganRegisterFacts | None) -> Text | None:
    """Decide who reads a register: the organ's own staff, heads and leaders above, supervisors."""
    refused = office_rules.staff(actor, None)
    if refused is not None or register is None or actor.kind == "system" or "supervisor" in actor.roles:
        return refused
    if register.organ in actor.units:
        return None
    if actor.roles & {"head", "leader"} and actor.units & register.above:
        return None
    return text("登记簿由本单位人员和上级负责人查阅")


TABLE = (
    Rule(
        "register.read",
        OrganRegisterFacts,
        read,
        "本单位人员；上级单位负责人；督办人员",
        "the organ's own staff, heads and leaders of units above, supervisors",
        "党政机关公文处理工作条例 24、25",
    ),
)
