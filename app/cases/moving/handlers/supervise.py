"""Give a yellow or red card when a term is over: a row of supervision, and word to those who must act.

Drawing: a service task of type `luoshu.supervise` with the headers `card` (yellow or red) and `element` (whose
term is over). The heads of the obliged unit and everybody with the role 督办人员 are told.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.current_calendar import current_calendar
from app.cases.moving.handlers.finish import case_of, complete_activity, is_wanted
from app.catalog.resolve import resolve_package
from app.deadlines.names import long_date
from app.errors import InvalidError
from app.notifications import Message
from app.runtime import Runtime
from app.store import notifications, people, supervision, terms
from app.text import text

_CARDS = {"yellow": "黄牌", "red": "红牌"}


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], Callable[[], None] | None]:
    """Return the step that stores the card, puts word into the boxes and lets the case go on.

    Raises InvalidError for a card of another colour.
    """
    card, element_id = job.args["headers"].get("card"), job.args["headers"].get("element")
    if card not in _CARDS:
        raise InvalidError(text("督办任务的 card 只能是 yellow 或 red，现为“%(card)s”", card=card))

    def finish(tx: Connection) -> Callable[[], None] | None:
        if not is_wanted(tx, job):
            return None
        head = case_of(tx, job)
        term = _term(tx, head.key, element_id)
        unit = (term.unit if term is not None else None) or head.unit or head.intake_unit
        body = f"{_CARDS[card]}：{_words(runtime, tx, head, element_id, unit, term)}"
        supervision.add_supervision(
            tx,
            {
                "instance_key": head.key,
                "term_key": term.key if term is not None else None,
                "kind": "card",
                "card": card,
                "unit": unit,
                "body": body,
                "opened_at": runtime.clock.now(),
            },
        )
        _tell(runtime, tx, head, unit, Message(f"{_CARDS[card]}：{head.number}", body))
        told = {"card": card, "element": element_id, "unit": unit}
        return complete_activity(runtime, tx, job, action="supervision.carded", details=told)

    return finish


def _term(tx: Connection, instance_key: int, element_id: str | None) -> Row[Any] | None:
    mine = [row for row in terms.terms_of(tx, instance_key) if row.element_id == element_id]
    running = [row for row in mine if row.state == "running"]
    return next(reversed(running or mine), None)


def _words(  # noqa: PLR0917 - five facts of one sentence
    runtime: Runtime,
    tx: Connection,
    head: Row[Any],
    element_id: str | None,
    unit: str | None,
    term: Row[Any] | None,
) -> str:
    package = resolve_package(runtime, tx, head.definition_key)
    element = package.definition.elements.get(element_id or "")
    step = (element.name if element is not None else None) or element_id or head.number
    name = people.unit_names(tx, {unit}).get(unit, unit) if unit else ""
    if term is None:
        return f"{name}在“{step}”环节到期未办结。"
    until = f"，法定期限 {long_date(term.legal_on)}"
    return f"{name}在“{step}”环节到期未办结{until}。{_stricter(runtime, tx, term)}"


def _stricter(runtime: Runtime, tx: Connection, term: Row[Any]) -> str:
    """Say that the card follows our own policy where the Civil Code (art. 203) would give more days."""
    rolled = current_calendar(runtime, tx).next_working_day(term.legal_on)
    if rolled == term.legal_on or term.target_on >= term.legal_on:
        return ""
    return (
        f"按《民法典》第二百零三条，期限的最后一日是休息日的，顺延至{long_date(rolled)}；"
        f"本机关要求在{long_date(term.target_on)}前办完，本牌依此发出（演示规则）。"
    )


def _tell(runtime: Runtime, tx: Connection, head: Row[Any], unit: str | None, message: Message) -> None:
    # an accusation is known to those who handle it and to the unit's head only
    roles = set() if head.restricted else {"supervisor"}
    told = notifications.recipients(tx, groups={f"{unit}.head"} if unit else set(), roles=roles)
    keys = [one.key for one in told if not (head.accused_unit and one.unit_code == head.accused_unit)]
    notifications.leave_word(
        tx, keys, subject=message.subject, body=message.body, at=runtime.clock.now(), instance_key=head.key
    )
