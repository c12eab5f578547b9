"""One task from a person's click to the next task: in one transaction, once, whatever else happens."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from app import forms
from app.cases.moving.complete import complete_task
from app.cases.moving.form_errors import FormInvalidError
from app.errors import ConflictError, ForbiddenError, LuoshuError, NotFoundError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import instances, tasks
from tests.harness.petition import STEPS, bring_to, do, file_petition, open_task


def states(runtime: Runtime, case: int) -> dict[str, list[str]]:
    with runtime.read() as tx:
        rows = tasks.tasks_of(tx, case)
    found: dict[str, list[str]] = {}
    for row in rows:
        found.setdefault(row.state, []).append(row.element_id)
    return found


def test_a_petition_runs_from_filing_to_delivery(city: Runtime) -> None:
    started = file_petition(city)

    for step in STEPS:
        do(city, started.key, step)

    assert started.number == "信访〔2026〕1号"
    assert states(city, started.key) == {
        "completed": [*STEPS],
        "open": ["rate", "request_review"],
    }


def test_a_second_click_changes_nothing(city: Runtime) -> None:
    case = file_petition(city).key
    who, values = STEPS["register"]
    task = open_task(city, case, "register")
    complete_task(city, act_as(city, who), task, forms.as_post(values))

    with pytest.raises(ConflictError):
        complete_task(city, act_as(city, who), task, forms.as_post(values))

    assert states(city, case) == {"completed": ["register"], "open": ["transfer"]}


def test_of_many_clicks_at_once_one_counts(city: Runtime) -> None:
    case = file_petition(city).key
    who, values = STEPS["register"]
    task, actor = open_task(city, case, "register"), act_as(city, who)

    def click(_: int) -> str:
        try:
            complete_task(city, actor, task, forms.as_post(values))
        except ConflictError:
            return "late"
        return "first"

    with ThreadPoolExecutor(6) as pool:
        found = sorted(pool.map(click, range(6)))

    assert found == ["first", *["late"] * 5]
    assert states(city, case) == {"completed": ["register"], "open": ["transfer"]}


def test_a_worker_with_a_stale_copy_reads_the_new_state(city: Runtime) -> None:
    case = file_petition(city).key
    stale = city.live
    bring_to(city, case, "accept")
    kept = dict(stale._entries)
    do(city, case, "accept")
    stale._entries.clear()
    stale._entries.update(kept)

    do(city, case, "investigate")

    assert states(city, case)["open"] == ["draft_opinion"]


def test_a_refused_form_names_each_field_and_changes_nothing(city: Runtime) -> None:
    case = file_petition(city).key
    task = open_task(city, case, "register")

    with pytest.raises(FormInvalidError) as refused:
        complete_task(city, act_as(city, "zhaolin"), task, {"registration": ["forged"]})

    assert "registration" in refused.value.fields
    assert states(city, case) == {"open": ["register"]}


@pytest.mark.parametrize("stranger", ["luohao", "hexiuying", "mingjian", "fangyuan"])
def test_a_stranger_completes_nothing(city: Runtime, stranger: str) -> None:
    case = file_petition(city).key
    task = open_task(city, case, "register")

    with pytest.raises((NotFoundError, ForbiddenError)):
        complete_task(city, act_as(city, stranger), task, forms.as_post(STEPS["register"][1]))

    assert states(city, case) == {"open": ["register"]}


def test_an_exception_half_way_leaves_nothing_behind(city: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    case = file_petition(city).key
    with city.read() as tx:
        before = instances.instance_by_key(tx, case)

    def broken(*_: object, **__: object) -> bool:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(instances, "save_instance", broken)
        with pytest.raises(OSError, match="disk full"):
            do(city, case, "register")

    with city.read() as tx:
        after = instances.instance_by_key(tx, case)
    assert tuple(before) == tuple(after)
    do(city, case, "register")
    assert states(city, case)["open"] == ["transfer"]


def test_completing_a_task_is_one_commit_and_few_statements(city: Runtime) -> None:
    case = file_petition(city).key
    bring_to(city, case, "investigate")
    who, values = STEPS["investigate"]
    task, actor, posted = open_task(city, case, "investigate"), act_as(city, who), forms.as_post(values)
    statements: list[str] = []
    commits: list[int] = []
    event.listen(city.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    event.listen(city.engine, "commit", lambda _: commits.append(1))

    complete_task(city, actor, task, posted)

    sql = [one for one in statements if not one.startswith("BEGIN")]
    assert len(sql) <= 15, "\n".join(sql)
    assert len(commits) == 1


def test_errors_of_use_cases_carry_words_for_the_reader(city: Runtime) -> None:
    with pytest.raises(LuoshuError) as refused:
        complete_task(city, act_as(city, "zhaolin"), 1, {})

    assert str(refused.value.message) == "没有找到这项任务"
