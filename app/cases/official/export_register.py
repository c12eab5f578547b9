"""Hand a register out as a table: for a spreadsheet, or to be printed. That it was handed out is recorded."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.access.actor import Actor
from app.access.policy import require
from app.cases.official.read_register import Entry, RegisterRequest, chosen_organs, entries_of, found_page
from app.record.append import append_event
from app.runtime import Runtime

MOST = 10_000
"""Lines in one file."""
MOST_PRINTED = 1_000


@dataclass(frozen=True)
class Extract:
    """Hold the lines handed out, and whether there were more than fit."""

    organ_name: str
    entries: Sequence[Entry]
    more: bool


def export_register(runtime: Runtime, actor: Actor, asked: RegisterRequest) -> Extract:
    """Return the lines of a register for a file, at most `MOST`; errors as for `read_register`."""
    require(actor, "register.read", None)
    with runtime.transaction() as tx:
        organs, name = chosen_organs(tx, actor, asked.organ)
        page = found_page(runtime, tx, asked, organs, size=MOST, offset=0)
        facts = {"register": asked.register, "organ": asked.organ, "documents": len(page.rows)}
        append_event(runtime, tx, None, actor=actor, action="register.exported", facts=facts)
        return Extract(name, entries_of(runtime, tx, page.rows), page.more or page.total > MOST)


def print_register(runtime: Runtime, actor: Actor, asked: RegisterRequest) -> Extract:
    """Return the lines of a register for paper, at most `MOST_PRINTED`; errors as for `read_register`."""
    require(actor, "register.read", None)
    with runtime.read() as tx:
        organs, name = chosen_organs(tx, actor, asked.organ)
        page = found_page(runtime, tx, asked, organs, size=MOST_PRINTED, offset=0)
        return Extract(name, entries_of(runtime, tx, page.rows), page.more or page.total > MOST_PRINTED)
