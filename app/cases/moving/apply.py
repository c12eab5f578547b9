"""Turn what the engine reports into rows: tasks, passages, terms, jobs, messages, incidents, public dates."""

from app.cases.moving.apply_effects import apply_effects
from app.cases.moving.apply_official import apply_official
from app.cases.moving.apply_tasks import apply_tasks
from app.cases.moving.apply_terms import apply_terms
from app.cases.moving.link_by_form import link_by_form
from app.cases.moving.step import Step
from app.errors import ForbiddenError
from app.record.append import append_event
from app.store import instances
from app.store.keys import new_key
from app.text import text


def apply_step(step: Step) -> None:
    """Write every consequence of a move except the instance row itself, which is saved last.

    Terms come first: they may move timers of the live instance (and with them `next_due`), and the
    due dates of tasks are read from them.
    """
    _passages(step)
    apply_terms(step)
    apply_tasks(step)
    apply_effects(step)
    link_by_form(step)
    _case_facts(step)
    apply_official(step)
    append_event(
        step.runtime,
        step.tx,
        step.key,
        actor=step.cause.actor,
        action=step.cause.action,
        on_behalf_of=step.cause.on_behalf_of,
        # what the case did stays for ever; what people wrote and who they are can be erased
        facts={
            "entered": [e.element_id for e in step.outcome.entered],
            "left": [e.element_id for e in step.outcome.left],
            "status": step.outcome.status,
            **step.facts,
        },
        payload={**step.cause.details, "task": step.cause.task_key, "values": dict(step.cause.values)},
        applicant_may_read=step.cause.actor.kind in {"citizen", "guest"},
    )


def _passages(step: Step) -> None:
    left = {e.task_id: e for e in step.outcome.left}
    entered = {e.task_id for e in step.outcome.entered}
    instances.add_events(
        step.tx,
        [
            {
                "key": new_key(),
                "instance_key": step.key,
                "engine_id": e.task_id,
                "element_id": e.element_id,
                "entered_at": step.now,
                "left_at": step.now if e.task_id in left else None,
                "canceled": e.task_id in left and left[e.task_id].canceled,
            }
            for e in step.outcome.entered
        ],
    )
    for canceled in (False, True):
        gone = [e.task_id for e in left.values() if e.canceled is canceled and e.task_id not in entered]
        instances.leave_elements(step.tx, step.key, gone, step.now, canceled=canceled)


def _case_facts(step: Step) -> None:
    """Follow the process's own properties: responsible unit, restriction, accused unit, outcome.

    Raises ForbiddenError when the case would go to the unit it accuses (信访工作条例 30).
    """
    process = step.package.definition.properties
    unit = step.text(process.get("case.unit"))
    accused = step.text(process.get("case.accused_unit"))
    if unit and unit in {accused, step.head.accused_unit}:
        raise ForbiddenError(text("此件反映的是该单位的问题，依法不得转给被反映的单位（第三十条）"))
    if unit and unit != step.head.unit:
        step.case_values["unit"] = unit
    if not step.head.restricted and step.value(process.get("case.restricted")) is True:
        step.case_values["restricted"] = True
    if accused and accused != step.head.accused_unit:
        step.case_values["accused_unit"] = accused
    for event in step.outcome.left:
        outcome = step.text(step.properties(event.element_id).get("case.outcome"))
        if outcome:
            step.case_values["outcome"] = outcome
