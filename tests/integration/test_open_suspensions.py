"""A suspension without an end moves the shown dates day by day, and nothing fires while the clock stands still."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.cases.moving.fire_timers import fire_due_timers
from app.cases.moving.follow_suspensions import follow_suspensions
from app.cases.moving.handlers.duties import enqueue_duties
from app.cases.moving.run_jobs import run_ready_jobs
from app.clock import DemoClock
from app.runtime import Runtime
from app.store import instances, tasks, terms
from app.store.keys import new_key
from tests.harness.petition import bring_to, file_petition

TODAY = date(2026, 4, 22)
LEGAL = date(2026, 6, 21)
"""Sixty days after the acceptance of the test's day (信访工作条例 34)."""


@pytest.fixture
def case(city: Runtime) -> int:
    """Return a case in handling whose term of sixty days was suspended today, nobody knows for how long."""
    key = file_petition(city).key
    bring_to(city, key, "investigate")
    with city.transaction() as tx:
        values = {
            "key": new_key(),
            "term_key": running(city, key).key,
            "starts_on": TODAY + timedelta(days=1),
        }
        values |= {"ends_on": None, "reason": "听证", "actor_key": None, "recorded_at": city.clock.now()}
        terms.add_suspension(tx, values)
    return key


def running(city: Runtime, case: int):
    with city.read() as tx:
        found = [row for row in terms.terms_of(tx, case) if row.state == "running"]
    return next(row for row in found if row.legal_on >= LEGAL)


def events(city: Runtime, case: int) -> tuple[int, int]:
    with city.read() as tx:
        head = instances.head_by_key(tx, case)
        return head.version, len(tasks.tasks_of(tx, case))


def test_every_day_of_it_moves_the_date_by_one_and_twice_a_day_changes_nothing(
    city: Runtime, clock: DemoClock, case: int
) -> None:
    assert running(city, case).legal_on == LEGAL

    for day in (1, 2, 3):
        clock.set(clock.now() + timedelta(days=1))
        enqueue_duties(city)
        run_ready_jobs(city)
        assert running(city, case).legal_on == LEGAL + timedelta(days=day)

    assert follow_suspensions(city) == 0


def test_the_timer_moves_along_so_that_nothing_fires_even_after_days_without_a_worker(
    city: Runtime, clock: DemoClock, case: int
) -> None:
    open_before = events(city, case)[1]
    clock.set(clock.now() + timedelta(days=100))

    fire_due_timers(city)

    with city.read() as tx:
        head = instances.head_by_key(tx, case)
    assert running(city, case).legal_on == LEGAL + timedelta(days=100)
    assert head.next_due == datetime(2026, 9, 29, 16, tzinfo=UTC)
    assert events(city, case)[1] == open_before


def test_when_it_ends_the_days_it_lasted_stay(city: Runtime, clock: DemoClock, case: int) -> None:
    clock.set(clock.now() + timedelta(days=5))
    follow_suspensions(city)
    with city.transaction() as tx:
        pause = terms.suspensions_of(tx, [running(city, case).key])[0]
        terms.end_suspension(tx, pause.key, TODAY + timedelta(days=5), clock.now())

    clock.set(clock.now() + timedelta(days=10))

    assert follow_suspensions(city) == 0
    assert running(city, case).legal_on == LEGAL + timedelta(days=5)
