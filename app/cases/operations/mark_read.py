"""Read what was circulated: note that it was opened, and write that it was read, alone or several at once."""

from collections.abc import Sequence

from app.access.actor import Actor
from app.access.facts import CaseFacts, ReadingFacts
from app.access.policy import require
from app.cases.moving.facts import case_facts
from app.errors import ConflictError, InvalidError, LuoshuError, NotFoundError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import instances, readings
from app.text import Text, text

LONGEST_OPINION = 1000
MOST = 100


def note_opened(runtime: Runtime, actor: Actor, facts: CaseFacts) -> None:
    """Write down that a reader, or somebody in a reader's place, opened the case for the first time.

    Like the access log it stands outside the case's own transactions.
    """
    mine = {
        key
        for key in facts.readers
        if key == actor.account_key or actor.may_stand_in(key, facts.process_id, "read")
    }
    if mine:
        with runtime.transaction() as tx:
            readings.open_readings(tx, facts.instance_key, mine, runtime.clock.now())


def mark_read(runtime: Runtime, actor: Actor, reading_key: int, *, opinion: str = "") -> None:
    """Write that the actor has read, in the reader's place when the actor stands in (代阅).

    An opinion is written once with it and never changed or deleted. Raises ConflictError when it was read
    or withdrawn meanwhile, InvalidError for an opinion that is too long, and errors of the policy.
    """
    words = opinion.strip()
    if len(words) > LONGEST_OPINION:
        message = text("意见最多%(most)s字。", most=LONGEST_OPINION)
        raise InvalidError(message, {"opinion": [message]})
    with runtime.transaction() as tx:
        row = readings.reading_by_key(tx, reading_key)
        head = instances.head_by_key(tx, row.instance_key) if row is not None else None
        if row is None or head is None:
            raise NotFoundError(text("没有找到您要的内容"))
        require(actor, "reading.mark", ReadingFacts(case_facts(tx, head), row.reader_key))
        now = runtime.clock.now()
        values = {"read_at": now, "read_by": actor.account_key, "opinion": words or None}
        if row.opened_at is None:
            values["opened_at"] = now
        if not readings.mark_read(tx, reading_key, values):
            raise ConflictError(text("此件已阅或者已经撤传，没有重复登记。"))
        append_event(
            runtime,
            tx,
            row.instance_key,
            actor=actor,
            action="case.read_circulated",
            on_behalf_of=row.reader_key if row.reader_key != actor.account_key else None,
            facts={"reading": str(reading_key)},
            payload={"reason": words},
        )


def mark_many(runtime: Runtime, actor: Actor, keys: Sequence[int]) -> tuple[int, Sequence[Text]]:
    """Write that several were read, each in a transaction of its own; return how many, and what was refused.

    Raises InvalidError when none or too many are named.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted or len(wanted) > MOST:
        message = text("请先勾选文件。") if not wanted else text("一次最多办理%(most)s项。", most=MOST)
        raise InvalidError(message, {"reading": [message]})
    refused: list[Text] = []
    for key in wanted:
        try:
            mark_read(runtime, actor, key)
        except LuoshuError as error:
            refused.append(error.message)
    return len(wanted) - len(refused), refused
