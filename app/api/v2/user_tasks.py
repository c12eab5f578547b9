"""`/v2/user-tasks`: the tasks that people do; a program does them by the same rules."""

from datetime import datetime
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from app.api.v2.checking import as_moment
from app.api.v2.deployments import FORM, form_answer
from app.api.v2.moments import written
from app.api.v2.operation import Operation, body, json_answer, nothing, operation, search_of
from app.api.v2.searches import KEY, MOMENT, TEXT, WHOLE, Field, choice, page_answer, search_shape
from app.api.v2.shapes import (
    TENANT,
    anything,
    flag,
    key,
    list_of,
    members,
    moment,
    named,
    one_of,
    optional,
    record,
    tenant,
    text,
    whole,
)
from app.api.v2.variable_filter import wanted_with_variables, with_variables
from app.cases.desk.claim import unclaim_task
from app.cases.interface.act_on_user_task import (
    Change,
    assign_user_task,
    change_user_task,
    complete_user_task,
)
from app.cases.interface.user_tasks import UserTask, read_task_form, read_user_task, search_user_tasks
from app.edge import access, current_actor, current_runtime

blueprint = Blueprint("v2_user_tasks", __name__, url_prefix="/v2/user-tasks")

_STATES = (
    "CREATED",
    "COMPLETED",
    "CANCELED",
    "ASSIGNING",
    "CANCELING",
    "COMPLETING",
    "CREATING",
    "FAILED",
    "UPDATING",
)
_TASK = named(
    record(
        {
            "name": optional(text()),
            "state": one_of(*_STATES),
            "assignee": optional(text()),
            "elementId": text(),
            "candidateGroups": list_of(text()),
            "candidateUsers": list_of(text()),
            "processDefinitionId": text(),
            "creationDate": moment(),
            "completionDate": optional(moment()),
            "followUpDate": optional(moment()),
            "dueDate": optional(moment()),
            "tenantId": tenant(),
            "externalFormReference": optional(text()),
            "processDefinitionVersion": whole(1),
            "customHeaders": anything(),
            "userTaskKey": key(),
            "elementInstanceKey": key(),
            "processName": optional(text()),
            "processDefinitionKey": key(),
            "processInstanceKey": key(),
            "rootProcessInstanceKey": optional(key()),
            "businessId": optional(text()),
            "formKey": optional(key()),
            "tags": list_of(text()),
            "priority": whole(0, 100),
        }
    ),
    "UserTaskResult",
)
_FIELDS: dict[str, Field] = {
    "userTaskKey": KEY,
    "state": choice(*_STATES),
    "assignee": TEXT,
    "elementId": TEXT,
    "name": TEXT,
    "candidateGroup": Field(sortable=False),
    "candidateUser": Field(sortable=False),
    "processDefinitionId": TEXT,
    "processDefinitionKey": KEY,
    "processInstanceKey": KEY,
    "elementInstanceKey": KEY,
    "priority": WHOLE,
    "creationDate": MOMENT,
    "completionDate": MOMENT,
    "dueDate": MOMENT,
    "followUpDate": MOMENT,
    "businessId": TEXT,
}
_VARIABLES = ("processInstanceVariables", "localVariables")
_ACTION = optional(text(most=200))
_NAMES = optional(list_of(text(most=100, least=1), most=100))
_CHANGE = members(
    {
        "dueDate": optional({"anyOf": [moment(), text(most=0)]}),
        "followUpDate": optional({"anyOf": [moment(), text(most=0)]}),
        "candidateUsers": _NAMES,
        "candidateGroups": _NAMES,
        "priority": optional(whole(0, 100)),
    }
)


@blueprint.post("/search")
@access("case.search")
@operation(
    search_of(
        "searchUserTasks",
        "Search user tasks",
        with_variables(search_shape(_FIELDS, groups=True), *_VARIABLES),
        _TASK,
    )
)
def search() -> dict[str, Any]:
    """Search user tasks."""
    wanted = wanted_with_variables(body(), _FIELDS, _VARIABLES)
    found, items = search_user_tasks(current_runtime(), current_actor(), wanted)
    return page_answer(found, [_answer(one) for one in items])


