"""Let the demo city's petitions happen: the use cases are driven with a clock that walks from the past to today.

Nothing is inserted: every row comes from a form that was posted by an account of the demo city.
"""

import secrets
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from app import forms
from app.access.actor import GUEST, Actor
from app.cases.citizen.own_task import submit_own_task
from app.cases.citizen.read_and_keep import CitizenPost
from app.cases.moving.complete import complete_task
from app.cases.moving.fire_timers import fire_due_timers
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.moving.start import start_case
from app.clock import LOCAL_ZONE, DemoClock, local_date
from app.people.act_as import act_as
from app.people.demo_people import demo_city
from app.runtime import Runtime
from app.store import instances, people, tasks

_TABLE = Path(__file__).with_name("demo_petitions.toml")
_PACE = {
    "register": 1,
    "transfer": 2,
    "hand_over": 2,
    "accept": 4,
    "decide_objection": 6,
    "jw_receive": 4,
    "study": 12,
    "investigate": 12,
    "supply_information": 16,
    "decide_extension": 13,
    "draft_opinion": 18,
    "review_opinion": 19,
    "deliver": 20,
    "rate": 22,
    "call_back": 23,
    "remedy": 30,
}
"""Step → days after filing at which the demo city does it."""
_REGISTRARS = {"": "zhaolin", "letter": "wutong", "phone": "wutong", "visit": "zhaolin"}


@dataclass(frozen=True)
class Visit:
    """Say when somebody looks at a petition to do its next step."""

    at: datetime
    petition: int


def demo_petitions() -> list[dict[str, Any]]:
    """Return the table of petitions."""
    found: list[dict[str, Any]] = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["petition"]
    return found


def let_it_happen(runtime: Runtime, tell: Callable[[str], None]) -> int:
    """File the petitions and work on them until today; return how many there are."""
    clock = DemoClock(runtime.clock.now())
    past = replace(runtime, clock=clock)
    table = demo_petitions()
    cases: dict[int, int] = {}
    visits = list(_visits(table, runtime.clock.now()))
    for done, visit in enumerate(visits):
        clock.set(visit.at)
        fire_due_timers(past)
        if visit.petition not in cases:
            cases[visit.petition] = _file(past, table[visit.petition])
        else:
            _next_step(past, cases[visit.petition], table[visit.petition])
        run_ready_jobs(past)
        if done % 40 == 0:
            tell(f"演示数据 {100 * done // len(visits)} %")
    clock.set(runtime.clock.now())
    fire_due_timers(past)
    run_ready_jobs(past)
    return len(cases)


def _visits(table: list[dict[str, Any]], now: datetime) -> Iterator[Visit]:
    today = local_date(now)
    found = []
    for number, petition in enumerate(table):
        filed = today - timedelta(days=petition["days"])
        for place, days in enumerate(sorted({0, *_PACE.values(), 8, 14, 26, 33})):
            on = filed + timedelta(days=days)
            at = _moment(on, number + place, staff=days > 0 or "channel" in petition)
            if at < now:
                found.append(Visit(at, number))
    return iter(sorted(found, key=lambda visit: visit.at))


def _moment(on: date, spread: int, *, staff: bool) -> datetime:
    """Return a moment of the day; offices work on weekdays."""
    while staff and on.weekday() > 4:
        on += timedelta(days=1)
    at = datetime.combine(on, time(9 + spread % 8, 7 * spread % 60), LOCAL_ZONE)
    return at.astimezone(UTC)


def _file(runtime: Runtime, petition: Mapping[str, Any]) -> int:
    channel = petition.get("channel", "")
    values = _filing(petition)
    if channel:
        actor = act_as(runtime, _REGISTRARS[channel])
        values |= {
            "channel": channel,
            "oral_recorded": channel != "letter",
            "received_on": local_date(runtime.clock.now()).isoformat(),
        }
    else:
        actor = act_as(runtime, petition["filer"]) if petition["filer"] else GUEST
    started = start_case(runtime, actor, "petition", forms.as_post(values), token=secrets.token_hex(16))
    return started.key


def _filing(petition: Mapping[str, Any]) -> dict[str, Any]:
    purpose = petition.get("purpose", "claim")
    known = dict(_citizens()).get(petition.get("filer", ""))
    name, phone = known or (petition.get("name"), petition.get("phone"))
    joint = petition.get("joint", 0)
    return {
        "applicant_kind": "person",
        "applicant_name": name,
        "applicant_phone": phone,
        "applicant_address": "演示路1号",
        "joint": bool(joint),
        "joint_count": joint or None,
        "representatives": [{"rep_name": name, "rep_phone": phone}] if joint else None,
        "purpose": purpose,
        "accused_unit": petition.get("accused"),
        "procedure": "none" if purpose == "claim" else None,
        "raised_elsewhere": "no",
        "truthful": True,
        **{key: petition[key] for key in ("topic", "district", "title", "request", "facts")},
    }


def _citizens() -> Iterator[tuple[str, tuple[str, str]]]:
    for login, (name, phone, _id) in demo_city()["citizens"].items():
        yield login, (name, phone)


