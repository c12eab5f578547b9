"""Time passes: whatever falls due on the way happens at its own moment."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.access.actor import GUEST
from app.cases.rehearsal.move_time import move_time
from app.cases.rehearsal.pass_time import pass_time
from app.clock import LOCAL_ZONE, OffsetClock, local_date
from app.errors import ForbiddenError, InvalidError
from app.runtime import open_runtime
from app.store import instances, jobs
from app.store.tables.audit import audit_event
from app.store.tables.cases import element_event, job
from tests.harness.petition import do, file_petition


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL_ZONE)


@pytest.fixture
def handled(city):
    """A petition in the hands of the unit since 2026-04-22; its 60 days end on Sunday 2026-06-21, the target is 06-18."""
    case = file_petition(city)
    for step in ("register", "transfer", "accept"):
        do(city, case.key, step)
    return case


def test_a_timer_fires_at_its_own_moment_and_not_at_the_end_of_the_journey(city, clock, handled):
    pass_time(city, local("2026-08-01T09:00"), clock.set)

    with city.read() as tx:
        fired = tx.execute(
            select(element_event).where(element_event.c.element_id == "handling_overdue")
        ).first()
        supervised = tx.execute(
            select(element_event).where(element_event.c.element_id == "supervise_handling")
        ).first()
    assert fired.left_at.astimezone(LOCAL_ZONE) == local("2026-06-19T00:00")
    assert local_date(supervised.left_at) == local("2026-06-19T00:00").date()
    assert clock.now() == local("2026-08-01T09:00")


def test_the_duties_of_the_day_reached_are_done(city, clock):
    move_time(city, GUEST, clock.now() + timedelta(days=3))

    with city.read() as tx:
        duties = {row.once_key: row.state for row in tx.execute(select(job).where(job.c.kind == "duty"))}
    assert duties["duty:close_day:2026-04-25"] == "done"


def test_a_job_that_waits_for_later_is_done_when_its_time_comes(city, clock):
    with city.transaction() as tx:
        jobs.enqueue(tx, "calendar", {}, run_at=clock.now() + timedelta(hours=5))

    assert pass_time(city, clock.now() + timedelta(hours=4), clock.set).jobs == 0
    assert pass_time(city, clock.now() + timedelta(hours=4), clock.set).jobs == 1


def test_something_overdue_that_cannot_be_done_does_not_hold_the_clock(city, clock):
    with city.transaction() as tx:
        jobs.enqueue(tx, "no such kind", {}, run_at=clock.now() - timedelta(days=1), max_attempts=1)

    passed = pass_time(city, clock.now() + timedelta(hours=1), clock.set)

    assert passed.stops < 5


def test_moving_the_clock_tells_what_happened_in_which_case(city, handled):
    moved = move_time(city, GUEST, local("2026-06-23T09:00"))

    [case] = moved.cases
    assert case.number == handled.number
    assert f"{case.items[0].at.astimezone(LOCAL_ZONE):%m-%d %H:%M}" == "06-19 00:00"
    assert moved.moves >= 1
    assert not moved.cut


def test_an_accusation_is_not_named(city, clock):
    file_petition(city, purpose="accusation", accused_unit="cgj")

    moved = move_time(city, GUEST, clock.now() + timedelta(days=30))

    assert [case.number for case in moved.cases] == [""]


@pytest.mark.parametrize("days", [0, -1, 401])
def test_time_only_goes_forward_and_not_too_far(city, clock, days):
    before = clock.now()

    with pytest.raises(InvalidError) as refused:
        move_time(city, GUEST, before + timedelta(days=days))

    assert set(refused.value.fields) == {"to"}
    assert clock.now() == before


def test_outside_the_demo_city_there_is_no_time_machine(city, clock):
    object.__setattr__(city.settings, "demo", False)

    with pytest.raises(ForbiddenError):
        move_time(city, GUEST, clock.now() + timedelta(days=1))


def test_a_move_is_written_into_the_record(city, clock):
    move_time(city, GUEST, clock.now() + timedelta(hours=1))

    with city.read() as tx:
        assert tx.execute(select(audit_event).where(audit_event.c.action == "time.moved")).first() is not None


def test_every_process_of_the_city_follows_the_moved_clock(city, settings):
    running, other = open_runtime(settings), open_runtime(settings)
    running.keys = other.keys = city.keys
    running.blobs = other.blobs = city.blobs
    try:
        before = other.clock.now()
        move_time(running, GUEST, running.clock.now() + timedelta(days=2))
        with other.read():
            seen = other.clock.now()
        assert isinstance(other.clock, OffsetClock)
        assert timedelta(days=2) <= seen - before < timedelta(days=2, minutes=5)
    finally:
        running.close()
        other.close()


def test_a_case_that_waits_has_its_next_moment_in_its_row(city, handled):
    with city.read() as tx:
        assert instances.next_due(tx) is not None
