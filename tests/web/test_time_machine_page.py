"""The time machine: open to everybody in the demo city, not there elsewhere."""

from datetime import timedelta

import pytest

from tests.harness.petition import do, file_petition


def test_the_clock_is_shown_to_everybody(client_of):
    page = client_of(None).get("/time-machine").text

    assert "2026-04-22 09:00" in page


def test_a_day_passes_and_what_happened_is_told(client_of, city, clock):
    case = file_petition(city)
    for step in ("register", "transfer", "accept"):
        do(city, case.key, step)

    page = client_of(None).post("/time-machine", data={"date": "2026-06-23"}).text

    assert case.number in page
    assert "2026-06-23 09:00" in page


@pytest.mark.parametrize(("step", "hours"), [("hour", 1), ("day", 24), ("week", 168), ("month", 720)])
def test_each_button_moves_the_clock(client_of, clock, step, hours):
    before = clock.now()

    client_of(None).post("/time-machine", data={"step": step})

    assert clock.now() - before == timedelta(hours=hours)


@pytest.mark.parametrize("date", ["", "yesterday", "2026-04-01", "2029-01-01"])
def test_a_day_that_cannot_be_reached_is_refused(client_of, clock, date):
    before = clock.now()

    answer = client_of(None).post("/time-machine", data={"date": date})

    assert answer.status_code == 422
    assert clock.now() == before


def test_elsewhere_there_is_no_such_page(client_of, city, clock):
    object.__setattr__(city.settings, "demo", False)
    client = client_of(None)

    assert client.get("/time-machine").status_code == 404
    assert client.post("/time-machine", data={"step": "day"}).status_code == 404
