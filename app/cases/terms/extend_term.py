"""Extend a term by an act of whoever the law names, with a reason (信访工作条例 34)."""

from typing import Any

from app.access.actor import Actor
from app.cases.moving.cause import Cause
from app.cases.moving.required import required_number, required_text
from app.cases.terms.change_term import change_term, details_of, term_to_change
from app.errors import InvalidError
from app.runtime import Runtime
from app.store import terms
from app.text import text


def extend_term(runtime: Runtime, actor: Actor, term_key: int, *, days: str, reason: str) -> int:
    """Grant `days` on top of a running term and return the key of its case.

    Raises InvalidError naming the field when the law allows no or not so long an extension, when one was
    granted before or the term is over already; ForbiddenError for anybody but the approver.
    """
    with runtime.transaction() as tx:
        row, head, legal, _facts = term_to_change(tx, actor, term_key, "term.extend")
        if not legal.extension_amount:
            message = text("%(title)s依法不能延长。", title=legal.title)
            raise InvalidError(message, {"days": [message]})
        if row.extension:
            message = text("这个期限已经延长过，不能再次延长。")
            raise InvalidError(message, {"days": [message]})
        granted = required_number(days, "days", least=1, most=legal.extension_amount)
        why = required_text(reason, "reason")

        def change(found: dict[str, Any]) -> None:
            found["extension"] = granted
            terms.change_term(tx, found["key"], {"extension_reason": why})

        cause = Cause(actor=actor, action="term.extended", details=details_of(row, why, days=granted))
        moved = change_term(runtime, tx, head, term_key, cause=cause, change=change)
    moved.keep()
    return int(row.instance_key)
