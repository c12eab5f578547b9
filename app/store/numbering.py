"""Number series without gaps: a number is drawn in the transaction that issues it, or not at all."""

from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from app.store.tables.numbers import number_series


def draw(tx: Connection, series: str, year: int, at: datetime) -> str:
    """Return the next number of a series in a year: 信访〔2026〕12号, with 六角括号 and no padding.

    Form of the number: GB/T 9704-2012 7.2.5.
    """
    return f"{series}〔{year}〕{next_value(tx, series, year, at)}号"


def next_value(tx: Connection, series: str, year: int, at: datetime) -> int:
    """Count a series up and return its value.

    One statement that locks the series until the transaction ends: two at the same moment get different
    numbers, and a rolled-back one leaves no gap.
    """
    build = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    first = build(number_series).values(series=series, year=year, last=1, drawn_at=at)
    drawn = first.on_conflict_do_update(
        index_elements=["series", "year"], set_={"last": number_series.c.last + 1, "drawn_at": at}
    ).returning(number_series.c.last)
    return int(tx.execute(drawn).scalar_one())


def last_value(tx: Connection, series: str, year: int) -> int:
    """Return the value a series stands at, 0 before its first number."""
    return int(
        tx.scalar(
            select(number_series.c.last).where(number_series.c.series == series, number_series.c.year == year)
        )
        or 0
    )


def begin_at(tx: Connection, series: str, year: int, last: int, at: datetime) -> bool:
    """Let a series of a year go on behind `last`; False when it has begun already."""
    build = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    first = build(number_series).values(series=series, year=year, last=last, drawn_at=at)
    return tx.scalar(first.on_conflict_do_nothing().returning(number_series.c.series)) is not None
