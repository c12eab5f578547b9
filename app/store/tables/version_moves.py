"""Moves of running cases to another version of their process, and what is needed to take one back."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from app.store.base import JsonText, UtcDateTime, metadata

version_move = Table(
    "version_move",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("from_definition", BigInteger, ForeignKey("definition.key"), nullable=False),
    Column("to_definition", BigInteger, ForeignKey("definition.key"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("moved_at", UtcDateTime, nullable=False),
    Column("moved_by", BigInteger),
    # the version of the case after the move: as long as it stands there, nothing has happened since
    Column("version_after", Integer, nullable=False),
    Column("body_before", LargeBinary, nullable=False),
    # what the open tasks were called and which forms they had: [[task key, name, form id], …]
    Column("tasks_before", JsonText, nullable=False),
    Column("undone_at", UtcDateTime),
    Column("undone_by", BigInteger),
    Index("ix_version_move_to", "to_definition", "moved_at"),
)
