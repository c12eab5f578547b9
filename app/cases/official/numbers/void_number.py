"""Make a number void (作废): it stays in the list with its reason and is never given again."""

from app.access.actor import Actor
from app.access.number_rules import RegisterFacts
from app.access.policy import require
from app.cases.moving.required import required_text
from app.cases.official.numbers.draw_number import number_text
from app.errors import ConflictError, NotFoundError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import official
from app.text import text

_ISSUED = frozenset({"issued", "archived"})
_LARGEST = 2**31 - 1
"""Larger ones fit no column; an address can hold any."""


def void_number(runtime: Runtime, actor: Actor, word: str, year: int, number: int, *, reason: str) -> str:
    """Make an issued number void and return it; its document, when not sent yet, may draw another one.

    Raises InvalidError without a reason, ConflictError when it is void already or its document was sent:
    a document that was sent is revoked or abolished (条例 35), its number stays.
    """
    with runtime.transaction() as tx:
        series = official.series_by_word(tx, word)
        require(actor, "number.manage", RegisterFacts(series.organ if series else ""))
        row = official.number_row(tx, word, year, number) if max(year, number) <= _LARGEST else None
        if row is None:
            raise NotFoundError(text("没有这个文号"))
        shown = number_text(word, year, number)
        if row.state != "issued":
            raise ConflictError(text("%(number)s不能作废：它已经作废，或者来自纸质登记簿", number=shown))
        found = official.document_of_case(tx, row.instance_key) if row.instance_key else None
        if found is not None and found.state in _ISSUED:
            raise ConflictError(text("%(number)s的公文已经印发，文号不能作废", number=shown))
        why, now = required_text(reason, "reason", longest=200), runtime.clock.now()
        official.void_number(tx, row, reason=why, at=now, by=actor.account_key)
        if found is not None:
            column = "register_no" if series is not None and series.kind == "incoming" else "number"
            if getattr(found, column) == shown:
                official.change_document(tx, found.key, {column: None})
        append_event(
            runtime,
            tx,
            row.instance_key,
            actor=actor,
            action="number.voided",
            facts={"number": shown},
            payload={"reason": why},
        )
    return shown
