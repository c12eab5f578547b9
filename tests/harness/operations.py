"""A running circular for tests of acts on a case: deploy the example drawings, start one, find its tasks."""

import secrets
from pathlib import Path
from typing import Any

import pytest

from app import forms
from app.access.actor import SYSTEM
from app.cases.moving.complete import Completed, complete_task
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.moving.start import Started, start_case
from app.catalog import deploy as deploying
from app.catalog.read_package import read_package
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import tasks

DATA = Path(__file__).parents[1] / "data/operations"
SIGNERS = [{"unit": "zjj", "weight": 1}, {"unit": "zrzy", "weight": 1}, {"unit": "xfdd", "weight": 2}]
OPINION = {"opinion": "agree"}


@pytest.fixture
def office(city: Runtime) -> Runtime:
    """Return the city with the example drawings of the operations deployed."""
    for process_id in ("circular", "rounds"):
        package = read_package(DATA / "processes", DATA / "forms", process_id)
        deploying.deploy(city, SYSTEM, process_id, package.files)
    return city


def start(
    office: Runtime,
    process_id: str = "circular",
    login: str = "limin",
    *,
    title: str = "关于做好防汛工作的通知",
    **preset: Any,
) -> Started:
    """Start a case of an example drawing."""
    started = start_case(
        office,
        act_as(office, login),
        process_id,
        forms.as_post({"title": title}),
        token=secrets.token_hex(8),
        preset={"signers": SIGNERS, **preset},
    )
    run_ready_jobs(office)
    return started


def open_tasks(office: Runtime, case: int, element_id: str = "") -> list[Any]:
    """Return the open tasks of a case, those at an element only if one is named."""
    with office.read() as tx:
        rows = tasks.tasks_of(tx, case, state="open")
    return [row for row in rows if element_id in ("", row.element_id)]


def task_at(office: Runtime, case: int, element_id: str, login: str = "") -> int:
    """Return the key of the open task at an element; with a login the one that person may take or holds."""
    actor = act_as(office, login) if login else None
    for row in open_tasks(office, case, element_id):
        with office.read() as tx:
            candidates = tasks.candidates_of(tx, row.key)
        if actor is None or row.assignee == actor.account_key or candidates & actor.groups:
            key: int = row.key
            return key
    raise LookupError(f"{element_id} for {login}: {[r.element_id for r in open_tasks(office, case)]}")


def finish(office: Runtime, case: int, element_id: str, login: str, **values: Any) -> Completed:
    """Complete a task of an example drawing."""
    return finish_task(office, task_at(office, case, element_id, login), login, **values)


def finish_task(office: Runtime, task_key: int, login: str, **values: Any) -> Completed:
    """Complete this very task."""
    done = complete_task(office, act_as(office, login), task_key, forms.as_post({**OPINION, **values}))
    run_ready_jobs(office)
    return done
