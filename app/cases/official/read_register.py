"""Read a register (登记簿) of official documents: one unit's, or those of every unit the reader is over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import allows, require
from app.access.register_rules import OrganRegisterFacts
from app.cases.desk.due_badge import DueBadge, due_badge
from app.cases.desk.search_scope import week_end
from app.cases.moving.current_calendar import current_calendar
from app.cases.official.register_words import state_words
from app.clock import LOCAL_ZONE, local_date
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import official_register, people
from app.store.official_register import RegisterFilter, RegisterPage
from app.text import Text, text

EVERY_UNIT = "*"


@dataclass(frozen=True)
class RegisterRequest:
    """Hold what the page asks for; `organ` is a unit, `EVERY_UNIT`, or empty for the own unit."""

    register: str = "outgoing"
    organ: str = ""
    q: str = ""
    year: int | None = None
    genre: str = ""
    state: str = ""
    urgency: str = ""
    due: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Entry:
    """Hold one line of a register."""

    instance_key: int
    number: str
    title: str
    genre: str
    urgency: str
    organ_name: str
    from_organ: str
    to_organs: tuple[str, ...]
    signer: str
    dated_on: date | None
    entered_on: date
    due_on: date | None
    due: DueBadge | None
    state: Text
    closed_on: date | None


@dataclass(frozen=True)
class Register:
    """Hold one page of a register; `organs` are the units to choose from, `years` go from the first entry to now."""

    asked: RegisterRequest
    organ_name: str
    entries: Sequence[Entry]
    total: int
    more: bool
    organs: Sequence[tuple[str, str]]
    years: Sequence[int]


def read_register(
    runtime: Runtime, actor: Actor, asked: RegisterRequest, *, size: int, offset: int
) -> Register:
    """Return one page of a register.

    Raises ForbiddenError for people who handle no documents, NotFoundError for a unit whose register the
    reader may not see.
    """
    require(actor, "register.read", None)
    with runtime.read() as tx:
        organs = _organs(tx, actor)
        chosen, name = _chosen(actor, asked.organ, organs)
        page = found_page(runtime, tx, asked, chosen, size=size, offset=offset)
        first = official_register.first_entry(tx, asked.register, chosen)
        this_year = local_date(runtime.clock.now()).year
        first_year = local_date(first).year if first is not None else this_year
        return Register(
            asked=asked,
            organ_name=name,
            entries=entries_of(runtime, tx, page.rows),
            total=page.total,
            more=page.more,
            organs=[*organs.items()],
            years=range(this_year, first_year - 1, -1),
        )


def chosen_organs(tx: Connection, actor: Actor, organ: str) -> tuple[frozenset[str] | None, str]:
    """Return the units whose registers are looked at (None: all there are), and their name in the heading."""
    return _chosen(actor, organ, _organs(tx, actor))


def found_page(
    runtime: Runtime,
    tx: Connection,
    asked: RegisterRequest,
    organs: frozenset[str] | None,
    *,
    size: int,
    offset: int,
) -> RegisterPage:
    """Return one page of rows."""
    today = local_date(runtime.clock.now())
    wanted = RegisterFilter(
        register=asked.register,
        organs=organs,
        q=asked.q,
        genre=asked.genre,
        state=asked.state,
        urgency=asked.urgency,
        due=asked.due,
        since=_new_year(asked.year) if asked.year else None,
        until=_new_year(asked.year + 1) if asked.year else None,
    )
    return official_register.list_register(
        tx, wanted, today=today, week_end=week_end(today), sort=asked.sort, limit=size, offset=offset
    )


def entries_of(runtime: Runtime, tx: Connection, rows: Iterable[Row[Any]]) -> Sequence[Entry]:
    """Return rows as lines of a register: names of units, words of states, working days left."""
    rows = list(rows)
    codes = {code for row in rows for code in (row.organ, *row.to_organs)}
    names: Mapping[str, str] = people.unit_names(tx, codes) if codes else {}
    today, calendar = local_date(runtime.clock.now()), current_calendar(runtime, tx)
    return [
        Entry(
            instance_key=row.instance_key,
            number=(row.register_no if row.register == "incoming" else row.number) or "",
            title=row.title,
            genre=row.genre or "",
            urgency=row.urgency or "",
            organ_name=names.get(row.organ, row.organ),
            from_organ=_from(row),
            to_organs=tuple(names.get(code, code) for code in row.to_organs),
            signer=row.signer or "",
            dated_on=row.dated_on,
            entered_on=local_date(row.received_at or row.created_at),
            due_on=row.due_on,
            due=due_badge(row.due_on, (), today, calendar) if row.closed_at is None else None,
            state=state_words("voided" if row.outcome == "voided" else row.state),
            closed_on=local_date(row.closed_at) if row.closed_at is not None else None,
        )
        for row in rows
    ]


def _from(row: Row[Any]) -> str:
    """Return the sender, with the sender's own number of what came in."""
    if row.register != "incoming" or not row.number:
        return row.from_organ or ""
    return f"{row.from_organ or ''} {row.number}".strip()


def _organs(tx: Connection, actor: Actor) -> dict[str, str]:
    """Return code → name of the units whose registers the reader may see, the own ones first."""
    if "supervisor" in actor.roles:
        codes = frozenset(row.code for row in people.units(tx)) | actor.units
    else:
        below = people.units_below(tx, actor.units) if actor.roles & {"head", "leader"} else frozenset()
        codes = actor.units | below
    names = people.unit_names(tx, codes)
    own_first = sorted(codes, key=lambda code: (code != actor.unit, code not in actor.units, code))
    facts = {code: OrganRegisterFacts(code, actor.units - {code}) for code in own_first}
    return {
        code: str(names.get(code, code)) for code in own_first if allows(actor, "register.read", facts[code])
    }


def _chosen(actor: Actor, organ: str, organs: Mapping[str, str]) -> tuple[frozenset[str] | None, str]:
    if organ == EVERY_UNIT:
        everything = "supervisor" in actor.roles
        return None if everything else frozenset(organs), ""
    code = organ or actor.unit or next(iter(organs), "")
    if code not in organs:
        raise NotFoundError(text("没有找到您要的登记簿"))
    return frozenset({code}), organs[code]


def _new_year(year: int) -> datetime:
    return datetime.combine(date(year, 1, 1), time(), LOCAL_ZONE)
