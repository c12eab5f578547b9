"""Rules about acts on a running case beside its drawing: circulating, asking, suspending, handing over."""

from app.access import case_rules, task_rules
from app.access.actor import Actor
from app.access.facts import AccountFacts, CaseFacts, DoneTaskFacts, ReadingFacts, SideFacts, TaskFacts
from app.text import Text, text


def operate(actor: Actor, task: TaskFacts) -> Text | None:
    """Decide who adds signers, asks, delegates, returns: whoever may complete the task, on the office side."""
    if task.for_applicant:
        return text("此步骤由申请人办理，不能执行此操作")
    return task_rules.complete(actor, task)


def circulate(actor: Actor, case: CaseFacts) -> Text | None:
    """Decide who adds and withdraws readers: those who work on the case; an accusation is never passed round."""
    refused = case_rules.work_on(actor, case)
    if refused is not None:
        return refused
    return text("检举控告件限知悉范围，不得传阅（信访工作条例第三十条）") if case.restricted else None


def mark_read(actor: Actor, reading: ReadingFacts) -> Text | None:
    """Decide who reads: the reader, or somebody who stands in for the reader (代阅)."""
    refused = case_rules.read(actor, reading.case)
    if refused is not None:
        return refused
    if actor.account_key == reading.reader_key:
        return None
    if actor.may_stand_in(reading.reader_key, reading.case.process_id, "read"):
        return None
    return text("此件不是传阅给您的")


def answer(actor: Actor, side: SideFacts) -> Text | None:
    """Decide who answers what is asked beside a task: the person asked, or a substitute."""
    if actor.kind != "staff":
        return case_rules.STAFF_ONLY
    if case_rules.is_accused(actor, side.case):
        return case_rules.ACCUSED
    if actor.account_key == side.asked_key:
        return None
    if actor.may_stand_in(side.asked_key, side.case.process_id, side.kind):
        return None
    return text("意见须由被征求意见的人填写")


def take_back(actor: Actor, task: DoneTaskFacts) -> Text | None:
    """Decide who takes a completed step back: whoever completed it, or in whose place it was completed."""
    refused = case_rules.read(actor, task.case)
    if refused is not None:
        return refused
    if actor.account_key is not None and actor.account_key in {task.closed_by, task.acting_for}:
        return None
    return text("只有办理这一步的人可以撤回")


def void(actor: Actor, case: CaseFacts) -> Text | None:
    """Decide who voids a case: the clerk who started it, the unit's head, a leader above."""
    refused = case_rules.read(actor, case)
    if refused is not None:
        return refused
    if actor.kind == "staff" and actor.account_key == case.actor_key:
        return None
    return case_rules.direct(actor, case)


def hand_over(actor: Actor, person: AccountFacts | None) -> Text | None:
    """Decide who moves a leaving person's work: the head of the unit, the system administrator.

    Without a person: who may do so for anybody, for the menu.
    """
    if actor.kind == "system" or "system_admin" in actor.roles:
        return None
    if "head" in actor.roles and (person is None or (person.unit and person.unit in actor.units)):
        return None
    return text("离职交接须由本单位负责人或系统管理员办理")
