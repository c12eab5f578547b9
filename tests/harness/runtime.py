"""A runtime on a fresh database with a clock that stands still until a test moves it."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from app.clock import LOCAL_ZONE, DemoClock
from app.runtime import Runtime, open_runtime
from config import Settings

START = datetime(2026, 4, 22, 9, 0, tzinfo=LOCAL_ZONE).astimezone(UTC)
"""Where every test's clock stands unless it says otherwise: a Wednesday morning in the demo city."""


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line(
        "markers", 'now("2026-04-22"): the local day, 09:00, at which the test clock stands'
    )


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> DemoClock:
    """Return a clock at `@pytest.mark.now("YYYY-MM-DD")` (or "YYYY-MM-DD HH:MM"), local time."""
    marker = request.node.get_closest_marker("now")
    if marker is None:
        return DemoClock(START)
    moment = datetime.fromisoformat(marker.args[0])
    if moment.time() == time(0) and len(marker.args[0]) == 10:
        moment = moment.replace(hour=9)
    return DemoClock(moment.replace(tzinfo=LOCAL_ZONE))


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Return the settings of an installation that lives in the test's own folder."""
    data = tmp_path / "var"
    return Settings(database_url=database_url, data_dir=data, key_file=data / "keys.json", demo=True)


@pytest.fixture
def runtime(settings: Settings, clock: DemoClock) -> Iterator[Runtime]:
    """Return an open runtime on a fresh database; its connections are given back after the test."""
    opened = open_runtime(settings, clock=clock)
    yield opened
    opened.close()
