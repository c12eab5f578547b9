"""Official documents (公文): one row a document in a register (登记簿), and the numbers that organs give out."""

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

from app.store.base import JsonText, UtcDateTime, metadata

official_document = Table(
    "official_document",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False),
    # outgoing 发文, incoming 收文, internal 签报
    Column("register", String(10), nullable=False),
    # unit in whose register it stands; of a joint document the one that leads
    Column("organ", String(40), nullable=False),
    # number in the register of what came in
    Column("register_no", String(80)),
    # 发文字号; of an incoming document the sender's
    Column("number", String(80)),
    Column("title", String(300), nullable=False),
    Column("genre", String(20)),
    # up 上行, down 下行, level 平行
    Column("direction", String(6)),
    Column("urgency", String(20)),
    Column("from_organ", String(120)),
    Column("to_organs", JsonText, nullable=False),
    Column("copy_to", JsonText, nullable=False),
    Column("signer", String(200)),
    Column("dated_on", Date),
    Column("received_at", UtcDateTime),
    Column("due_on", Date),
    # active 主动公开, request 依申请公开, none 不予公开
    Column("publicity", String(10)),
    Column("published_at", UtcDateTime),
    # 索引号 on the public page
    Column("index_no", String(60)),
    # the issued PDF, and its SM3
    Column("document_key", BigInteger),
    Column("digest", String(64)),
    Column("state", String(20), nullable=False),
    # the document this one replaces, answers, or was returned as
    Column("previous_key", BigInteger, ForeignKey("official_document.key")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    UniqueConstraint("instance_key"),
    UniqueConstraint("index_no"),
    Index("ix_official_document_register", "register", "organ", "created_at"),
    # the register page: everything it filters and counts by, so that paging reads the index alone
    Index(
        "ix_official_document_organ_list",
        "register",
        "organ",
        "key",
        "created_at",
        "state",
        "genre",
        "urgency",
    ),
    Index(
        "ix_official_document_list",
        "register",
        "key",
        "organ",
        "created_at",
        "state",
        "genre",
        "urgency",
    ),
    Index("ix_official_document_dated", "register", "organ", "dated_on", "key"),
    Index("ix_official_document_due", "register", "organ", "due_on", "key"),
    Index("ix_official_document_number", "number"),
    Index("ix_official_document_published", "published_at"),
)

official_search = Table(
    "official_search",
    metadata,
    Column("document_key", BigInteger, ForeignKey("official_document.key"), primary_key=True),
    # number, title, organs, signer as bigrams; see app/store/search.py
    Column("grams", Text, nullable=False),
)

document_series = Table(
    "document_series",
    metadata,
    # 机关代字 as it stands in the number: 洛政办
    Column("word", String(40), primary_key=True),
    Column("organ", String(40), ForeignKey("unit.code"), nullable=False),
    # document, letter, order, minutes: the format whose numbers it gives; incoming: numbers of what comes in
    Column("kind", String(10), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("opened_by", BigInteger),
    Column("closed_at", UtcDateTime),
    Index("ix_document_series_organ", "organ", "kind"),
)

document_number = Table(
    "document_number",
    metadata,
    Column("word", String(40), ForeignKey("document_series.word"), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("instance_key", BigInteger, ForeignKey("instance.key")),
    # issued; void 作废; paper: the last one of a register on paper that goes on here
    Column("state", String(10), nullable=False),
    Column("reason", Text),
    Column("drawn_at", UtcDateTime, nullable=False),
    Column("drawn_by", BigInteger),
    Column("voided_at", UtcDateTime),
    Column("voided_by", BigInteger),
    Index("ix_document_number_instance", "instance_key"),
)
