"""Versions of the working calendar: what each notice said, kept so that old dates can be explained."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint

from app.store.base import JsonText, UtcDateTime, metadata

calendar_version = Table(
    "calendar_version",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", String(80), nullable=False),
    Column("years", JsonText, nullable=False),
    Column("source", String(300), nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("imported_by", BigInteger),
    Column("imported_by_name", String(80), nullable=False),
    UniqueConstraint("name"),
)

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("version_number", Integer, ForeignKey("calendar_version.number"), primary_key=True),
    Column("on_date", Date, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("name", String(60), nullable=False),
)
