"""run.py as people start it: it serves and works, stops both when told, and leaves nothing behind when it is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from app import forms
from app.access.actor import GUEST
from app.cases.moving.start import start_case
from app.runtime import Runtime
from app.store import jobs
from config import ROOT
from tests.harness.installation import Browser, Installation, answers, free_port
from tests.harness.petition import FILING, STEPS


@pytest.fixture
def served(city: Runtime) -> Iterator[Installation]:
    """Return the city served by run.py."""
    found = Installation(replace(city.settings, demo=False), free_port())
    try:
        found.start()
        yield found
    finally:
        found.kill()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def undone(city: Runtime) -> int:
    with city.read() as tx:
        counts = jobs.count_jobs(tx)
    return counts.get("ready", 0) + counts.get("running", 0)


@pytest.mark.database("sqlite")
def test_it_serves_and_works_and_stops_both_when_told(city: Runtime, served: Installation) -> None:
    posted = forms.as_post(FILING)
    started = start_case(city, GUEST, "petition", posted, token="once")
    wait_until(lambda: undone(city) == 0)
    page = Browser(served.port).sign_in(STEPS["register"][0]).get("/inbox?box=group")

    code = served.stop()

    assert started.number in page.text
    assert code == 0
    assert not answers(served.port)
    assert served.children() == ()


@pytest.mark.database("sqlite")
def test_a_killed_launcher_takes_its_site_along(served: Installation) -> None:
    assert served.process is not None
    os.kill(served.process.pid, signal.SIGKILL)
    served.process.wait()

    wait_until(lambda: not answers(served.port) and not served.children())


@pytest.mark.parametrize(
    ("variable", "value"), [("LUOSHU_SMTP_PORT", "abc"), ("LUOSHU_KEY_FILE", "/nowhere/keys.json")]
)
def test_a_bad_setting_ends_it_at_once_and_is_named(variable: str, value: str, tmp_path) -> None:
    environment = {name: text for name, text in os.environ.items() if not name.startswith("LUOSHU_")}
    environment |= {
        "LUOSHU_DATA_DIR": str(tmp_path),
        "LUOSHU_DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3",
    }

    ended = subprocess.run(
        [sys.executable, "run.py", "--port", str(free_port())],
        cwd=ROOT,
        env={**environment, variable: value},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert ended.returncode == 2
    assert value in ended.stderr
