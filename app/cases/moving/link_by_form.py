"""Link a case with the earlier one whose number a form named (查重, 信访工作条例 19): the drawing says which field.

It must not know which process or form it is.
"""

from collections.abc import Mapping

from app.cases.moving.link_kinds import KINDS
from app.cases.moving.reference import plain_number
from app.cases.moving.step import Step
from app.record.append import append_event
from app.store import instances, links


def link_by_form(step: Step) -> None:
    """Link with each case that the property `link.case` of a completed element gives the number of.

    `link.kind` is a kind of link, by default an earlier matter. A number of another organ's own files names
    no case here and stays what it is, a text of the form.
    """
    for event in step.outcome.left:
        if not event.canceled:
            _link(step, step.properties(event.element_id))


def _link(step: Step, properties: Mapping[str, str]) -> None:
    number = step.text(properties.get("link.case"))
    if not number:
        return
    kind = step.text(properties.get("link.kind")) or "earlier"
    other = instances.head_by_number(step.tx, plain_number(number))
    if other is None or other.key == step.key or kind not in KINDS:
        return
    if links.link_between(step.tx, step.key, other.key, kind) is not None:
        return
    instances.link_cases(step.tx, step.key, other.key, kind=kind, note=None, at=step.now)
    for one, two in ((step.key, other.key), (other.key, step.key)):
        append_event(
            step.runtime, step.tx, one, actor=step.cause.actor, action="case.linked",
            facts={"kind": kind, "case": str(two)},
        )  # fmt: skip
