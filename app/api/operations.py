"""`/api/operations`: acts on running cases for programs. The bodies are JSON objects of the fields of the pages."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.access.actor import Actor
from app.cases.desk.claim import reassign_task
from app.cases.desk.show_task import show_task
from app.cases.operations.add_signer import add_signer
from app.cases.operations.answer_side import answer_side
from app.cases.operations.ask import ask
from app.cases.operations.change_round import add_to_round, remove_from_round
from app.cases.operations.circulate import circulate
from app.cases.operations.delegate import delegate
from app.cases.operations.jump import jump
from app.cases.operations.list_readings import list_readings
from app.cases.operations.mark_read import mark_read
from app.cases.operations.remove_signer import remove_signer
from app.cases.operations.return_task import return_targets, return_task
from app.cases.operations.suspend import resume_case, suspend_case
from app.cases.operations.take_back import take_back
from app.cases.operations.void_case import void_case
from app.cases.operations.withdraw_reader import withdraw_reader
from app.edge import access, current_actor, current_runtime
from app.edge.translate import translate
from app.errors import InvalidError
from app.runtime import Runtime
from app.text import Text, text

blueprint = Blueprint("api_operations", __name__, url_prefix="/api/operations")
Given = Mapping[str, str]
Act = Callable[[Runtime, Actor, int, Given], Any]

ON_TASKS: Mapping[str, Act] = {
    "hand-on": lambda r, a, key, g: reassign_task(r, a, key, g["login"], g["reason"]),
    "delegate": lambda r, a, key, g: delegate(r, a, key, colleague=g["colleague"], request=g["request"]),
    "add-signer": lambda r, a, key, g: add_signer(
        r, a, key, place=g["place"], signers=g["signers"], question=g["question"]
    ),
    "add-to-round": lambda r, a, key, g: add_to_round(
        r, a, key, signer=g["signer"], weight=g["weight"] or "1", reason=g["reason"]
    ),
    "remove-from-round": lambda r, a, key, g: remove_from_round(
        r, a, key, _key(g["other"], "other"), reason=g["reason"]
    ),
    "ask": lambda r, a, key, g: ask(r, a, key, colleague=g["colleague"], question=g["question"]),
    "answer": lambda r, a, key, g: answer_side(r, a, key, agrees=g["agrees"], answer=g["answer"]),
    "return": lambda r, a, key, g: return_task(
        r, a, key, to=g["to"], reason=g["reason"], come_back=g["way"] == "straight"
    ),
    "take-back": lambda r, a, key, g: take_back(r, a, key, reason=g["reason"]),
}
"""Acts on a task: name in the address → what it does with the members of the body."""
ON_CASES: Mapping[str, Act] = {
    "circulate": lambda r, a, key, g: circulate(
        r, a, key, readers=g["readers"], days=g["days"], note=g["note"]
    ),
    "suspend": lambda r, a, key, g: suspend_case(r, a, key, reason=g["reason"]),
    "resume": lambda r, a, key, _g: resume_case(r, a, key),
    "void": lambda r, a, key, g: void_case(r, a, key, reason=g["reason"]),
    "jump": lambda r, a, key, g: jump(r, a, key, task=g["task"], to=g["to"], reason=g["reason"]),
}
"""Acts on a case."""
ON_REQUESTS: Mapping[str, Act] = {
    "withdraw": lambda r, a, key, g: remove_signer(r, a, key, reason=g["reason"])
}
"""Acts on what was asked beside a task."""
ON_READINGS: Mapping[str, Act] = {
    "read": lambda r, a, key, g: mark_read(r, a, key, opinion=g["opinion"]),
    "withdraw": lambda r, a, key, g: withdraw_reader(r, a, key, reason=g["reason"]),
}
"""Acts on one reader's entry."""


def _route(of: str, acts: Mapping[str, Act]) -> str:
    """Return the address of the acts on one kind of thing."""
    names = ", ".join(f'"{name}"' for name in acts)
    return f"/{of}/<int:key>/<any({names}):act>"


