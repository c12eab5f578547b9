"""`/api/operations`: the same acts for programs, by the same rules; what is wrong is named by its member."""

import pytest
from flask import Flask

from app.runtime import Runtime
from tests.harness.city import sign_in_client
from tests.harness.operations import finish, open_tasks, start, task_at


def test_a_program_asks_answers_and_reads_what_was_said(app: Flask, office: Runtime) -> None:
    task = task_at(office, case := start(office).key, "prepare")
    limin, tangwei = sign_in_client(app, "limin"), sign_in_client(app, "tangwei")
    wanted = {"place": "before", "signers": "tangwei", "question": "可行吗?"}

    asked = limin.post(f"/api/operations/tasks/{task}/add-signer", json=wanted)
    waiting = limin.get(f"/api/operations/tasks/{task}").json
    [side] = [row.key for row in open_tasks(office, case) if row.side_of]
    answered = tangwei.post(f"/api/operations/tasks/{side}/answer", json={"agrees": "yes"})
    told = limin.get(f"/api/operations/tasks/{task}").json

    assert (asked.status_code, answered.status_code) == (204, 204)
    assert "加签意见没有回复" in waiting["locked"]
    assert (told["locked"], [one["agrees"] for one in told["requests"]]) == (None, [True])
    assert "add_signer" in told["offers"]


def test_a_program_circulates_and_sends_back(app: Flask, office: Runtime) -> None:
    case = start(office).key
    finish(office, case, "prepare", "limin")
    limin, luohao = sign_in_client(app, "limin"), sign_in_client(app, "tangwei")
    task = task_at(office, case, "countersign", "tangwei")

    sent = limin.post(f"/api/operations/cases/{case}/circulate", json={"readers": "guoming", "days": "2"})
    readers = limin.get(f"/api/operations/cases/{case}/readers").json["items"]
    targets = luohao.get(f"/api/operations/tasks/{task}/return-targets").json["items"]
    back = luohao.post(f"/api/operations/tasks/{task}/return", json={"to": "prepare", "reason": "重拟"})

    assert (sent.status_code, back.status_code) == (204, 204)
    assert [(one["name"], one["dueOn"]) for one in readers] == [("郭明", "2026-04-24")]
    assert [one["elementId"] for one in targets] == ["prepare"]
    assert [row.element_id for row in open_tasks(office, case)] == ["prepare"]


@pytest.mark.parametrize(
    ("login", "path", "body", "status"),
    [
        ("limin", "tasks/{task}/add-signer", {"place": "before", "signers": ["tangwei"]}, 422),
        ("limin", "tasks/{task}/add-signer", {"place": "before", "signers": "nobody"}, 422),
        ("limin", "tasks/{task}/no-such-act", {}, 404),
        ("limin", "tasks/1/ask", {}, 404),
        ("yuanye", "tasks/{task}/ask", {"colleague": "tangwei", "question": "?"}, 403),
        ("limin", "cases/{case}/suspend", {"reason": "急"}, 403),
        (None, "tasks/{task}/ask", {}, 401),
    ],
)
def test_what_is_wrong_or_not_allowed_is_refused_and_changes_nothing(
    app: Flask, office: Runtime, login: str | None, path: str, body: dict[str, object], status: int
) -> None:
    case = start(office).key
    task = task_at(office, case, "prepare")

    answer = sign_in_client(app, login).post(
        f"/api/operations/{path.format(task=task, case=case)}", json=body
    )

    assert answer.status_code == status
    assert answer.mimetype.endswith("json")
    assert [row.element_id for row in open_tasks(office, case)] == ["prepare"]
