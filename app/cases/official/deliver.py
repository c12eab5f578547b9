"""Send an official document: into the boxes of this installation's units at once, to others by a job.

The one door for everything that leaves: the sending page, and the last step of a dispatch (核发).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.exchange_rules import RECEIVERS
from app.cases.official.exchange_identity import own_identity
from app.crypto import sm3_hex
from app.errors import InvalidError
from app.exchange import Letter, Paper, Party
from app.exchange.manifest import write_manifest
from app.forms.upload import safe_name
from app.record.append import append_event
from app.runtime import Runtime
from app.store import exchange, jobs, notifications, people
from app.store.keys import new_key
from app.text import text

JOB, QUEUED = "exchange", "queued"
MOST_TRIES = 350
"""About a week of half hours: a system that is down over a holiday still gets its documents."""
ELSEWHERE = "/"
"""Separates site and organ in the address of an organ elsewhere: 0123456789abcdef/sjst."""


@dataclass(frozen=True)
class Source:
    """Say where a document comes from: who sends, for which unit, its case and `official_document`, if it has them."""

    actor: Actor
    unit: str
    instance_key: int | None = None
    document_key: int | None = None


def deliver(
    runtime: Runtime, tx: Connection, source: Source, paper: Paper, to: Sequence[str]
) -> tuple[int, ...]:
    """Send a document to organs and return the keys of the items, in the order of `to`.

    `to` are codes of units here, or `<site>/<code>` of organs in the directory; the bytes of `paper.files`
    are in the blob store already. Here it lies in the box 待签收 when the transaction is committed; elsewhere
    a job hands it over. Raises InvalidError (field `to`) naming every organ that is unknown or closed.
    """
    now = runtime.clock.now()
    paper = replace(paper, files=tuple(replace(file, name=safe_name(file.name)) for file in paper.files))
    parties = _parties(runtime, tx, to)
    own = own_identity(runtime).code
    name = people.unit_names(tx, {source.unit}).get(source.unit, source.unit)
    sender = Party(own, source.unit, name)
    sent: list[dict[str, Any]] = []
    arriving: list[dict[str, Any]] = []
    for party in parties:
        row = _sent(source, Letter(secrets.token_hex(16), sender, party, now, paper))
        sent.append(row)
        if row["site_code"] is None:
            arriving.append(_arriving(row))
    files = [{"name": f.name, "mime": f.mime, "size": f.size, "digest": f.digest} for f in paper.files]
    exchange.add_items(tx, [*sent, *arriving], files)
    for row in sent:
        if row["state"] == QUEUED:
            enqueue_item(tx, row["key"], now)
    announce(tx, [row["to_code"] for row in arriving], paper.title, name, now)
    append_event(
        runtime, tx, source.instance_key, actor=source.actor, action="exchange.sent",
        facts={"envelopes": [row["envelope"] for row in sent], "to": [party.code for party in parties]},
        payload={"title": paper.title, "number": paper.number},
    )  # fmt: skip
    return tuple(row["key"] for row in sent)


def _sent(source: Source, letter: Letter) -> dict[str, Any]:
    """Return the sender's row of a letter: delivered at once inside the house, queued for another one."""
    here = letter.to.site == letter.sender.site
    return {
        **item_row(letter),
        "key": new_key(),
        "direction": "out",
        "site_code": None if here else letter.to.site,
        "state": "delivered" if here else QUEUED,
        "arrived_at": letter.sent_at if here else None,
        "sent_by": source.actor.account_key,
        "instance_key": source.instance_key,
        "document_key": source.document_key,
    }


def _arriving(sent: dict[str, Any]) -> dict[str, Any]:
    """Return the receiver's row of a letter inside the house."""
    own = {
        "key": new_key(),
        "direction": "in",
        "state": "arrived",
        "instance_key": None,
        "document_key": None,
    }
    return {**sent, **own}


def item_row(letter: Letter) -> dict[str, Any]:
    """Return the columns of an item that follow from the letter itself."""
    paper, manifest = letter.paper, write_manifest(letter)
    return {
        "envelope": letter.envelope,
        "site_code": None,
        "from_code": letter.sender.code,
        "from_name": letter.sender.name,
        "to_code": letter.to.code,
        "to_name": letter.to.name,
        "title": paper.title,
        "number": paper.number or None,
        "genre": paper.genre or None,
        "urgency": paper.urgency or None,
        "limit_days": paper.limit_days,
        "dated_on": paper.dated_on,
        "note": paper.note or None,
        "previous": paper.previous,
        "manifest": manifest,
        "digest": sm3_hex(manifest),
        "signature": None,
        "sent_at": letter.sent_at,
        "arrived_at": None,
        "attempts": 0,
    }


def enqueue_item(tx: Connection, key: int, now: datetime) -> None:
    """Let a job hand an item over to the other installation."""
    jobs.enqueue(tx, JOB, {"item": str(key)}, run_at=now, once_key=f"exchange:{key}:{now.isoformat()}",
                 max_attempts=MOST_TRIES)  # fmt: skip


def announce(tx: Connection, units: Sequence[str], title: str, sender: str, now: datetime) -> None:
    """Tell those who sign for a unit's documents that one has come."""
    groups = {f"{unit}.{post}" for unit in units for post in RECEIVERS}
    if not groups:
        return
    notifications.leave_word(
        tx,
        [person.key for person in notifications.recipients(tx, groups=groups)],
        subject=f"待签收：{title}",
        body=f"{sender}发来公文“{title}”，请在“公文交换”中签收。",
        at=now,
        instance_key=None,
    )


def _parties(runtime: Runtime, tx: Connection, to: Sequence[str]) -> list[Party]:
    """Return the organs of these addresses, each once."""
    own = own_identity(runtime).code
    known = {row.code: Party(own, row.code, row.name) for row in exchange.open_units(tx)}
    if any(ELSEWHERE in address for address in to):
        known |= {
            f"{row.site_code}{ELSEWHERE}{row.code}": Party(row.site_code, row.code, row.name)
            for row in exchange.organs(tx)
        }
    wanted = list(dict.fromkeys(to))
    problems = [
        text("交换目录中没有收文单位“%(address)s”", address=address)
        for address in wanted
        if address not in known
    ]
    if not wanted:
        problems = [text("请选择收文单位。")]
    if problems:
        raise InvalidError(problems[0], {"to": problems})
    return [known[address] for address in wanted]
