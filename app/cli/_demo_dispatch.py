"""Let the demo city send documents out: drafted, checked, signed, numbered and sent by its people on past days.

Nothing is inserted: every row comes from a use case, with a clock that walks from the past to today.
"""

import secrets
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app import forms
from app.cases.moving.complete import complete_task
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.moving.start import start_case
from app.cases.official.exchange_boxes import read_box
from app.cases.official.exchange_sign import sign_for
from app.clock import LOCAL_ZONE, DemoClock
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import people, tasks

_TABLE = Path(__file__).with_name("demo_dispatch.toml")
_ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "review": {"review": "passed"},
    "cosign": {"cosign": "agree"},
    "approve": {"sign": "approved", "sign_opinion": "同意。"},
    "proofread": {"correction": "none"},
    "number": {"copies": 20},
    "issue": {"issue_result": "sent", "printed": True},
    "secrecy": {"secrecy": "cleared"},
    "archive": {"retention": "30年"},
}
"""Step → what is answered, in the order in which the steps are done."""


def let_documents_go(runtime: Runtime) -> int:
    """Draft the documents of the table and bring each as far as it says; return how many."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["document"]
    clock = DemoClock(runtime.clock.now())
    past = replace(runtime, clock=clock)
    for paper in table:
        moments = _moments(runtime.clock.now(), paper["days"])
        clock.set(next(moments))
        _send(past, clock, paper, moments)
    clock.set(runtime.clock.now())
    run_ready_jobs(past)
    return len(table)


def _send(runtime: Runtime, clock: DemoClock, paper: Mapping[str, Any], moments: Iterator[datetime]) -> None:
    names = ("title", "genre", "publicity", "signer", "matters", "note", "consult")
    values = {name: paper[name] for name in names if name in paper} | {
        "to_units": paper["to"],
        "body": paper["body"].strip(),
        "urgency": "平件",
        "not_classified": True,
        "publicity_reason": "内部工作事项" if paper["publicity"] != "active" else None,
    }
    drafter = act_as(runtime, paper["drafter"])
    token = secrets.token_hex(16)
    case = start_case(runtime, drafter, "dispatch", forms.as_post(values), token=token).key
    run_ready_jobs(runtime)
    for step, answer in _ANSWERS.items():
        if step == paper.get("stop"):
            return
        if step == "archive":
            _sign_for(runtime, clock, paper, next(moments))
        clock.set(next(moments))
        _step(runtime, case, step, answer)


def _step(runtime: Runtime, case: int, step: str, answer: Mapping[str, Any]) -> None:
    """Do every open task of a step: one, or one of each office that is consulted."""
    with runtime.read() as tx:
        waiting = [row for row in tasks.tasks_of(tx, case, state="open") if row.element_id == step]
        doing = {row.key: people.members_of(tx, tasks.candidates_of(tx, row.key))[0].login for row in waiting}
    for key, login in doing.items():
        complete_task(runtime, act_as(runtime, login, stepped_up=True), key, forms.as_post(answer))
        run_ready_jobs(runtime)


def _sign_for(runtime: Runtime, clock: DemoClock, paper: Mapping[str, Any], moment: datetime) -> None:
    clock.set(moment)
    for login in paper.get("signed", ()):
        receiver = act_as(runtime, login)
        found = [
            one for one in read_box(runtime, receiver, tab="arrived").items if one.title == paper["title"]
        ]
        for item in found:
            sign_for(runtime, receiver, item.key)
    run_ready_jobs(runtime)


def _moments(now: datetime, days: int) -> Iterator[datetime]:
    """Yield moments of office hours: the first so many weekdays ago, then two a day, none after now."""
    on = now.astimezone(LOCAL_ZONE).date()
    while days > 0:
        on -= timedelta(days=1)
        days -= on.weekday() < 5
    while True:
        for hour in (9, 15):
            yield min(now, datetime.combine(on, time(hour, 30), LOCAL_ZONE).astimezone(UTC))
        on += timedelta(days=1)
        while on.weekday() > 4:
            on += timedelta(days=1)
