"""Let official documents come into the demo city: sent, signed for and dealt with by its people on past days.

Nothing is inserted: every row comes from a use case, with a clock that walks from the past to today.
"""

import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app import forms
from app.cases.moving.complete import complete_task
from app.cases.moving.fire_timers import fire_due_timers
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.moving.start import start_case
from app.cases.official.exchange_boxes import read_box
from app.cases.official.exchange_send import Entered, send_document
from app.cases.official.exchange_sign import sign_for
from app.clock import LOCAL_ZONE, DemoClock, local_date
from app.forms import UploadedFile
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import people, tasks

_TABLE = Path(__file__).with_name("demo_papers.toml")
_SENT, _SIGNED = time(9, 20), time(9, 40)
_STEPS: tuple[tuple[str, int, time], ...] = (
    ("register", 0, time(10, 0)),
    ("examine", 0, time(10, 20)),
    ("propose", 0, time(15, 0)),
    ("instruct", 1, time(9, 0)),
    ("handle_assist", 3, time(11, 0)),
    ("handle_lead", 6, time(16, 0)),
    ("reply", 7, time(9, 30)),
    ("archive", 9, time(10, 0)),
)
"""Step, weekdays after the document was sent, time of day."""
_REVIEWED = "review"


def let_papers_come(runtime: Runtime) -> int:
    """Send the documents of the table and deal with each as far as it says; return how many."""
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    clock = DemoClock(runtime.clock.now())
    past = replace(runtime, clock=clock)
    for paper in table["paper"]:
        _paper(past, clock, paper, runtime.clock.now())
    for request in table["request"]:
        _request(past, clock, request, runtime.clock.now())
    clock.set(runtime.clock.now())
    fire_due_timers(past)
    run_ready_jobs(past)
    return len(table["paper"]) + len(table["request"])


def _paper(runtime: Runtime, clock: DemoClock, paper: Mapping[str, Any], now: datetime) -> None:
    stop = paper.get("stop")
    clock.set(_moment(now, paper["days"], _SENT))
    names = ("title", "number", "genre", "urgency")
    entered = Entered(
        to=(paper["to"],),
        limit_days=str(paper.get("limit_days", "")),
        dated_on=local_date(clock.now()).isoformat(),
        token=secrets.token_hex(16),
        **{name: paper.get(name, "") for name in names},
    )
    text = f"{paper['title']}\n\n（演示文件，内容为虚构）\n".encode()
    send_document(
        runtime, act_as(runtime, paper["sender"]), entered, [UploadedFile("files", "正文.txt", text)]
    )
    if stop == "arrived":
        return
    clock.set(_moment(now, paper["days"], _SIGNED))
    receiver = act_as(runtime, "zhangxiao")
    key = sign_for(runtime, receiver, read_box(runtime, receiver, tab="arrived").items[0].key)
    run_ready_jobs(runtime)
    for step, after, at in _STEPS:
        moment = _moment(now, paper["days"] - after, at)
        if step == stop or moment > now:
            return
        clock.set(moment)
        _do(runtime, key, step, _answers(step, paper))
        run_ready_jobs(runtime)


def _request(runtime: Runtime, clock: DemoClock, request: Mapping[str, Any], now: datetime) -> None:
    clock.set(_moment(now, request["days"], _SENT))
    values = {name: request[name] for name in ("title", "body", "countersigners")}
    values |= {"kind": "请示件", "signing": "all", "decide_by": "leader"}
    drafter = act_as(runtime, request["drafter"])
    token = secrets.token_hex(16)
    started = start_case(runtime, drafter, "internal-request", forms.as_post(values), token=token)
    clock.set(_moment(now, request["days"] - 1, _SIGNED))
    _do(runtime, started.key, _REVIEWED, {"review": "agreed", "review_opinion": "同意上报。"})
    run_ready_jobs(runtime)


def _do(runtime: Runtime, case: int, step: str, values: Mapping[str, Any]) -> None:
    """Complete every open task of a step by somebody whose turn it is."""
    with runtime.read() as tx:
        waiting = [row for row in tasks.tasks_of(tx, case, state="open") if row.element_id == step]
        whose = {row.key: people.members_of(tx, tasks.candidates_of(tx, row.key)) for row in waiting}
    for row in waiting:
        actor = act_as(runtime, whose[row.key][0].login, stepped_up=True)
        complete_task(runtime, actor, row.key, forms.as_post(values))


def _answers(step: str, paper: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the person in charge writes at a step."""
    units = {"lead": paper.get("lead", "zjj"), "assist": paper.get("assist", [])}
    returned = paper.get("stop") == "returned"
    answers: dict[str, dict[str, Any]] = {
        "register": {"received_kind": "handle", "copies": 1},
        "examine": {
            "examination": "return",
            "grounds": ["consultation"],
            "send_back_reason": paper.get("reason"),
        }
        if returned
        else {"examination": "pass"},
        "propose": {
            "proposal_text": "拟请有关单位按职责办理。",
            "instruct_by": "leader",
            "proposed_lead": units["lead"],
            "proposed_assist": units["assist"],
        },
        "instruct": {
            "instruction": "handle",
            "instruction_text": "同意拟办意见，请抓紧办理。",
            "lead_unit": units["lead"],
            "assist_units": units["assist"],
        },
        "handle_assist": {"assist_opinion": "已按职责配合办理。"},
        "handle_lead": {"lead_result": paper.get("result", "已办理。")},
        "reply": {"answer_sender": "yes", "reply_text": paper.get("result", "已办理。")},
        "archive": {"retention": "30"},
    }
    return answers[step]


def _moment(now: datetime, days: int, at: time) -> datetime:
    """Return a moment so many weekdays before (or, below 0, after) today, never later than now."""
    if days < 0:
        return now + timedelta(days=1)
    on = local_date(now)
    for _ in range(days):
        on -= timedelta(days=3 if on.weekday() == 0 else 1)
    return min(datetime.combine(on, at, LOCAL_ZONE).astimezone(UTC), now)
