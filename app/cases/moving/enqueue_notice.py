"""Write the job that tells the people of a case something in the words of its package."""

from collections.abc import Iterable

from app.cases.moving.step import Step
from app.store import jobs


def enqueue_notice(
    step: Step, target: str, template: str, *, element_id: str | None, groups: Iterable[str], once_key: str
) -> None:
    """Enqueue messages/<template> for the applicant or, with target "group", for the candidate groups."""
    jobs.enqueue(
        step.tx,
        "notice",
        {"to": target, "template": template, "element_id": element_id, "groups": sorted(groups)},
        run_at=step.now,
        once_key=once_key,
        instance_key=step.key,
    )
