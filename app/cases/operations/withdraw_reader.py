"""Take a reader off the list (撤传) while the case has not been opened by them."""

from app.access.actor import Actor
from app.cases.moving.get_case import get_case
from app.cases.moving.required import required_text
from app.errors import ConflictError, NotFoundError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import people, readings
from app.text import text


def withdraw_reader(runtime: Runtime, actor: Actor, reading_key: int, *, reason: str) -> int:
    """Withdraw a reader with a reason and return the key of the case; the row stays readable.

    Raises ConflictError when the reader has opened the case already, InvalidError without a reason, and
    errors of the policy.
    """
    with runtime.transaction() as tx:
        row = readings.reading_by_key(tx, reading_key)
        if row is None:
            raise NotFoundError(text("没有找到您要的内容"))
        get_case(tx, actor, row.instance_key, action="case.circulate")
        why = required_text(reason, "reason", longest=500)
        name = people.account_name(tx, row.reader_key)
        values = {
            "withdrawn_at": runtime.clock.now(),
            "withdrawn_by": actor.account_key,
            "withdrawn_reason": why,
        }
        if not readings.withdraw_reading(tx, reading_key, values):
            raise ConflictError(text("%(name)s已经打开此件或者已经撤传，不能撤传。", name=name))
        append_event(
            runtime,
            tx,
            row.instance_key,
            actor=actor,
            action="reading.withdrawn",
            facts={"reading": str(reading_key)},
            payload={"reader": name, "reason": why},
        )
    return int(row.instance_key)
