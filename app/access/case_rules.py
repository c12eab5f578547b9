"""Rules about cases and their documents."""

from app.access.actor import Actor
from app.access.facts import CaseFacts, DocumentFacts, SearchScope, TermFacts
from app.text import Text, text

STRANGER = text("您不参与此件的办理，不能查看")
ACCUSED = text("此件反映的是您所在单位的问题，依法不得向被检举控告的单位和人员透露")
ADMINISTRATOR = text("系统、安全、审计管理员不查看办件内容")
STAFF_ONLY = text("此操作仅限工作人员")
APPLICANT_ONLY = text("此操作仅限申请人本人或其代理人")
ENDED = text("此件已办结，不能再执行此操作")


def is_applicant(actor: Actor, case: CaseFacts) -> bool:
    """Say whether the actor is the applicant, the person who filed it, or opened it with the 查询码."""
    if case.instance_key in actor.cases:
        return True
    key = actor.account_key
    if key is None:
        return False
    # a clerk who enters a letter files it, too; that does not make the clerk the applicant
    return key == case.applicant_key or (actor.kind != "staff" and key == case.actor_key)


def is_accused(actor: Actor, case: CaseFacts) -> bool:
    """Say whether the accusation is about a unit the actor belongs to or stands in for."""
    if case.accused_unit is None:
        return False
    lent = {group.partition(".")[0] for group in actor.all_groups}
    return case.accused_unit in actor.units | lent


def read(actor: Actor, case: CaseFacts) -> Text | None:
    """Decide who sees the office side of a case (信访工作条例 21, 检举控告 kept from the accused)."""
    if actor.kind == "system":
        return None
    if actor.kind != "staff":
        return STAFF_ONLY
    if is_accused(actor, case):
        return ACCUSED
    if actor.is_admin:
        return ADMINISTRATOR
    if _takes_part(actor, case) or _reads(actor, case):
        return None
    responsible = {unit for unit in (case.unit, case.intake_unit) if unit}
    directs = bool(actor.roles & {"head", "leader", "supervisor"})
    if case.restricted:
        heads = bool(actor.roles & {"head", "leader"})
        return None if heads and actor.units & responsible else STRANGER
    if actor.units & responsible or "supervisor" in actor.roles:
        return None
    if directs and actor.units & case.above:
        return None
    return STRANGER


def read_public(actor: Actor, case: CaseFacts) -> Text | None:
    """Decide who sees the citizen's side: the people the case belongs to."""
    if actor.kind == "system" or is_applicant(actor, case):
        return None
    return APPLICANT_ONLY


def read_document(actor: Actor, document: DocumentFacts) -> Text | None:
    """Decide who opens a document: the office side, or the applicant when it was issued to them."""
    if document.public and is_applicant(actor, document.case):
        return None
    return read(actor, document.case)


def work_on(actor: Actor, case: CaseFacts) -> Text | None:
    """Decide who writes comments, files and links into a case: those who take part in it."""
    refused = read(actor, case)
    if refused is not None:
        return refused
    directs = bool(actor.roles & {"head", "leader", "supervisor"})
    own_unit = bool(actor.units & {case.unit, case.intake_unit})
    if actor.kind == "system" or _takes_part(actor, case) or directs or own_unit:
        return None
    return STRANGER


def act_as_applicant(actor: Actor, case: CaseFacts) -> Text | None:
    """Decide who withdraws, rates, asks for review, follows: the people the case belongs to."""
    return read_public(actor, case)


def attach(actor: Actor, case: CaseFacts) -> Text | None:
    """Decide who adds a file: those who work on it and the applicant, while the case runs."""
    if is_applicant(actor, case):
        return ENDED if case.ended else None
    return work_on(actor, case)


def correct(actor: Actor, case: CaseFacts) -> Text | None:
    """Decide who corrects an entry: the head of the responsible or intake unit, or its clerks."""
    refused = read(actor, case)
    if refused is not None:
        return refused
    if actor.kind == "system" or actor.units & {case.unit, case.intake_unit}:
        return None
    return text("只有受理单位和承办单位可以更正")


def direct(actor: Actor, case: CaseFacts) -> Text | None:
    """Decide who cancels, suspends or moves a running case: the head or leader of the unit."""
    refused = read(actor, case)
    if refused is not None:
        return refused
    if actor.kind == "system":
        return None
    over = actor.units & ({case.unit, case.intake_unit} | case.above)
    if over and actor.roles & {"head", "leader"}:
        return None
    return text("须由承办单位负责人或分管领导办理")


def approve_term(actor: Actor, term: TermFacts) -> Text | None:
    """Decide who extends a term: whoever the drawing names in the unit obliged (信访工作条例 34)."""
    if actor.kind == "system":
        return None
    refused = read(actor, term.case)
    if refused is not None:
        return refused
    unit = term.unit or term.case.unit
    by_role = term.approver in actor.roles and unit in actor.units
    by_post = f"{unit}.{term.approver}" in actor.groups_in(term.case.process_id)
    if by_role or by_post:
        return None
    return text("延长期限须由承办单位负责人批准")


def supervise(actor: Actor, case: CaseFacts) -> Text | None:
    """Decide who urges, issues cards and proposals: supervisors, and leaders over the unit."""
    if actor.kind == "system":
        return None
    refused = read(actor, case)
    if refused is not None:
        return refused
    if "supervisor" in actor.roles or ("leader" in actor.roles and actor.units & case.above):
        return None
    return text("督办须由督办人员或上级分管领导发出")


def answer_supervision(actor: Actor, case: CaseFacts) -> Text | None:
    """Decide who answers a supervision: staff of the responsible unit."""
    refused = read(actor, case)
    if refused is not None:
        return refused
    if actor.kind == "system" or case.unit in actor.units:
        return None
    return text("督办须由承办单位答复")


def unmask(actor: Actor, case: CaseFacts) -> Text | None:
    """Decide who sees a phone or ID number in clear: those who work on this very case."""
    refused = read(actor, case)
    if refused is not None:
        return refused
    if _takes_part(actor, case) or ("head" in actor.roles and case.unit in actor.units):
        return None
    return text("只有此件的经办人员可以查看完整个人信息")


def search_scope(actor: Actor, *, below: frozenset[str] = frozenset()) -> SearchScope | None:
    """Return what lists may show to this actor, None when nothing; `below` are the units under its own.

    Restricted accusations are in no search result at all, whoever asks: people reach them through
    their own tasks only.
    """
    if actor.kind == "system":
        return SearchScope(everything=True)
    if actor.kind != "staff" or actor.is_admin:
        return None
    lent = {group.partition(".")[0] for group in actor.all_groups}
    accounts = {key for key in (actor.account_key, *actor.acting_for) if key is not None}
    directs = bool(actor.roles & {"head", "leader", "supervisor"})
    return SearchScope(
        everything="supervisor" in actor.roles,
        units=actor.units | (below if directs else frozenset()),
        groups=actor.all_groups,
        accounts=frozenset(accounts),
        hidden_accused=frozenset(actor.units | lent),
    )


def _reads(actor: Actor, case: CaseFacts) -> bool:
    """Say whether the case was circulated to the actor, or to somebody the actor reads for."""
    if actor.account_key is not None and actor.account_key in case.readers:
        return True
    return any(actor.may_stand_in(key, case.process_id, "read") for key in case.readers)


def _takes_part(actor: Actor, case: CaseFacts) -> bool:
    if actor.account_key is not None and actor.account_key in case.participants:
        return True
    if any(actor.may_stand_in(key, case.process_id) for key in case.participants):
        return True
    return bool(actor.groups_in(case.process_id) & case.participant_groups)
