"""作废: a case that should not have been begun ends; its number stays used and everything written readable."""

from app.access.actor import Actor
from app.cases.casebook.cancel_case import end_case
from app.cases.moving.get_case import get_case
from app.cases.moving.required import required_text
from app.errors import ConflictError
from app.runtime import Runtime
from app.text import text


def void_case(runtime: Runtime, actor: Actor, key: int, *, reason: str) -> None:
    """End a running case as void, with a reason; everything written stays readable.

    Raises InvalidError without a reason, ConflictError when it is over already, and errors of the policy.
    """
    with runtime.transaction() as tx:
        head, facts = get_case(tx, actor, key, action="case.void")
        if facts.ended:
            raise ConflictError(text("此件已经办结。"))
        why = required_text(reason, "reason", longest=500)
        moved = end_case(runtime, tx, actor, head, outcome="voided", reason=why, action="case.voided")
    moved.keep()
