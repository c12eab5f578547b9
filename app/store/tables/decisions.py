"""Decisions that a process took: result and the rules that matched, so that a person can be told why."""

from sqlalchemy import BigInteger, Column, ForeignKey, String, Table

from app.store.base import JsonText, UtcDateTime, metadata

decision_made = Table(
    "decision_made",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("element_id", String(120), nullable=False),
    Column("decision_id", String(120), nullable=False),
    Column("value", JsonText),
    Column("matched", JsonText, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
)
