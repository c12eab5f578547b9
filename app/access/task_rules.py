"""Rules about user tasks: who may take, finish, hand on."""

from app.access.actor import Actor
from app.access.case_rules import ACCUSED, ADMINISTRATOR, APPLICANT_ONLY, STAFF_ONLY, is_accused, is_applicant
from app.access.facts import TaskFacts
from app.text import Text, text

CLOSED = text("此任务已办理完毕")
NOT_CANDIDATE = text("此任务不属于您所在的岗位")
STEP_ASIDE = text("您参与过此件的前序办理，依规定应当回避")
NOT_YOURS = text("此任务由他人办理")


def claim(actor: Actor, task: TaskFacts) -> Text | None:
    """Decide who takes an unassigned task: members of a candidate group, and their substitutes."""
    refused = _office_side(actor, task)
    if refused is not None:
        return refused
    if task.for_applicant and not _candidate(actor, task):
        return APPLICANT_ONLY
    if task.assignee not in (None, actor.account_key):
        return NOT_YOURS
    return None if _candidate(actor, task) else NOT_CANDIDATE


def take_over(actor: Actor, task: TaskFacts) -> Text | None:
    """Decide who takes a task from a colleague: another candidate, who must confirm it knowingly."""
    refused = _office_side(actor, task)
    if refused is not None:
        return refused
    if task.for_applicant and not _candidate(actor, task):
        return APPLICANT_ONLY
    return None if _candidate(actor, task) or _heads(actor, task) else NOT_CANDIDATE


def unclaim(actor: Actor, task: TaskFacts) -> Text | None:
    """Decide who gives a task back to the group: its holder, or the head of the unit."""
    refused = _office_side(actor, task)
    if refused is not None:
        return refused
    return None if _holds(actor, task) or _heads(actor, task) else NOT_YOURS


def complete(actor: Actor, task: TaskFacts) -> Text | None:
    """Decide who finishes a task: its holder, a candidate when nobody holds it, or the applicant.

    Where the drawing names an office beside the applicant, that office may enter what somebody says on the
    telephone, in a letter or at the counter.
    """
    if task.for_applicant:
        if not task.open:
            return CLOSED
        if actor.kind == "system" or is_applicant(actor, task.case):
            return None
        if actor.kind != "staff" or not (_candidate(actor, task) or _holds(actor, task)):
            return APPLICANT_ONLY
    refused = _office_side(actor, task)
    if refused is not None:
        return refused
    if actor.kind == "system" or _holds(actor, task):
        return None
    if task.assignee is not None:
        return NOT_YOURS
    return None if _candidate(actor, task) else NOT_CANDIDATE


def read(actor: Actor, task: TaskFacts) -> Text | None:
    """Decide who opens a task's form to look at: who could work on it or hand it on."""
    if actor.kind == "system" or (task.for_applicant and is_applicant(actor, task.case)):
        return None
    if task.for_applicant and (actor.kind != "staff" or not _candidate(actor, task)):
        return APPLICANT_ONLY
    refused = _staff(actor, task)
    if refused is not None:
        return refused
    if _holds(actor, task) or _candidate(actor, task) or _heads(actor, task):
        return None
    return NOT_CANDIDATE


def reassign(actor: Actor, task: TaskFacts) -> Text | None:
    """Decide who gives a task to somebody else: the head of the unit, or the holder within the group."""
    refused = _office_side(actor, task)
    if refused is not None:
        return refused
    if task.for_applicant and task.assignee is None:
        return APPLICANT_ONLY
    if actor.kind == "system" or _holds(actor, task) or _heads(actor, task):
        return None
    return text("转办须由本单位负责人或当前经办人办理")


def _staff(actor: Actor, task: TaskFacts) -> Text | None:
    if actor.kind != "staff":
        return STAFF_ONLY
    if is_accused(actor, task.case):
        return ACCUSED
    return ADMINISTRATOR if actor.is_admin else None


def _office_side(actor: Actor, task: TaskFacts) -> Text | None:
    if actor.kind != "system":
        refused = _staff(actor, task)
        if refused is not None:
            return refused
    if not task.open:
        return CLOSED
    if actor.account_key is not None and actor.account_key in task.barred:
        return STEP_ASIDE
    return None


def _candidate(actor: Actor, task: TaskFacts) -> bool:
    if actor.kind == "system":
        return True
    users = {key for key in task.candidate_users if key == actor.account_key}
    users |= {key for key in task.candidate_users if actor.may_stand_in(key, task.case.process_id, task.kind)}
    return bool(users or actor.groups_in(task.case.process_id, task.kind) & task.candidate_groups)


def _holds(actor: Actor, task: TaskFacts) -> bool:
    if task.assignee is None:
        return False
    if task.assignee == actor.account_key:
        return True
    return actor.may_stand_in(task.assignee, task.case.process_id, task.kind)


def _heads(actor: Actor, task: TaskFacts) -> bool:
    units = {group.partition(".")[0] for group in task.candidate_groups}
    if not units and task.case.unit:
        units = {task.case.unit}
    return bool("head" in actor.roles and actor.units & units)
