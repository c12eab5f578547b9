"""Number series without gaps: a number is drawn in the transaction that issues it, or not at all."""

from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from app.store.tables.numbers import number_series


def draw(tx: Connection, series: str, year: int, at: datetime) -> str:
    """Return the next number of a series in a year: 信访〔2026〕12号, with 六角括号 and no padding.

    One statement that locks the series until the transaction ends: two at the same moment get different
    numbers, and a rolled-back one leaves no gap (form of the number: GB/T 9704-2012 7.2.5).
    """
    build = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    first = build(number_series).values(series=series, year=year, last=1, drawn_at=at)
    drawn = first.on_conflict_do_update(
        index_elements=["series", "year"], set_={"last": number_series.c.last + 1, "drawn_at": at}
    ).returning(number_series.c.last)
    return f"{series}〔{year}〕{tx.scalar(drawn)}号"
