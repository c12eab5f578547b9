"""Number series of cases and documents: one row a series and year."""

from sqlalchemy import Column, Integer, String, Table

from app.store.base import UtcDateTime, metadata

number_series = Table(
    "number_series",
    metadata,
    Column("series", String(60), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
    Column("drawn_at", UtcDateTime, nullable=False),
)
