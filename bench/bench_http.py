"""A task completed over HTTP (session, token, form, engine, record) against one indexed UPDATE over the same server.

Both are served by gunicorn as run.py starts it and asked by turns; the statements and commits of the completing
request are counted besides, in this process.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, redirect_stderr
from io import StringIO
from pathlib import Path
from statistics import median
from subprocess import DEVNULL
from unittest import mock

from sqlalchemy import Connection, event

from app import create_app, forms
from app.cases.moving.run_jobs import run_ready_jobs
from app.runtime import Runtime
from app.store.base import READ_ONLY, open_engine
from app.store.migrate import migrate
from bench import bare_site
from bench.figure import Figure
from run import start_site
from tests.harness import postgres
from tests.harness.city import sign_in_client
from tests.harness.installation import Browser, Installation, answers, free_port
from tests.harness.petition import STEPS, file_petition, open_task

CASES, WARM_UP = 24, 4
WALKED = ("register", "transfer", "accept", "investigate")
LIMIT = 8.0
STATEMENTS, COMMITS = 15, 1


def measure() -> Iterable[Figure]:
    """Yield ratio, statements and commits on both databases."""
    folder = Path(tempfile.mkdtemp(prefix="luoshu-bench-", dir="/tmp"))
    try:
        yield from _measure_on("SQLite", f"sqlite:///{folder / 'luoshu.sqlite3'}", folder / "sqlite")
        folder.chmod(0o755)
        # on the disk, as SQLite's file: in memory a commit would cost nothing
        cluster = postgres.start(folder)
        try:
            cluster.execute("CREATE DATABASE luoshu")
            yield from _measure_on("PostgreSQL", cluster.url("luoshu"), folder / "postgresql")
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure_on(database: str, url: str, folder: Path) -> Iterable[Figure]:
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    bare_site.fill(url)
    city = Installation.make(url, folder)
    runtime = city.open()
    try:
        yield _timed(database, city, runtime)
        yield from _counted(database, runtime)
    finally:
        runtime.close()


def _timed(database: str, city: Installation, runtime: Runtime) -> Figure:
    cases = [file_petition(runtime).key for _ in range(CASES + WARM_UP)]
    with (
        _served(city, "app:create_app()") as port,
        _served(city, "bench.bare_site:create_app()") as bare_port,
    ):
        people = {login: Browser(port).sign_in(login) for login in {STEPS[step][0] for step in WALKED}}
        bare = Browser(bare_port)
        worked, bared = [], []
        for step in WALKED:
            who, values = STEPS[step]
            posted = forms.as_post(values)
            for number, case in enumerate(cases):
                path = f"/tasks/{open_task(runtime, case, step)}"
                one = _seconds(lambda path=path: people[who].post(path, posted).status)  # noqa: B023
                other = _seconds(lambda number=number: bare.post(f"/{number}", {}).status)
                if number >= WARM_UP:
                    worked.append(one)
                    bared.append(other)
            run_ready_jobs(runtime)
    ours, base = median(worked), median(bared)
    note = f"{ours * 1000:.2f} ms, bare {base * 1000:.2f} ms, medians of {len(worked)}"
    return Figure(f"task over HTTP / bare UPDATE, {database}", ours / base, LIMIT, "×", note)


@contextmanager
def _served(city: Installation, application: str) -> Iterator[int]:
    """Serve an application on a free port as run.py does."""
    port = free_port()
    with mock.patch.dict(os.environ, city.environment):
        site = start_site("127.0.0.1", port, 1, application=application, logs=DEVNULL)
    try:
        while not answers(port):
            time.sleep(0.05)
        yield port
    finally:
        site.terminate()
        site.wait(60)


def _seconds(ask: Callable[[], int]) -> float:
    started = time.perf_counter()
    status = ask()
    took = time.perf_counter() - started
    if status != 303:
        raise AssertionError(status)
    return took


def _counted(database: str, runtime: Runtime) -> Iterable[Figure]:
    """Yield the most statements and commits of a completion, over the requests that complete one case's tasks."""
    with redirect_stderr(StringIO()):
        site = create_app(runtime=runtime)
    site.config["WTF_CSRF_ENABLED"] = False
    written: list[str] = []
    read: list[str] = []
    commits: list[int] = []

    def count(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            (read if connection.get_execution_options().get(READ_ONLY) else written).append(statement)

    event.listen(runtime.engine, "before_cursor_execute", count)
    event.listen(runtime.engine, "commit", lambda _: commits.append(1))
    case = file_petition(runtime).key
    found = []
    for step in WALKED:
        who, values = STEPS[step]
        client, path = sign_in_client(site, who), f"/tasks/{open_task(runtime, case, step)}"
        for counted in (written, read, commits):
            counted.clear()
        answer = client.post(path, data=forms.as_post(values))
        if answer.status_code != 303:
            raise AssertionError(answer.text)
        found.append((len(written), len(read), len(commits)))
        run_ready_jobs(runtime)
    statements, sessions, ended = (max(column) for column in zip(*found, strict=True))
    note = f"and {sessions} that read who asks"
    yield Figure(f"SQL statements a completion, {database}", statements, STATEMENTS, "", note)
    yield Figure(f"commits a completion, {database}", ended, COMMITS, "", "of the whole request")
