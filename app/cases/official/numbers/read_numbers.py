"""What the registrar sees: the series of the own organ, the next number, every number given with its document."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.number_rules import RegisterFacts
from app.access.policy import allows, require
from app.cases.official.numbers.draw_number import number_text, year_of
from app.cases.official.numbers.open_series import KINDS
from app.clock import local_date
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import numbering, official, people
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class SeriesView:
    """Hold one series: what it gave last, what comes next; `broken` when counter and kept numbers disagree."""

    word: str
    kind: Text
    organ: str
    organ_name: str
    last: int
    next: str
    broken: bool
    closed: bool
    begun: bool
    may_manage: bool


@dataclass(frozen=True, slots=True)
class NumberView:
    """Hold one number that was given."""

    text: str
    word: str
    year: int
    number: int
    state: str
    title: str
    case_number: str
    instance_key: int | None
    drawn_at: datetime
    drawn_by: str
    reason: str
    voided_at: datetime | None
    voided_by: str


def list_series(runtime: Runtime, actor: Actor) -> tuple[SeriesView, ...]:
    """Return the series of the units the actor belongs to."""
    require(actor, "number.read", None)
    with runtime.read() as tx:
        rows = official.series_of_organs(tx, sorted(actor.units))
        return tuple(_series(runtime, tx, actor, row) for row in rows)


def read_series(
    runtime: Runtime, actor: Actor, word: str, *, size: int, offset: int
) -> tuple[SeriesView, Sequence[NumberView], int]:
    """Return a series and one page of this year's numbers, newest first; NotFoundError for another unit's."""
    require(actor, "number.read", None)
    with runtime.read() as tx:
        row = official.series_by_word(tx, word)
        if row is None or row.organ not in actor.units:
            raise NotFoundError(text("没有这个编号系列"))
        year = _year(runtime, row.kind)
        found, total = official.numbers_of(tx, word, year, limit=size, offset=offset)
        keys = {key for one in found for key in (one.drawn_by, one.voided_by) if key}
        names = people.account_names(tx, keys)
        return _series(runtime, tx, actor, row), [_number(one, names) for one in found], total


def _series(runtime: Runtime, tx: Connection, actor: Actor, row: Any) -> SeriesView:
    year = _year(runtime, row.kind)
    last, kept = numbering.last_value(tx, row.word, year), official.last_kept(tx, row.word, year)
    names = people.unit_names(tx, {row.organ})
    return SeriesView(
        word=row.word,
        kind=KINDS[row.kind],
        organ=row.organ,
        organ_name=names.get(row.organ, row.organ),
        last=kept,
        next=number_text(row.word, year, kept + 1),
        broken=last != kept,
        closed=row.closed_at is not None,
        begun=bool(last or kept),
        may_manage=allows(actor, "number.manage", RegisterFacts(row.organ)),
    )


def _number(row: Any, names: dict[int, str]) -> NumberView:
    return NumberView(
        text=number_text(row.word, row.year, row.number),
        word=row.word,
        year=row.year,
        number=row.number,
        state=row.state,
        title=row.title or "",
        case_number=row.case_number or "",
        instance_key=row.instance_key,
        drawn_at=row.drawn_at,
        drawn_by=names.get(row.drawn_by or 0, ""),
        reason=row.reason or "",
        voided_at=row.voided_at,
        voided_by=names.get(row.voided_by or 0, ""),
    )


def _year(runtime: Runtime, kind: str) -> int:
    return year_of(kind, local_date(runtime.clock.now()).year)
