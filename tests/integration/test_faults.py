"""The database killed in the middle of a click, and two clicks at once: done wholly or not at all, and never twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import Connection, event
from werkzeug.datastructures import MultiDict

from app import forms
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.record.audit_verify import verify_record
from app.runtime import Runtime
from app.store import tasks
from tests.harness import postgres
from tests.harness.city import sign_in_client
from tests.harness.databases import migrate_database
from tests.harness.installation import Browser, Installation, free_port
from tests.harness.petition import STEPS, file_petition, open_task

WHO, VALUES = STEPS["register"]


@pytest.fixture(scope="module")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """Start a server of these tests' own: they kill it."""
    cluster = postgres.start()
    try:
        cluster.make_template(migrate_database)
        yield cluster
    finally:
        cluster.stop()


def steps_of(runtime: Runtime, case: int) -> list[tuple[str, str]]:
    with runtime.read() as tx:
        return [(row.element_id, row.state) for row in tasks.tasks_of(tx, case)]


def before_the_first_row(runtime: Runtime, kill: Callable[[], None]) -> None:
    _at_statement(runtime, "INSERT INTO submission", kill)


def before_the_last_row(runtime: Runtime, kill: Callable[[], None]) -> None:
    _at_statement(runtime, "UPDATE instance", kill)


def when_the_commit_is_asked_for(runtime: Runtime, kill: Callable[[], None]) -> None:
    event.listen(runtime.engine, "commit", lambda _: kill())


def when_the_commit_is_done_but_not_yet_told(runtime: Runtime, kill: Callable[[], None]) -> None:
    commit = runtime.engine.dialect.do_commit

    def commit_and_lose(connection: Any) -> None:
        commit(connection)
        kill()
        # what the driver finds when it waits for the answer
        connection.execute("SELECT 1")

    runtime.engine.dialect.do_commit = commit_and_lose  # type: ignore[method-assign]


def _at_statement(runtime: Runtime, beginning: str, kill: Callable[[], None]) -> None:
    def look(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(beginning):
            kill()

    event.listen(runtime.engine, "before_cursor_execute", look)


@pytest.mark.database("postgresql")
@pytest.mark.parametrize(
    "moment",
    [
        before_the_first_row,
        before_the_last_row,
        when_the_commit_is_asked_for,
        when_the_commit_is_done_but_not_yet_told,
    ],
)
def test_a_database_killed_in_mid_click_leaves_no_half_and_takes_the_second_click(
    app: Flask, city: Runtime, postgres_cluster: postgres.Cluster, moment: Callable[..., None]
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    case = file_petition(city).key
    path, client = f"/tasks/{open_task(city, case, 'register')}", sign_in_client(app, WHO)
    killed: list[bool] = []

    def kill() -> None:
        if not killed:
            killed.append(True)
            postgres_cluster.crash()

    moment(city, kill)
    told = client.post(path, data=forms.as_post(VALUES))
    again_while_down = client.get(path)
    postgres_cluster.restart()
    after = steps_of(city, case)

    page = html.fromstring(told.text)
    assert killed
    assert (told.status_code, again_while_down.status_code) == (503, 503)
    assert "您填写的内容没有丢失" in told.text
    assert after in ([("register", "open")], [("register", "completed"), ("transfer", "open")])
    assert (after[0][1] == "completed") == (moment is when_the_commit_is_done_but_not_yet_told)

    form = next(one for one in page.xpath("//main//form") if one.get("action") == path)
    second = client.post(path, data=MultiDict(form.form_values()))
    run_ready_jobs(city)

    assert second.status_code == 303
    assert steps_of(city, case) == [("register", "completed"), ("transfer", "open")]
    assert verify_record(city).findings == ()


def test_a_password_does_not_travel_back_in_the_page_of_an_outage(
    app: Flask, city: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        from sqlalchemy.exc import OperationalError

        raise OperationalError(None, None, Exception("database is locked"))

    event.listen(city.engine, "before_cursor_execute", locked)

    told = app.test_client().post("/sign-in", data={"login": "zhaolin", "password": "Geheim-4711"})

    assert told.status_code == 503
    assert "Geheim-4711" not in told.text


def test_two_clicks_at_once_over_http_count_once(city: Runtime, tmp_path: Any) -> None:
    case = file_petition(city).key
    path = f"/tasks/{open_task(city, case, 'register')}"
    served = Installation(city.settings, free_port())
    posted = forms.as_post(VALUES)

    try:
        served.start()
        first = Browser(served.port).sign_in(WHO)
        second = first.second_window()
        with ThreadPoolExecutor(2) as pool:
            found = sorted(
                answer.status for answer in pool.map(lambda one: one.post(path, posted), (first, second))
            )
        code = served.stop()
    finally:
        served.kill()

    # the late click is told that its own first one counted
    assert found == [303, 303]
    assert code == 0
    assert steps_of(city, case) == [("register", "completed"), ("transfer", "open")]
    assert verify_record(city).findings == ()
