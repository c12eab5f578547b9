"""Acts on a running case beside its drawing: opinions and answers asked of colleagues, and who reads a document."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.store.base import UtcDateTime, metadata

side_request = Table(
    "side_request",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    # the task it stands beside, and the task row by which the person asked finds it in the inbox
    Column("parent_key", BigInteger, ForeignKey("task.key"), nullable=False, index=True),
    Column("task_key", BigInteger, ForeignKey("task.key")),
    # before, after: an opinion the task waits for (加签); ask: a question (沟通)
    Column("kind", String(12), nullable=False),
    Column("asked_key", BigInteger, nullable=False),
    Column("asked_by", BigInteger),
    Column("question", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    # planned: its turn has not come; open; answered; withdrawn; dropped: the task ended without it
    Column("state", String(12), nullable=False),
    Column("agrees", Integer),
    Column("answer", Text),
    Column("answered_by", BigInteger),
    Column("answered_at", UtcDateTime),
    Column("on_behalf_of", BigInteger),
    Column("withdrawn_by", BigInteger),
    Column("withdrawn_reason", Text),
    Index("ix_side_request_task", "task_key"),
)

reading = Table(
    "reading",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False),
    Column("reader_key", BigInteger, ForeignKey("account.key"), nullable=False),
    # circulate: to be read by a day (传阅); copy: for information (抄送)
    Column("kind", String(12), nullable=False),
    # 1 while it stands, null once withdrawn: nobody stands on a list twice
    Column("standing", Integer),
    Column("note", Text),
    Column("added_by", BigInteger),
    Column("added_at", UtcDateTime, nullable=False),
    Column("due_on", Date),
    Column("opened_at", UtcDateTime),
    Column("read_at", UtcDateTime),
    Column("read_by", BigInteger),
    Column("opinion", Text),
    Column("withdrawn_at", UtcDateTime),
    Column("withdrawn_by", BigInteger),
    Column("withdrawn_reason", Text),
    # the person whose place the reader took when that person left (离职)
    Column("inherited_from", BigInteger),
    UniqueConstraint("instance_key", "reader_key", "standing"),
    Index("ix_reading_reader", "reader_key", "read_at", "due_on"),
)
