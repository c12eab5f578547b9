"""Rules about the exchange of documents: who sends, sees, signs for, returns; who keeps the directory."""

from dataclasses import dataclass

from app.access import office_rules
from app.access.actor import Actor
from app.access.rule import Rule
from app.text import Text, text

BASIS = "党政机关公文处理工作条例 24"
RECEIVERS = ("registrar", "handler")
"""Posts of a unit that sign for what comes."""
_STRANGER = text("这份公文不是发给您所在单位的，也不是您所在单位发出的")


@dataclass(frozen=True, slots=True)
class ExchangeFacts:
    """Say which units of this installation a document goes from and to; None: the other side is elsewhere."""

    from_unit: str | None = None
    to_unit: str | None = None


def _units(actor: Actor) -> frozenset[str]:
    return actor.units | {group.partition(".")[0] for group in actor.all_groups}


def read(actor: Actor, item: ExchangeFacts | None) -> Text | None:
    """Decide who sees a document on its way: the unit it comes from and the unit it goes to."""
    refused = office_rules.staff(actor, None)
    if refused is not None or actor.kind == "system":
        return refused
    sides = {item.from_unit, item.to_unit} if item is not None else set()
    return None if _units(actor) & sides else _STRANGER


def receive(actor: Actor, item: ExchangeFacts | None) -> Text | None:
    """Decide who signs for a document or returns it: the registrar or handler of the unit it goes to."""
    refused = read(actor, item)
    if refused is not None or actor.kind == "system":
        return refused
    unit = item.to_unit if item is not None else None
    if actor.all_groups & {f"{unit}.{post}" for post in RECEIVERS}:
        return None
    return text("公文由收文单位的登记岗或者承办岗签收")


def send(actor: Actor, item: ExchangeFacts | None) -> Text | None:
    """Decide who sends in a unit's name: whoever holds a post in it."""
    refused = office_rules.staff(actor, None)
    if refused is not None or actor.kind == "system":
        return refused
    unit = item.from_unit if item is not None else None
    own = {group.partition(".")[0] for group in actor.groups}
    return None if unit in own else text("只能以本单位的名义发送公文")


TABLE = (
    Rule("exchange.box", None, office_rules.staff, "办理业务的工作人员（本单位的收发件）",
         "staff who handle cases: what their own units sent and got"),
    Rule("exchange.read", ExchangeFacts, read, "发文单位、收文单位人员",
         "staff of the unit it comes from and of the unit it goes to", BASIS, hides=True),
    Rule("exchange.receive", ExchangeFacts, receive, "收文单位的登记岗、承办岗",
         "registrar and handler of the unit it goes to", BASIS, hides=True),
    Rule("exchange.send", ExchangeFacts, send, "发文单位有岗位的人员", "holders of a post of the sending unit",
         hides=True),
    Rule("exchange.directory", None, office_rules.role_is("system_admin"), "系统管理员",
         "the system administrator"),
)  # fmt: skip
"""The part of the policy that is about the exchange."""