@blueprint.get("/tasks/<int:key>")
@access("task.claim")
def task(key: int) -> dict[str, Any]:
    """Return what can be done with a task, why it waits, what was asked beside it, and its round of signing."""
    page = show_task(current_runtime(), current_actor(), key)
    found = page.operations
    return {
        "taskKey": str(key),
        "offers": sorted(found.offers),
        "locked": _said(found.locked),
        "delegatedBy": found.delegated_by or None,
        "requests": [
            {
                "requestKey": str(one.key),
                "kind": one.kind,
                "state": one.state,
                "asked": one.asked,
                "question": one.question,
                "agrees": one.agrees,
                "answer": one.answer or None,
                "answeredAt": one.answered_at.isoformat() if one.answered_at else None,
            }
            for one in found.beside
        ],
        "round": None
        if found.round is None
        else [
            {
                "taskKey": str(one.task_key),
                "name": one.name,
                "signedAt": one.signed_at.isoformat() if one.signed_at else None,
                "removed": one.removed,
            }
            for one in found.round.signers
        ],
    }


@blueprint.get("/tasks/<int:key>/return-targets")
@access("task.operate")
def targets(key: int) -> dict[str, Any]:
    """Return the steps a task may go back to, the nearest first."""
    found = return_targets(current_runtime(), current_actor(), key)
    return {
        "items": [
            {"elementId": one.element_id, "name": one.name, "person": one.person or None} for one in found
        ]
    }


@blueprint.get("/cases/<int:key>/readers")
@access("case.read")
def readers(key: int) -> dict[str, Any]:
    """Return who reads a case: when, and through whom."""
    found = list_readings(current_runtime(), current_actor(), key)
    return {
        "items": [
            {
                "readingKey": str(one.key),
                "name": one.name,
                "kind": one.kind,
                "dueOn": one.due_on.isoformat() if one.due_on else None,
                "openedAt": one.opened_at.isoformat() if one.opened_at else None,
                "readAt": one.read_at.isoformat() if one.read_at else None,
                "through": one.through or None,
                "opinion": one.opinion or None,
                "late": one.late,
                "withdrawn": one.withdrawn_at is not None,
            }
            for one in found.entries
        ]
    }


@blueprint.post(_route("tasks", ON_TASKS))
@access("task.operate", "task.take_back", "side.answer")
def on_task(key: int, act: str) -> Response:
    """Do an act on a task."""
    return _do(ON_TASKS, act, key)


@blueprint.post(_route("cases", ON_CASES))
@access("case.circulate", "case.suspend", "case.void", "case.jump")
def on_case(key: int, act: str) -> Response:
    """Do an act on a case."""
    return _do(ON_CASES, act, key)


@blueprint.post(_route("requests", ON_REQUESTS))
@access("task.operate")
def on_request(key: int, act: str) -> Response:
    """Do an act on what was asked beside a task."""
    return _do(ON_REQUESTS, act, key)


@blueprint.post(_route("readings", ON_READINGS))
@access("reading.mark", "case.circulate")
def on_reading(key: int, act: str) -> Response:
    """Do an act on a reader's entry."""
    return _do(ON_READINGS, act, key)


class _Given(dict[str, str]):
    """Members of the body; one that is missing counts as empty, as an empty field of a page does."""

    def __missing__(self, name: str) -> str:
        return ""


def _do(acts: Mapping[str, Act], name: str, key: int) -> Response:
    acts[name](current_runtime(), current_actor(), key, _body())
    return Response(status=204)


def _body() -> _Given:
    raw = request.get_data(cache=True)
    try:
        found = orjson.loads(raw) if raw.strip() else {}
    except orjson.JSONDecodeError as error:
        raise InvalidError(text("不是正确的 JSON：%(reason)s", reason=str(error))) from None
    if not isinstance(found, dict):
        raise InvalidError(text("请求的内容应为 JSON 对象。"))
    wrong = {name: [text("应为文字。")] for name, value in found.items() if not isinstance(value, str)}
    if wrong:
        raise InvalidError(text("请求的内容不对，没有执行。"), wrong)
    return _Given(found)


def _key(value: str, field: str) -> int:
    if value.isascii() and value.isdigit():
        return int(value)
    message = text("“%(value)s”不是编号。", value=value[:30])
    raise InvalidError(message, {field: [message]})


def _said(message: Text | None) -> str | None:
    return None if message is None else translate(message)
