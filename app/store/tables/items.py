"""The catalogue of items (事项目录): the present face of each for searching, every version, the data dictionary."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from app.store.base import JsonText, UtcDateTime, metadata

service_item = Table(
    "service_item",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("unit", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("depth", String(20), nullable=False),
    Column("in_hall", Boolean, nullable=False),
    Column("complete", Boolean, nullable=False),
    # what it is found by, as index terms between blanks (app/store/search.py); the best ones again in `heads`
    Column("grams", Text, nullable=False),
    Column("heads", Text, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Index("ix_service_item_unit", "unit"),
)

service_item_version = Table(
    "service_item_version",
    metadata,
    Column("code", String(40), ForeignKey("service_item.code"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("data", JsonText, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", BigInteger),
    Column("changed_by_name", String(80), nullable=False),
)

service_datum = Table(
    "service_datum",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("data", JsonText, nullable=False),
)
