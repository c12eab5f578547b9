"""Answer the sender of a document (答复, 条例 第二十四条（七）): what was done, when the case has dealt with it."""

from typing import Any

from sqlalchemy import Connection, Row

from app.cases.official.exchange_facts import get_item
from app.cases.official.exchange_tell import tell_sender
from app.runtime import Runtime
from app.store import exchange


def answer_item(runtime: Runtime, tx: Connection, item: Row[Any], answer: str) -> bool:
    """Answer an incoming item in the caller's transaction; False when it was answered before or says nothing."""
    if item.answered_at is not None or not answer.strip():
        return False
    exchange.change_item(tx, item.key, {"answered_at": runtime.clock.now(), "answer": answer.strip()})
    tell_sender(runtime, tx, get_item(tx, item.key), "answered")
    return True
