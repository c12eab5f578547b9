"""Offer outside work: a service task whose type is none of the site's own services waits for a program to take it."""

from typing import Any

from app.cases.moving.step import Step
from app.engine import ActivatedJob
from app.store.jobs import WORK

OWN_SERVICES = "luoshu."
"""Types that begin so are done by the site's own worker."""


def offered_work(step: Step, activated: ActivatedJob) -> dict[str, Any]:
    """Return the row of a job that programs outside do.

    Only what differs from the case's own variables is kept with it: a worker gets those as they are when it
    takes the work.
    """
    shared = step.outcome.variables
    own = {
        name: value
        for name, value in activated.variables.items()
        if name not in shared or shared[name] != value
    }
    return {
        "kind": f"{WORK}{activated.type}"[:200],
        "args": {
            "type": activated.type,
            "element_id": activated.element_id,
            "headers": dict(activated.headers),
            "variables": own,
        },
        "once_key": f"work:{step.key}:{activated.task_id}:{step.head.version}",
        "instance_key": step.key,
        "engine_id": activated.task_id,
        "max_attempts": max(activated.retries, 1),
        "retries": max(activated.retries, 1),
        "run_at": step.now,
        "created_at": step.now,
    }
