"""Write what a move means for an official document (公文): its row in the register, signatures, numbers.

docs/decisions/100 lists the properties a drawing feeds it with. It must not know which process it is.
"""

from collections.abc import Mapping
from typing import Any

from app.cases.moving.step import Step
from app.cases.official.numbers.draw_number import draw_number
from app.cases.official.send_document import send_document
from app.store import official, people

_TEXTS = {
    "title": "title",
    "genre": "genre",
    "direction": "direction",
    "urgency": "urgency",
    "publicity": "publicity",
    "from": "from_organ",
    "given_number": "number",
}
_LISTS = {"to": "to_organs", "copy": "copy_to"}
_DAYS = {"dated": "dated_on", "due": "due_on"}
"""Property of the process after `official.` → column."""
_TITLE_LENGTH = 300


def is_official(properties: Mapping[str, str]) -> bool:
    """Say whether the cases of a process with these properties are official documents."""
    return "official.register" in properties


def apply_official(step: Step) -> None:
    """Write the row of the document that the case is; nothing for other cases.

    Raises ConflictError when a number cannot be drawn: the whole move is rolled back then.
    """
    process = step.package.definition.properties
    if not is_official(process):
        return
    row = official.document_of_case(step.tx, step.key)
    before = dict(row._mapping) if row is not None else _first(step, process)  # noqa: SLF001
    now = before | _of_process(step, process)
    for element_id in _completed(step):
        _of_element(step, step.properties(element_id), now)
    if step.outcome.status in {"completed", "terminated"}:
        now["closed_at"] = step.now
    if now["title"] != step.head.title:
        step.case_values["title"] = now["title"]
    if row is None:
        official.add_document(step.tx, now)
        return
    changed = {name: value for name, value in now.items() if value != before[name]}
    if changed:
        official.change_document(step.tx, row.key, changed)


def _completed(step: Step) -> dict[str, None]:
    """Return the elements that were completed, each once; a round counts although its activity goes on."""
    rounds = [task.element_id for task in step.outcome.closed if task.reason == "completed"]
    left = [event.element_id for event in step.outcome.left if not event.canceled]
    return dict.fromkeys([*rounds, *left])


def _first(step: Step, process: Mapping[str, str]) -> dict[str, Any]:
    organ = step.text(process.get("official.organ")) or step.cause.actor.unit or step.case_unit or ""
    return {
        "instance_key": step.key,
        "register": process["official.register"],
        "organ": organ,
        "register_no": None,
        "number": None,
        "title": step.head.title,
        "from_organ": people.unit_names(step.tx, {organ}).get(organ),
        "to_organs": [],
        "copy_to": [],
        "signer": None,
        "dated_on": None,
        "received_at": None,
        "state": "started",
        "previous_key": _previous(step, process.get("official.previous")),
        "created_at": step.now,
        "closed_at": None,
    }


def _previous(step: Step, source: str | None) -> int | None:
    number = step.text(source)
    found = official.document_of_number(step.tx, number) if number else None
    return None if found is None else int(found.key)


def _of_process(step: Step, process: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, column in _TEXTS.items():
        found[column] = step.text(process.get(f"official.{name}"))
    for name, column in _LISTS.items():
        value = step.value(process.get(f"official.{name}"))
        found[column] = [str(one) for one in value if one] if isinstance(value, list) else None
    for name, column in _DAYS.items():
        found[column] = step.day(process.get(f"official.{name}"))
    if found["title"]:
        found["title"] = found["title"][:_TITLE_LENGTH]
    return {column: value for column, value in found.items() if value is not None}


def _of_element(step: Step, properties: Mapping[str, str], now: dict[str, Any]) -> None:
    """Follow the properties of a completed element."""
    state = step.text(properties.get("official.state"))
    if state:
        now["state"] = state
    if properties.get("official.received") == "true":
        now["received_at"] = step.now
    if step.value(_as_feel(properties.get("official.sign"))) is True:
        _sign(step, now)
    if step.value(_as_feel(properties.get("official.send"))) is True:
        send_document(step.runtime, step.tx, step.cause.actor, now)
    organ = step.text(properties.get("official.number"))
    if organ and not now["number"]:
        kind = step.text(properties.get("official.number.kind")) or "document"
        now["number"] = _draw(step, organ, kind)
    organ = step.text(properties.get("official.register_no"))
    if organ and not now["register_no"]:
        now["register_no"] = _draw(step, organ, "incoming")


def _as_feel(source: str | None) -> str | None:
    return "=true" if source == "true" else source


def _sign(step: Step, now: dict[str, Any]) -> None:
    """Put down who signed; the last signature dates the document (条例 9: 联合行文以最后签发机关负责人签发的日期)."""
    actor = step.cause.actor
    names = [name for name in (now["signer"] or "").split("、") if name and name != actor.name]
    # the organ that leads is named first, whoever signed first
    now["signer"] = "、".join([actor.name, *names] if actor.unit == now["organ"] else [*names, actor.name])
    now["dated_on"] = step.today


def _draw(step: Step, organ: str, kind: str) -> str:
    drawn = draw_number(
        step.runtime, step.tx, organ, kind, instance_key=step.key, by=step.cause.actor.account_key
    )
    step.facts["number"] = drawn.text
    return drawn.text
