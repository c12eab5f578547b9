"""Units, posts, accounts, roles, sessions, substitutes, throttles: who somebody is and how it was proved."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.store.base import JsonText, UtcDateTime, metadata

unit = Table(
    "unit",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("second_name", String(120)),
    Column("name_en", String(160)),
    Column("kind", String(20), nullable=False),
    Column("parent", String(40), ForeignKey("unit.code")),
    # the body that reviews this one's answers (复查, 复核); often not the parent in the tree
    Column("superior", String(40), ForeignKey("unit.code")),
    Column("phone", String(40)),
    Column("place", Integer, nullable=False),
    Column("closed_at", UtcDateTime),
    Index("ix_unit_parent", "parent"),
)

post = Table(
    "post",
    metadata,
    Column("unit_code", String(40), ForeignKey("unit.code"), primary_key=True),
    Column("code", String(40), primary_key=True),
    Column("name", String(80), nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("login", String(80), nullable=False),
    Column("name", String(80), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("unit_code", String(40), ForeignKey("unit.code")),
    Column("provider", String(20), nullable=False),
    Column("external_id", String(200)),
    Column("password_hash", String(200)),
    Column("password_history", JsonText, nullable=False),
    Column("password_changed_at", UtcDateTime),
    Column("must_change_password", Boolean, nullable=False),
    Column("disabled_at", UtcDateTime),
    Column("totp_secret", Text),
    Column("totp_enrolled_at", UtcDateTime),
    # the last time step a code was accepted for: a code read over a shoulder cannot be used again
    Column("totp_last_step", BigInteger, nullable=False),
    Column("recovery_codes", JsonText, nullable=False),
    Column("phone", Text),
    Column("phone_index", String(64)),
    Column("id_number", Text),
    Column("id_index", String(64)),
    Column("email", Text),
    # what was chosen on the pages last; notices are written in it; null: Chinese
    Column("language", String(8)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", BigInteger),
    UniqueConstraint("login"),
    UniqueConstraint("provider", "external_id"),
    Index("ix_account_unit", "unit_code", "login"),
    Index("ix_account_phone", "phone_index"),
    Index("ix_account_id", "id_index"),
)

membership = Table(
    "membership",
    metadata,
    Column("account_key", BigInteger, ForeignKey("account.key"), primary_key=True),
    Column("unit_code", String(40), primary_key=True),
    Column("post_code", String(40), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["unit_code", "post_code"], ["post.unit_code", "post.code"]),
    Index("ix_membership_post", "unit_code", "post_code"),
)

account_role = Table(
    "account_role",
    metadata,
    Column("account_key", BigInteger, ForeignKey("account.key"), primary_key=True),
    Column("role", String(40), primary_key=True),
    Column("granted_by", BigInteger),
    Column("granted_at", UtcDateTime, nullable=False),
)

role_request = Table(
    "role_request",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("account_key", BigInteger, ForeignKey("account.key"), nullable=False),
    Column("role", String(40), nullable=False),
    Column("grant", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("requested_by", BigInteger, nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", UtcDateTime),
    Index("ix_role_request_state", "state", "requested_at"),
)

web_session = Table(
    "web_session",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("token_digest", String(64), nullable=False),
    Column("account_key", BigInteger, ForeignKey("account.key")),
    # guest: opened cases only; code: second factor not yet shown; enrol: second factor not yet set up
    Column("state", String(12), nullable=False),
    Column("cases", JsonText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("stepped_up_until", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("address", String(64), nullable=False),
    Column("agent", String(200), nullable=False),
    UniqueConstraint("token_digest"),
    Index("ix_web_session_account", "account_key", "ended_at"),
    Index("ix_web_session_seen", "last_seen_at"),
)

api_token = Table(
    "api_token",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("token_digest", String(64), nullable=False),
    Column("account_key", BigInteger, ForeignKey("account.key"), nullable=False, index=True),
    Column("name", String(80), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("token_digest"),
)

substitute = Table(
    "substitute",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("principal_key", BigInteger, ForeignKey("account.key"), nullable=False),
    Column("substitute_key", BigInteger, ForeignKey("account.key"), nullable=False),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    # null: every process
    Column("processes", JsonText),
    # null: every kind of task but signing
    Column("kinds", JsonText),
    Column("note", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", BigInteger),
    Column("ended_at", UtcDateTime),
    Index("ix_substitute_substitute", "substitute_key", "from_on", "to_on"),
    Index("ix_substitute_principal", "principal_key", "from_on"),
)

throttle = Table(
    "throttle",
    metadata,
    # kind and an SM3 digest of whom it counts: an address or a login need not be readable here
    Column("bucket", String(100), primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("locked_until", UtcDateTime),
    Index("ix_throttle_since", "since"),
)

pending_form = Table(
    "pending_form",
    metadata,
    Column("token_digest", String(64), primary_key=True),
    # only this account gets its input back; null when nobody had been signed in
    Column("account_key", BigInteger),
    Column("path", String(500), nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("ix_pending_form_expires", "expires_at"),
)
