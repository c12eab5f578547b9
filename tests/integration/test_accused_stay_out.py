"""An accusation never comes into the hands of the accused unit's people, not even of those who hold the post."""

import pytest

from app.access.actor import Actor
from app.cases.desk.bulk import claim_tasks, reassign_tasks
from app.cases.desk.claim import claim_task, reassign_task, take_over_task
from app.errors import InvalidError, LuoshuError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import people, tasks
from tests.harness.city import key_of
from tests.harness.petition import file_petition, open_task
from tests.integration.test_hand_tasks_on import substitute

REASON = "请接着办"


@pytest.fixture
def accusation(city: Runtime) -> int:
    """Return the open task of an accusation against zjj, where luohao of zjj holds the registrar's post too."""
    posts = {"zjj.handler", "xfj.registrar"}
    with city.transaction() as tx:
        people.set_memberships(tx, key_of(city, "luohao"), posts, city.clock.now())
    case = file_petition(city, purpose="accusation", accused_unit="zjj", concerns_official=True).key
    return open_task(city, case, "register")


@pytest.fixture
def registrar(city: Runtime, accusation: int) -> Actor:
    """Return the registrar, who holds the task."""
    actor = act_as(city, "zhaolin")
    claim_task(city, actor, accusation)
    return actor


def holder(city: Runtime, task: int) -> int | None:
    with city.read() as tx:
        return tasks.task_with_case(tx, task).assignee


def test_it_is_not_handed_to_them(city: Runtime, accusation: int, registrar: Actor) -> None:
    with pytest.raises(InvalidError) as refused:
        reassign_task(city, registrar, accusation, "luohao", REASON)

    assert "属于被反映的单位" in str(refused.value)
    assert holder(city, accusation) == registrar.account_key


def test_it_is_not_handed_to_them_among_others(city: Runtime, accusation: int, registrar: Actor) -> None:
    other = open_task(city, file_petition(city).key, "register")
    claim_task(city, registrar, other)

    report = {
        item.key: item for item in reassign_tasks(city, registrar, [accusation, other], "luohao", REASON)
    }

    assert report[accusation].refused is not None
    assert report[other].refused is None
    assert (holder(city, accusation), holder(city, other)) == (registrar.account_key, key_of(city, "luohao"))


def test_they_neither_claim_it_nor_take_it_over(city: Runtime, accusation: int) -> None:
    accused = act_as(city, "luohao")

    for act in (
        lambda: claim_task(city, accused, accusation),
        lambda: take_over_task(city, accused, accusation, REASON),
    ):
        with pytest.raises(LuoshuError):
            act()
    report = claim_tasks(city, accused, [accusation])

    assert report[0].refused is not None
    assert (report[0].number, report[0].title) == ("", "")
    assert holder(city, accusation) is None


def test_they_do_not_come_to_it_as_a_substitute(city: Runtime, accusation: int, registrar: Actor) -> None:
    substitute(city, "zhaolin", "tangwei")
    accused = act_as(city, "tangwei")

    with pytest.raises(LuoshuError):
        take_over_task(city, accused, accusation, REASON)
    with pytest.raises(LuoshuError):
        claim_task(city, accused, accusation)

    assert holder(city, accusation) == registrar.account_key
