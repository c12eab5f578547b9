"""Tasks beside a task: rows in the inbox of whoever is asked; the engine knows nothing of them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row

from app.runtime import Runtime
from app.store import people, sides, tasks
from app.store.keys import new_key

NAMES: Mapping[str, str] = {"before": "加签意见", "after": "加签意见", "ask": "沟通"}
"""Kind of request → name of its task; task names are kept in the language of the drawings."""


def open_side_task(runtime: Runtime, tx: Connection, parent: Row[Any], *, kind: str, asked_key: int) -> int:
    """Put a task beside `parent` (a row of `get_task`) into somebody's inbox and return its key."""
    key = new_key()
    asked = people.find_account(tx, asked_key)
    row = {
        "key": key,
        "instance_key": parent.instance_key,
        "engine_id": f"side:{key}",
        "process_id": parent.process_id,
        "element_id": f"@{kind}",
        "name": NAMES[kind],
        "state": "open",
        "form_id": None,
        "assignee": asked_key,
        "for_applicant": False,
        "priority": parent.priority,
        "due_on": parent.due_on,
        "opened_at": runtime.clock.now(),
        "version": 1,
        "kind": "handle" if kind == "ask" else "review",
        "side_of": parent.key,
    }
    candidates = [] if asked is None else [{"task_key": key, "candidate": f"@{asked.login}"}]
    tasks.add_tasks(tx, [row], candidates)
    return key


def open_planned(runtime: Runtime, tx: Connection, parent: Row[Any]) -> None:
    """Ask for the opinions whose turn comes now that the task's own work is done."""
    for request in sides.requests_beside(tx, parent.key):
        if request.state == "planned":
            task_key = open_side_task(runtime, tx, parent, kind=request.kind, asked_key=request.asked_key)
            sides.change_request(tx, request.key, "planned", {"state": "open", "task_key": task_key})
