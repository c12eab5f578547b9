"""自动催办: whoever a task waits for is urged by itself at a share of the working days until its due date."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.moving.urge_at import urge_moment
from app.cases.operations.suspend import suspend_case
from app.clock import LOCAL_ZONE
from app.deadlines import build_calendar
from app.deadlines.published import published_calendar
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import notifications, supervision
from tests.harness.city import key_of
from tests.harness.operations import finish, start

DUE = "2026-05-07T18:00:00+08:00"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


@pytest.mark.parametrize(
    ("opened", "due", "share", "urged"),
    [
        # three working days over the May holiday, half of them: on the first, so that two are left
        ("2026-04-29T10:22", "2026-05-07", "0.5", "2026-04-30T09:00"),
        ("2026-04-20T10:00", "2026-04-30", "0.5", "2026-04-24T09:00"),
        ("2026-04-20T10:00", "2026-04-30", "0.9", "2026-04-29T09:00"),
        # due tomorrow or today: there is no earlier working day, so the clock decides
        ("2026-04-29T10:00", "2026-04-30", "0.5", "2026-04-30T02:00"),
        ("2026-04-29T10:00", "2026-04-29", "0.5", "2026-04-29T14:00"),
    ],
)
def test_the_moment_is_a_share_of_the_working_days(opened: str, due: str, share: str, urged: str) -> None:
    calendar = build_calendar(published_calendar())

    moment = urge_moment(local(opened), date.fromisoformat(due), Decimal(share), calendar)

    assert moment == local(urged)


def urges(office: Runtime, case: int):
    with office.read() as tx:
        return supervision.supervisions_of(tx, case)


def at(office: Runtime, moment: str) -> None:
    office.clock.set(local(moment))
    run_ready_jobs(office)


@pytest.mark.now("2026-04-29 10:22")
def test_an_open_task_is_urged_once_and_its_candidates_are_told(office: Runtime) -> None:
    case = start(office, due_at=DUE).key

    at(office, "2026-04-30T08:59")
    before = urges(office, case)
    at(office, "2026-04-30T09:00")
    at(office, "2026-05-06T09:00")

    [urge] = urges(office, case)
    with office.read() as tx:
        box, _ = notifications.box(tx, key_of(office, "limin"))
    assert before == []
    assert (urge.kind, urge.unit, urge.opened_by) == ("urge", "sfb", None)
    assert "2026年5月7日" in urge.body
    assert [one.subject.startswith("催办") for one in box] == [True]


@pytest.mark.now("2026-04-29 10:22")
def test_a_task_that_is_done_or_suspended_is_not_urged(office: Runtime) -> None:
    done, suspended = start(office, due_at=DUE).key, start(office, due_at=DUE).key
    finish(office, done, "prepare", "limin")
    suspend_case(office, act_as(office, "wangjianguo"), suspended, reason="等文件")

    office.clock.advance(timedelta(days=3))
    run_ready_jobs(office)

    assert urges(office, done) == urges(office, suspended) == []
