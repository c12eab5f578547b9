"""Programs do user tasks by the rules of the pages: the form decides, the policy decides, a signature is a person's."""

import pytest

from app.people.act_as import act_as
from tests.harness.petition import bring_to, file_petition
from tests.harness.supplies import start, take


@pytest.fixture
def task(supplies):
    """Return a task of a case whose stock was checked."""
    key = start(supplies, order="o-1")
    [job] = take(supplies)
    supplies.post(f"/jobs/{job['jobKey']}/completion")
    [found] = supplies.found("/user-tasks/search", filter={"processInstanceKey": key})
    return found


def place(task):
    return f"/user-tasks/{task['userTaskKey']}"


def test_a_task_tells_its_form_and_candidates(supplies, task):
    form = supplies.get(f"{place(task)}/form").json

    assert task["candidateGroups"] == ["zjj.handler"]
    assert (form["formId"], form["version"]) == ("approve-order", 1)
    assert form["formKey"] == task["formKey"]
    assert supplies.get(f"/forms/{form['formKey']}").json == form


@pytest.mark.parametrize(
    ("variables", "field"),
    [
        ({}, "decision"),
        ({"decision": "perhaps"}, "decision"),
        ({"decision": "yes", "order": "x"}, "variables.order"),
    ],
)
def test_the_form_refuses_what_it_would_refuse_of_a_person(supplies, task, variables, field):
    answer = supplies.post(f"{place(task)}/completion", {"variables": variables})

    assert answer.status_code == 400
    assert [one["field"] for one in answer.json["errors"]] == [field]
    assert supplies.get(place(task)).json["state"] == "CREATED"


def test_a_task_is_assigned_given_back_and_done_once(supplies, task):
    assigned = supplies.post(f"{place(task)}/assignment", {"assignee": "luohao"})
    holder = supplies.get(place(task)).json["assignee"]
    again = supplies.post(f"{place(task)}/assignment", {"assignee": "dingning", "allowOverride": False})
    given_back = supplies.send("DELETE", f"{place(task)}/assignee")
    done = supplies.post(f"{place(task)}/completion", {"variables": {"decision": "yes"}})
    twice = supplies.post(f"{place(task)}/completion", {"variables": {"decision": "yes"}})

    assert (assigned.status_code, holder, again.status_code) == (204, "luohao", 409)
    assert (given_back.status_code, done.status_code, twice.status_code) == (204, 204, 409)


def test_a_task_is_changed_by_who_holds_it(supplies, task):
    supplies.post(f"{place(task)}/assignment", {"assignee": "luohao"})

    changed = supplies.send(
        "PATCH", place(task), {"changeset": {"priority": 80, "dueDate": "2026-12-24T08:00:00Z"}}
    )
    groups = supplies.send("PATCH", place(task), {"changeset": {"candidateGroups": ["zjj.registrar"]}})

    assert (changed.status_code, groups.status_code) == (204, 204)
    found = supplies.get(place(task)).json
    assert (found["priority"], found["dueDate"]) == (80, "2026-12-24T16:00:00.000Z")
    assert found["candidateGroups"] == ["zjj.registrar"]


def test_filters_find_tasks_by_group_variable_and_day(supplies, task):
    def found(**asked):
        return len(supplies.found("/user-tasks/search", filter={"elementId": "approve", **asked}))

    assert found(candidateGroup="zjj.handler") == 1
    assert found(candidateGroup={"$in": ["zrzy.handler"]}) == 0
    assert found(processInstanceVariables=[{"name": "order", "value": '"o-1"'}]) == 1
    assert found(processInstanceVariables=[{"name": "order", "value": {"$like": "*o-2*"}}]) == 0
    assert found(state={"$neq": "COMPLETED"}, **{"$or": [{"name": "审批"}, {"name": "别的"}]}) == 1
    assert found(dueDate={"$exists": True}) == 0


def test_another_office_neither_finds_nor_does_the_task(supplies, task, api_client):
    stranger = api_client("pengfei")

    assert stranger.found("/user-tasks/search") == []
    assert stranger.get(place(task)).status_code in (403, 404)
    assert stranger.post(f"{place(task)}/completion", {"variables": {"decision": "yes"}}).status_code in (
        403,
        404,
    )


def test_a_client_without_the_right_does_nothing(supplies, task, api_client):
    reader = api_client("luohao", ["cases.read"])

    answer = reader.post(f"{place(task)}/completion", {"variables": {"decision": "yes"}})

    assert answer.status_code == 403
    assert "没有这项权限" in answer.json["detail"]


def test_a_signature_is_given_by_a_person_only(city, app, api_client):
    started = file_petition(city, act_as(city, "hexiuying"))
    bring_to(city, started.key, "review_opinion")
    head = api_client("tangwei")
    [task] = head.found(
        "/user-tasks/search", filter={"processInstanceKey": str(started.key), "state": "CREATED"}
    )

    answer = head.post(f"{place(task)}/completion", {"variables": {"approval": "approved"}})

    assert answer.status_code == 403
    assert head.get(place(task)).json["state"] == "CREATED"