@blueprint.get("/<key:task_key>")
@access("task.read")
@operation(Operation("getUserTask", "Read a user task", answers={200: _TASK}))
def show(task_key: int) -> dict[str, Any]:
    """Read a user task."""
    return _answer(read_user_task(current_runtime(), current_actor(), task_key))


@blueprint.get("/<key:task_key>/form")
@access("task.read")
@operation(Operation("getUserTaskForm", "Read the form of a task", answers={200: FORM, 204: None}))
def form(task_key: int) -> Response:
    """Read the form of a task; nothing when it has none."""
    found = read_task_form(current_runtime(), current_actor(), task_key)
    return json_answer(form_answer(found)) if found is not None else nothing()


@blueprint.post("/<key:task_key>/completion")
@access("task.complete")
@operation(
    Operation(
        "completeUserTask",
        "Complete a task; its form decides what is taken",
        body=members({"variables": optional(anything()), "action": _ACTION}),
        body_needed=False,
        answers={204: None},
    )
)
def complete(task_key: int) -> Response:
    """Complete a task."""
    variables = body().get("variables") or {}
    complete_user_task(current_runtime(), current_actor(), task_key, variables)
    return nothing()


@blueprint.post("/<key:task_key>/assignment")
@access("task.claim", "task.reassign")
@operation(
    Operation(
        "assignUserTask",
        "Give a task to a person",
        body=record(
            {"assignee": text(most=80, least=1)}, {"allowOverride": optional(flag()), "action": _ACTION}
        ),
        answers={204: None},
    )
)
def assign(task_key: int) -> Response:
    """Give a task to a person."""
    asked = body()
    override = asked.get("allowOverride") is not False
    assign_user_task(current_runtime(), current_actor(), task_key, asked["assignee"], override=override)
    return nothing()


@blueprint.delete("/<key:task_key>/assignee")
@access("task.unclaim")
@operation(Operation("unassignUserTask", "Give a task back to its group", answers={204: None}))
def unassign(task_key: int) -> Response:
    """Give a task back to its group."""
    unclaim_task(current_runtime(), current_actor(), task_key)
    return nothing()


@blueprint.patch("/<key:task_key>")
@access("task.complete", "task.reassign")
@operation(
    Operation(
        "updateUserTask",
        "Change days, priority or candidates of a task",
        body=members({"changeset": optional(_CHANGE), "action": _ACTION}),
        body_needed=False,
        answers={204: None},
    )
)
def update(task_key: int) -> Response:
    """Change a task."""
    asked = body().get("changeset") or {}
    change = Change(
        given=frozenset(asked),
        due_at=_moment(asked.get("dueDate")),
        follow_up_at=_moment(asked.get("followUpDate")),
        groups=asked.get("candidateGroups"),
        users=asked.get("candidateUsers"),
        priority=asked.get("priority"),
    )
    change_user_task(current_runtime(), current_actor(), task_key, change)
    return nothing()


def _moment(written: str | None) -> datetime | None:
    # an empty text takes the day away, as null does
    return as_moment(written) if written else None


def _answer(one: UserTask) -> dict[str, Any]:
    return {
        "name": one.name,
        "state": one.state,
        "assignee": one.assignee,
        "elementId": one.element_id,
        "candidateGroups": list(one.groups),
        "candidateUsers": list(one.users),
        "processDefinitionId": one.process_id,
        "creationDate": written(one.opened_at),
        "completionDate": written(one.closed_at),
        "followUpDate": written(one.follow_up_at),
        "dueDate": written(one.due_at),
        "tenantId": TENANT,
        "externalFormReference": None,
        "processDefinitionVersion": one.version,
        "customHeaders": dict(one.headers),
        "userTaskKey": str(one.key),
        "elementInstanceKey": str(one.element_key),
        "processName": one.process_name,
        "processDefinitionKey": str(one.definition_key),
        "processInstanceKey": str(one.instance_key),
        "rootProcessInstanceKey": str(one.instance_key),
        "businessId": one.business_id,
        "formKey": str(one.form_key) if one.form_key else None,
        "tags": list(one.tags),
        "priority": one.priority,
    }
