"""Tasks on a clerk's desk as rows alone: for tests of lists, which need many tasks and no running case."""

from collections.abc import Collection
from datetime import date
from typing import Any

from app.clock import local_date
from app.runtime import Runtime
from app.store import instances, search, tasks
from app.store.keys import new_key
from app.store.terms import add_term


def put_task(
    runtime: Runtime,
    number: str,
    *,
    title: str = "3号楼暖气不热",
    applicant: str = "何秀英",
    groups: Collection[str] = ("zjj.handler",),
    assignee: int | None = None,
    due_on: date | None = None,
    element_id: str = "accept",
    name: str = "决定是否受理",
    **more: Any,
) -> int:
    """Put one open task of a case of its own into the database and return its key.

    `more` are columns of the case or, with the prefix `task_`, of the task.
    """
    now = runtime.clock.now()
    of_task = {key.removeprefix("task_"): more.pop(key) for key in list(more) if key.startswith("task_")}
    with runtime.transaction() as tx:
        definition = instances.newest_definition(tx, "petition")
        if definition is None:
            values = {"key": new_key(), "process_id": "petition", "version": 1, "name": "信访事项办理"}
            instances.add_definition(
                tx, {**values, "digest": "0", "deployed_at": now}, {"petition.bpmn": b""}
            )
            definition = instances.newest_definition(tx, "petition")
        case, task = new_key(), new_key()
        sealed = runtime.keys.encrypt(applicant, table="instance", column="applicant_name", key=case)
        head = {
            "key": case,
            "definition_key": definition.key,
            "process_id": "petition",
            "version": 1,
            "status": "active",
            "body": b"",
            "number": number,
            "title": title,
            "channel": "web",
            "unit": "zjj",
            "intake_unit": "xfj",
            "restricted": False,
            "applicant_kind": "person",
            "applicant_name": sealed,
            "variables": {},
            "received_on": local_date(now),
            "started_at": now,
        }
        instances.add_instance(tx, head | more)
        search.index_case(tx, case, f"{number} {title} {applicant}")
        row = {
            "key": task,
            "instance_key": case,
            "engine_id": str(task),
            "process_id": "petition",
            "element_id": element_id,
            "name": name,
            "state": "open",
            "assignee": assignee,
            "for_applicant": "applicant" in groups,
            "priority": 50,
            "due_on": due_on,
            "opened_at": now,
            "version": 1,
        }
        tasks.add_tasks(tx, [row | of_task], [{"task_key": task, "candidate": one} for one in groups])
    return task


def put_term(runtime: Runtime, task_key: int, *, target_on: date, legal_on: date, warning_on: date) -> None:
    """Put a running term around a task of `put_task`."""
    with runtime.transaction() as tx:
        row = tasks.task_with_case(tx, task_key)
        assert row is not None
        add_term(
            tx,
            {
                "key": new_key(),
                "instance_key": row.instance_key,
                "engine_id": row.engine_id,
                "element_id": row.element_id,
                "rule": "petition-handle",
                "definition": {},
                "unit": "zjj",
                "event_on": local_date(runtime.clock.now()),
                "extension": 0,
                "legal_on": legal_on,
                "target_on": target_on,
                "warning_on": warning_on,
                "provisional": False,
                "calendar_version": "test",
                "state": "running",
                "opened_at": runtime.clock.now(),
            },
        )
