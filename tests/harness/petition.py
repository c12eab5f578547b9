"""Petitions for tests of use cases: what a citizen and the offices write into the forms, and who does it."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app import forms
from app.access.actor import GUEST, Actor
from app.cases.moving.complete import Completed, complete_task
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.moving.start import Started, start_case
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import tasks

FILING: Mapping[str, Any] = {
    "applicant_kind": "person",
    "applicant_name": "何秀英",
    "applicant_phone": "13800001234",
    "applicant_address": "演示路1号",
    "purpose": "claim",
    "procedure": "none",
    "topic": "heating",
    "district": "jianxi",
    "title": "3号楼暖气不热",
    "request": "请尽快修好暖气",
    "facts": "室温只有12度，多次报修没有结果。",
    "raised_elsewhere": "no",
    "truthful": True,
}
STEPS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "register": ("zhaolin", {"registration": "proceed", "class": "claim", "route": "opinion"}),
    "transfer": ("zhaolin", {"handling_unit": "zjj", "transfer_kind": "transfer", "no_conflict": True}),
    "accept": ("luohao", {"acceptance": "accept", "no_interest": True}),
    "investigate": (
        "luohao",
        {
            "next_step": "draft",
            "heard_on": "2026-04-22",
            "investigation_facts": "经现场核实，换热站板式换热器故障。",
        },
    ),
    "draft_opinion": (
        "luohao",
        {
            "opinion_request": "修好暖气",
            "opinion_facts": "换热器故障，室温12度。",
            "opinion_reasons": "供热单位应当保证室温达到规定标准。",
            "opinion_outcome": "support",
            "opinion_text": "责成供热单位更换换热器，恢复正常供热。",
            "opinion_basis": "供热管理的有关规定（演示）",
        },
    ),
    "review_opinion": ("tangwei", {"approval": "approved"}),
    "deliver": ("luohao", {"delivery_method": "online", "delivery_date": "2026-04-22"}),
}
"""The plain way of a claim: element → who does it, what is written."""


def file_petition(runtime: Runtime, actor: Actor = GUEST, **changed: Any) -> Started:
    """File a petition and let the jobs run, so that it lies on the registrar's desk."""
    started = start_case(
        runtime, actor, "petition", forms.as_post({**FILING, **changed}), token=secrets.token_hex(8)
    )
    run_ready_jobs(runtime)
    return started


def open_task(runtime: Runtime, case: int, element_id: str) -> int:
    """Return the key of the open task at an element; LookupError names what is open instead."""
    with runtime.read() as tx:
        waiting = {row.element_id: row.key for row in tasks.tasks_of(tx, case, state="open")}
    if element_id not in waiting:
        raise LookupError(f"{element_id} is not open, but {sorted(waiting)}")
    key: int = waiting[element_id]
    return key


def do(runtime: Runtime, case: int, element_id: str, who: str | None = None, **changed: Any) -> Completed:
    """Complete a task with the usual answers (`changed` over them) and let the jobs run."""
    usual, values = STEPS.get(element_id, ("", {}))
    done = complete_task(
        runtime,
        signer(runtime, who or usual),
        open_task(runtime, case, element_id),
        forms.as_post({**values, **changed}),
    )
    run_ready_jobs(runtime)
    return done


def signer(runtime: Runtime, login: str) -> Actor:
    """Return a person who has just given a one-time code, so that signing steps let them pass."""
    return replace(act_as(runtime, login, stepped_up=True), second_factor=True)


def bring_to(runtime: Runtime, case: int, element_id: str) -> None:
    """Do the usual steps until a task at this element is open."""
    for step in STEPS:
        if step == element_id:
            break
        do(runtime, case, step)
    open_task(runtime, case, element_id)
