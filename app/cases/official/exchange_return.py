"""Return a document to its sender with reasons: from the box before it is signed for, or after 初审 by the case."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.cases.official.exchange_facts import facts_of, get_item
from app.cases.official.exchange_tell import tell_sender
from app.cases.official.return_grounds import GROUNDS, basis_of, words_of
from app.errors import ConflictError, InvalidError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import exchange
from app.text import Text, text

_LONGEST = 1000


def return_document(runtime: Runtime, actor: Actor, key: int, *, grounds: Sequence[str], reason: str) -> None:
    """Return an item that is not signed for yet.

    Raises InvalidError (fields `grounds`, `reason`), ConflictError when it was signed for or returned meanwhile.
    """
    with runtime.transaction() as tx:
        item = get_item(tx, key, lock=True)
        require(actor, "exchange.receive", facts_of(item))
        _check(grounds, reason)
        if item.direction != "in" or item.state != "arrived":
            raise ConflictError(text("这份公文已经签收或者退回，您的操作没有生效。"))
        return_item(runtime, tx, actor, item, grounds=grounds, reason=reason)


def return_item(
    runtime: Runtime, tx: Connection, actor: Actor, item: Row[Any], *, grounds: Sequence[str], reason: str
) -> bool:
    """Return an incoming item in the caller's transaction; False when it was returned before."""
    if item.state == "returned":
        return False
    words = words_of(grounds)
    said = "。".join(part for part in (words, reason.strip()) if part)
    exchange.change_item(
        tx,
        item.key,
        {
            "state": "returned",
            "returned_at": runtime.clock.now(),
            "returned_by": item.to_name if actor.kind == "system" else actor.name,
            "return_reason": said,
            "return_basis": basis_of(grounds),
        },
    )
    tell_sender(runtime, tx, get_item(tx, item.key), "returned")
    append_event(
        runtime, tx, item.instance_key, actor=actor, action="exchange.returned",
        facts={"envelope": item.envelope, "grounds": list(grounds)}, payload={"reason": reason},
    )  # fmt: skip
    return True


def _check(grounds: Sequence[str], reason: str) -> None:
    problems: dict[str, list[Text]] = {}
    if not grounds or not set(grounds) <= set(GROUNDS):
        problems["grounds"] = [text("请选择退回的依据。")]
    if not reason.strip():
        problems["reason"] = [text("退回应当说明理由（第二十四条）。")]
    elif len(reason) > _LONGEST:
        problems["reason"] = [text("理由最多%(most)s字。", most=_LONGEST)]
    if problems:
        raise InvalidError(text("退文没有发出，请改正下面的问题。"), problems)
