"""When a system is left alone, and whom an event is believed from."""

from datetime import UTC, datetime, timedelta

import pytest

from app.connectors import Breaker
from app.connectors.signature import is_signed, sign

NOW = datetime(2026, 4, 22, 1, 0, tzinfo=UTC)


def after(failures: int) -> Breaker:
    state = Breaker()
    for _ in range(failures):
        state = state.failed(NOW)
    return state


@pytest.mark.parametrize(
    ("failures", "pause_minutes", "light"),
    [(0, 0, "green"), (2, 0, "yellow"), (3, 1, "red"), (4, 2, "red"), (7, 16, "red"), (40, 16, "red")],
)
def test_the_pause_grows_with_failures_and_ends(failures: int, pause_minutes: int, light: str) -> None:
    state = after(failures)

    assert state.light(NOW) == light
    assert state.lets_through(NOW) is (pause_minutes == 0)
    assert state.lets_through(NOW + timedelta(minutes=pause_minutes))


def test_a_body_is_believed_with_its_own_signature_for_five_minutes() -> None:
    header = sign("s", b"body", NOW)

    assert is_signed(header, "s", b"body", NOW + timedelta(minutes=5))
    assert not is_signed(header, "s", b"body", NOW + timedelta(minutes=6))
    assert not is_signed(header, "s", b"other", NOW)
    assert not is_signed(header, "t", b"body", NOW)


@pytest.mark.parametrize(
    "header", ["", "t=,v1=", "t=x,v1=y", "v1=abc", "t=1777000000", "t=9" * 40, "t=١٢,v1=é"]
)
def test_a_broken_signature_is_no_error(header: str) -> None:
    assert not is_signed(header, "s", b"body", NOW)
