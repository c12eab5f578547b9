"""Link two cases, and undo a link: acts of people who may work on the one and read the other."""

from sqlalchemy import Connection

from app.access.actor import Actor
from app.cases.moving.get_case import get_case
from app.cases.moving.link_kinds import KINDS
from app.cases.moving.reference import plain_number
from app.cases.moving.required import required_text
from app.errors import ConflictError, InvalidError, NotFoundError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import instances, links
from app.text import text


def link_case(runtime: Runtime, actor: Actor, key: int, *, number: str, kind: str, note: str = "") -> int:
    """Link a case with the one of this number and return the other's key.

    Raises InvalidError when there is no such number this person may see, for an unknown kind, for the case
    itself, or when they are linked in this way already. A group has one leading case: the one linked from.
    """
    with runtime.transaction() as tx:
        get_case(tx, actor, key, action="case.link")
        other = _other(tx, actor, number)
        if other == key:
            message = text("不能与本件自身关联。")
            raise InvalidError(message, {"number": [message]})
        if kind not in KINDS or kind == "split":
            message = text("请选择关联的种类。")
            raise InvalidError(message, {"kind": [message]})
        if links.link_between(tx, key, other, kind) is not None:
            message = text("这两件已经这样关联。")
            raise InvalidError(message, {"number": [message]})
        if kind == "group":
            _one_leader(tx, key, other)
        instances.link_cases(tx, key, other, kind=kind, note=note.strip() or None, at=runtime.clock.now())
        for one, two in ((key, other), (other, key)):
            append_event(
                runtime, tx, one, actor=actor, action="case.linked", facts={"kind": kind, "case": str(two)},
                payload={"note": note.strip()},
            )  # fmt: skip
    return other


def unlink_case(runtime: Runtime, actor: Actor, key: int, other: int, *, kind: str, reason: str) -> None:
    """Undo a link with a reason.

    A split is a fact of the record and stays; raises ConflictError for it and for a link that is gone.
    """
    with runtime.transaction() as tx:
        get_case(tx, actor, key, action="case.link")
        get_case(tx, actor, other)
        why = required_text(reason, "reason")
        if kind == "split":
            raise ConflictError(text("拆分关系不能解除。"))
        if not links.unlink_cases(tx, key, other, kind):
            raise ConflictError(text("这两件已经没有这种关联。"))
        for one, two in ((key, other), (other, key)):
            append_event(
                runtime, tx, one, actor=actor, action="case.unlinked", facts={"kind": kind, "case": str(two)},
                payload={"reason": why},
            )  # fmt: skip


def _other(tx: Connection, actor: Actor, number: str) -> int:
    found = instances.head_by_number(tx, plain_number(required_text(number, "number", longest=80)))
    message = text("没有找到编号为 %(number)s 的办件。", number=number.strip())
    if found is None:
        raise InvalidError(message, {"number": [message]})
    try:
        get_case(tx, actor, found.key)
    except NotFoundError:
        # the same words as for a number that does not exist: an accusation must not be guessed at
        raise InvalidError(message, {"number": [message]}) from None
    return int(found.key)


def _one_leader(tx: Connection, key: int, other: int) -> None:
    if links.leading_case(tx, key) is not None or links.group_members(tx, other):
        message = text("并案只有一个主办件：请在主办件上加入其他各件。")
        raise InvalidError(message, {"number": [message]})
    if links.leading_case(tx, other) is not None:
        message = text("对方已经并入另一件办理。")
        raise InvalidError(message, {"number": [message]})
