"""Tasks change hands: once, by those who may, with both names of a substitution in the record."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import forms
from app.cases.desk.bulk import claim_tasks
from app.cases.desk.claim import claim_task, reassign_task, take_over_task, unclaim_task
from app.cases.moving.complete import complete_task
from app.clock import local_date
from app.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import substitutes, tasks
from app.store.keys import new_key
from app.store.tables.audit import audit_event
from tests.harness.city import key_of
from tests.harness.desk import put_task
from tests.harness.petition import STEPS, file_petition, open_task


def holder(city: Runtime, task: int):
    with city.read() as tx:
        row = tasks.task_with_case(tx, task)
    return row.assignee, row.acting_for


def substitute(city: Runtime, principal: str, stand_in: str) -> None:
    today = local_date(city.clock.now())
    with city.transaction() as tx:
        substitutes.add_substitute(
            tx,
            {
                "key": new_key(),
                "principal_key": key_of(city, principal),
                "substitute_key": key_of(city, stand_in),
                "from_on": today,
                "to_on": today + timedelta(days=1),
                "processes": None,
                "created_at": city.clock.now(),
            },
        )


def recorded(city: Runtime, action: str):
    with city.read() as tx:
        events = tx.execute(select(audit_event).where(audit_event.c.action == action))
        return [(one.actor_key, one.on_behalf_of) for one in events]


def test_of_two_clerks_who_claim_at_once_one_gets_it(city: Runtime) -> None:
    task = put_task(city, "T-1")
    actors = [act_as(city, login) for login in ("luohao", "dingning")] * 2

    def claim(actor) -> str:
        try:
            claim_task(city, actor, task)
        except ConflictError:
            return "late"
        return actor.login

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(claim, actors))

    assert "late" in found
    assert len(found) == 2
    assert len(recorded(city, "task.claimed")) == 1


def test_claiming_twice_changes_nothing(city: Runtime) -> None:
    task, actor = put_task(city, "T-1"), act_as(city, "luohao")

    claim_task(city, actor, task)
    claim_task(city, actor, task)

    assert len(recorded(city, "task.claimed")) == 1


@pytest.mark.parametrize(
    ("login", "refusal"),
    [
        ("yuanye", ForbiddenError),
        ("mingjian", ForbiddenError),
        ("tangwei", ForbiddenError),
        ("maqiang", NotFoundError),
    ],
)
def test_whoever_is_no_candidate_claims_nothing(city: Runtime, login: str, refusal: type[Exception]) -> None:
    task = put_task(city, "T-1")

    with pytest.raises(refusal):
        claim_task(city, act_as(city, login), task)

    assert holder(city, task) == (None, None)


def test_a_stranger_does_not_learn_who_holds_a_task(city: Runtime) -> None:
    task = put_task(city, "T-1", assignee=key_of(city, "luohao"))

    with pytest.raises(ForbiddenError) as refused:
        claim_task(city, act_as(city, "yuanye"), task)

    assert "罗浩" not in str(refused.value)


def test_a_task_given_back_is_free_for_the_group(city: Runtime) -> None:
    task = put_task(city, "T-1", assignee=key_of(city, "luohao"))

    with pytest.raises(ForbiddenError):
        unclaim_task(city, act_as(city, "dingning"), task)
    unclaim_task(city, act_as(city, "luohao"), task)
    claim_task(city, act_as(city, "dingning"), task)

    assert holder(city, task) == (key_of(city, "dingning"), None)


def test_a_closed_task_no_longer_changes_hands(city: Runtime) -> None:
    task = put_task(city, "T-1", task_state="completed")
    actor = act_as(city, "luohao")

    for act in (
        lambda: claim_task(city, actor, task),
        lambda: unclaim_task(city, actor, task),
        lambda: take_over_task(city, actor, task, "x"),
        lambda: reassign_task(city, actor, task, "dingning", "x"),
    ):
        with pytest.raises(ConflictError):
            act()


@pytest.mark.parametrize("login", ["", "niemand", "yuanye", "maqiang"])
def test_a_task_is_handed_to_a_candidate_only(city: Runtime, login: str) -> None:
    task = put_task(city, "T-1", assignee=key_of(city, "luohao"))

    with pytest.raises(InvalidError) as refused:
        reassign_task(city, act_as(city, "tangwei"), task, login, "外出")

    assert list(refused.value.fields) == ["login"]
    assert holder(city, task) == (key_of(city, "luohao"), None)


def test_a_substitute_claims_and_completes_in_the_principals_name_too(city: Runtime) -> None:
    substitute(city, "zhaolin", "luohao")
    case = file_petition(city).key
    task = open_task(city, case, "register")
    luohao, zhaolin = key_of(city, "luohao"), key_of(city, "zhaolin")

    claim_task(city, act_as(city, "luohao"), task)
    held = holder(city, task)
    complete_task(city, act_as(city, "luohao"), task, forms.as_post(STEPS["register"][1]))

    assert held == (luohao, zhaolin)
    assert recorded(city, "task.claimed") == [(luohao, zhaolin)]
    assert recorded(city, "task.completed") == [(luohao, zhaolin)]


def test_a_substitution_that_is_over_lends_nothing(city: Runtime) -> None:
    substitute(city, "luohao", "yuanye")
    task = put_task(city, "T-1")
    city.clock.advance(timedelta(days=2))

    with pytest.raises(ForbiddenError):
        claim_task(city, act_as(city, "yuanye"), task)


def test_bulk_claiming_keeps_what_could_be_done(city: Runtime) -> None:
    free, foreign = put_task(city, "T-1"), put_task(city, "T-2", groups=("zrzy.handler",))

    items = claim_tasks(city, act_as(city, "luohao"), [free, foreign, free])

    assert [(one.key, one.refused is None) for one in items] == [(free, True), (foreign, False)]
    assert holder(city, free)[0] == key_of(city, "luohao")