def _next_step(runtime: Runtime, case: int, petition: dict[str, Any]) -> None:
    with runtime.read() as tx:
        waiting = tasks.tasks_of(tx, case, state="open")
        groups = {row.key: tasks.candidates_of(tx, row.key) for row in waiting}
    filed = local_date(runtime.clock.now())
    for row in waiting:
        opened = (filed - local_date(row.opened_at)).days
        if row.element_id == petition.get("stop") or (row.element_id != "register" and opened < 1):
            continue
        values = _answers(row.element_id, petition, runtime)
        actor = _who(runtime, row, groups[row.key], petition)
        if values is not None and actor is not None:
            _complete(runtime, actor, row, values)
            return


def _complete(runtime: Runtime, actor: Actor, row: Any, values: Mapping[str, Any]) -> None:
    post = forms.as_post(values)
    if actor.kind == "staff":
        complete_task(runtime, actor, row.key, post)
        return
    with runtime.read() as tx:
        head = instances.head_by_key(tx, row.instance_key)
    if head is None:
        raise LookupError(row.instance_key)
    device = CitizenPost(post, device=f"demo {row.instance_key}")
    again = submit_own_task(runtime, actor, head.number, row.element_id, device, locale="zh_CN")
    if again is not None:
        raise ValueError(f"{head.number} {row.element_id}: {again.view.errors if again.view else ''}")


def _who(runtime: Runtime, row: Any, groups: frozenset[str], petition: Mapping[str, Any]) -> Actor | None:
    if row.for_applicant and petition.get("filer"):
        return act_as(runtime, petition["filer"])
    if row.for_applicant:
        return replace(GUEST, cases=frozenset({row.instance_key}))
    with runtime.read() as tx:
        members = people.members_of(tx, groups)
    if not members:
        return None
    return act_as(runtime, members[row.instance_key % len(members)].login, stepped_up=True)


def _answers(element_id: str, petition: dict[str, Any], runtime: Runtime) -> dict[str, Any] | None:
    """Return what the person in charge writes; None where nobody does anything."""
    make = _WRITTEN.get(element_id)
    return make(petition, local_date(runtime.clock.now())) if make else None


def _registered(petition: Mapping[str, Any], _on: date) -> dict[str, Any]:
    kind = petition.get("purpose", "claim")
    return {"registration": "proceed", "class": kind, "route": "opinion" if kind == "claim" else None}


def _accepted(petition: Mapping[str, Any], _on: date) -> dict[str, Any]:
    if petition.get("object"):
        return {
            "acceptance": "object",
            "objection_reasons": petition["findings"],
            "suggested_unit": petition["object"],
            "no_interest": True,
        }
    return {"acceptance": "accept", "no_interest": True}


def _investigated(petition: dict[str, Any], on: date) -> dict[str, Any] | None:
    if petition.get("ask") and not petition.get("asked"):
        petition["asked"] = True
        return {"next_step": "ask", "information_request": petition["ask"]}
    if petition.get("extend") and not petition.get("extended"):
        petition["extended"] = True
        return {
            "next_step": "extend",
            "extension_days": petition["extend"],
            "extension_reason": petition["extend_reason"],
        }
    if "findings" not in petition:
        return None
    return {
        "next_step": "draft",
        "heard_on": (on - timedelta(days=2)).isoformat(),
        "investigation_facts": petition["findings"],
        "methods": ["onsite"],
    }


def _drafted(petition: Mapping[str, Any], _on: date) -> dict[str, Any] | None:
    if "opinion" not in petition:
        return None
    return {
        "opinion_request": petition["request"],
        "opinion_facts": petition["facts"],
        "opinion_reasons": petition["findings"],
        "opinion_outcome": petition["outcome"],
        "opinion_text": petition["opinion"],
        "opinion_basis": petition["basis"],
    }


def _rated(petition: Mapping[str, Any], _on: date) -> dict[str, Any] | None:
    if "rating" not in petition:
        return None
    return {
        "rating": petition["rating"],
        "rating_points": petition.get("points"),
        "rating_named": petition["rating"] < 3,
    }


_WRITTEN: Mapping[str, Callable[[dict[str, Any], date], dict[str, Any] | None]] = {
    "register": _registered,
    "transfer": lambda p, _on: {
        "handling_unit": p["unit"],
        "transfer_kind": "transfer",
        "no_conflict": True,
    },
    "hand_over": lambda _p, _on: {"jw_level": "city", "hand_over_note": "移送纪检监察机关依规依法处理。"},
    "jw_receive": lambda _p, on: {"jw_day": on.isoformat()},
    "accept": _accepted,
    "study": lambda p, _on: (
        {"adoption": p["adoption"], "study_text": p["findings"]} if "adoption" in p else None
    ),
    "investigate": _investigated,
    "decide_extension": lambda _p, _on: {"extension_decision": "approved"},
    "draft_opinion": _drafted,
    "review_opinion": lambda _p, _on: {"approval": "approved"},
    "deliver": lambda _p, on: {"delivery_method": "online", "delivery_date": on.isoformat()},
    "rate": _rated,
}
"""User task → what is written into its form."""
