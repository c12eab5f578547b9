"""Create the tables of the foundation and store the published calendar."""

from datetime import UTC, datetime
from importlib.metadata import version

import sqlalchemy as sa
from alembic import op

from app.deadlines.published import published_calendar
from app.store.base import JsonText, UtcDateTime
from app.store.calendar import add_version
from app.store.search import create_index

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_tables()
    create_index(op.get_bind())
    published = published_calendar()
    add_version(
        op.get_bind(),
        number=1,
        name=published.version,
        years=published.official_years,
        days=[(day.on, day.kind, day.name) for day in published.days],
        source=f"chinesecalendar {version('chinesecalendar')}",
        at=datetime.now(UTC),
        by=None,
        by_name="",
    )


def _create_tables() -> None:
    op.create_table(
        "access_log",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_key", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("sealed_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_instance", "access_log", ["instance_key", "at"], unique=False)
    op.create_index("ix_access_log_sealed", "access_log", ["sealed_by"], unique=False)
    op.create_table(
        "audit_chain",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=True),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.Column("rooted_length", sa.Integer(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_audit_chain")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_chain_public_id")),
        sa.UniqueConstraint("scope", name=op.f("uq_audit_chain_scope")),
    )
    op.create_index(op.f("ix_audit_chain_instance_key"), "audit_chain", ["instance_key"], unique=False)
    op.create_table(
        "audit_event",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chain_key", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("action", sa.String(length=80), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_key", sa.BigInteger(), nullable=True),
        sa.Column("on_behalf_of", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("element_id", sa.String(length=120), nullable=True),
        sa.Column("facts", JsonText(), nullable=False),
        sa.Column("payload_digest", sa.String(length=64), nullable=True),
        sa.Column("retention", sa.String(length=20), nullable=False),
        sa.Column("applicant_may_read", sa.Boolean(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("chain_key", "seq", name=op.f("uq_audit_event_chain_key_seq")),
    )
    op.create_index("ix_audit_event_actor", "audit_event", ["actor_key", "at"], unique=False)
    op.create_index("ix_audit_event_at", "audit_event", ["at"], unique=False)
    op.create_index("ix_audit_event_instance", "audit_event", ["instance_key", "seq"], unique=False)
    op.create_table(
        "audit_root",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("tree", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("computed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_root")),
    )
    op.create_table(
        "calendar_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("years", JsonText(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.Column("imported_by", sa.BigInteger(), nullable=True),
        sa.Column("imported_by_name", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_calendar_version")),
        sa.UniqueConstraint("name", name=op.f("uq_calendar_version_name")),
    )
    op.create_table(
        "definition",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("process_id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("version_tag", sa.String(length=80), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("deployed_at", UtcDateTime(), nullable=False),
        sa.Column("deployed_by", sa.BigInteger(), nullable=True),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_definition")),
        sa.UniqueConstraint("process_id", "version", name=op.f("uq_definition_process_id_version")),
    )
    op.create_table(
        "filing",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_key", sa.BigInteger(), nullable=True),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_filing")),
    )
    op.create_index("ix_filing_account", "filing", ["account_key", "place"], unique=False)
    op.create_index("ix_filing_expires", "filing", ["expires_at"], unique=False)
    op.create_table(
        "job",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("args", JsonText(), nullable=False),
        sa.Column("once_key", sa.String(length=200), nullable=True),
        sa.Column("instance_key", sa.BigInteger(), nullable=True),
        sa.Column("engine_id", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("run_at", UtcDateTime(), nullable=False),
        sa.Column("claimed_until", UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_job")),
        sa.UniqueConstraint("once_key", name=op.f("uq_job_once_key")),
    )
    op.create_index("ix_job_instance", "job", ["instance_key"], unique=False)
    op.create_index("ix_job_ready", "job", ["state", "run_at"], unique=False)
    op.create_table(
        "number_series",
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("drawn_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "once",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=80), nullable=True),
        sa.Column("used_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_once")),
    )
    op.create_table(
        "pending_form",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_key", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_pending_form")),
    )
    op.create_index("ix_pending_form_expires", "pending_form", ["expires_at"], unique=False)
    op.create_table(
        "phrase",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_key", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_phrase")),
    )
    op.create_index(op.f("ix_phrase_account_key"), "phrase", ["account_key"], unique=False)
    op.create_table(
        "saved_filter",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_key", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("account_key", "name", name=op.f("uq_saved_filter_account_key_name")),
    )
    op.create_index(op.f("ix_saved_filter_account_key"), "saved_filter", ["account_key"], unique=False)
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", JsonText(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "throttle",
        sa.Column("bucket", sa.String(length=100), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_throttle")),
    )
    op.create_index("ix_throttle_since", "throttle", ["since"], unique=False)
    op.create_table(
        "unit",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("second_name", sa.String(length=120), nullable=True),
        sa.Column("name_en", sa.String(length=160), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("parent", sa.String(length=40), nullable=True),
        sa.Column("superior", sa.String(length=40), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["unit.code"], name=op.f("fk_unit_parent")),
        sa.ForeignKeyConstraint(["superior"], ["unit.code"], name=op.f("fk_unit_superior")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
    )
    op.create_index("ix_unit_parent", "unit", ["parent"], unique=False)
    op.create_table(
        "account",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=True),
        sa.Column("provider", sa.String(length=20), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("password_history", JsonText(), nullable=False),
        sa.Column("password_changed_at", UtcDateTime(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("totp_enrolled_at", UtcDateTime(), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=False),
        sa.Column("recovery_codes", JsonText(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("phone_index", sa.String(length=64), nullable=True),
        sa.Column("id_number", sa.Text(), nullable=True),
        sa.Column("id_index", sa.String(length=64), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_account_unit_code")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        sa.UniqueConstraint("provider", "external_id", name=op.f("uq_account_provider_external_id")),
    )
    op.create_index("ix_account_id", "account", ["id_index"], unique=False)
    op.create_index("ix_account_phone", "account", ["phone_index"], unique=False)
    op.create_index("ix_account_unit", "account", ["unit_code", "login"], unique=False)
    op.create_table(
        "audit_payload",
        sa.Column("event_key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_key"], ["audit_event.key"], name=op.f("fk_audit_payload_event_key")),
        sa.PrimaryKeyConstraint("event_key", name=op.f("pk_audit_payload")),
    )
    op.create_table(
        "audit_root_leaf",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("chain", sa.String(length=32), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["audit_root.day"], name=op.f("fk_audit_root_leaf_day")),
        sa.PrimaryKeyConstraint("day", "chain", name=op.f("pk_audit_root_leaf")),
    )
    op.create_index("ix_audit_root_leaf_chain", "audit_root_leaf", ["chain", "day"], unique=False)
    op.create_table(
        "calendar_day",
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_number"], ["calendar_version.number"], name=op.f("fk_calendar_day_version_number")
        ),
        sa.PrimaryKeyConstraint("version_number", "on_date", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "definition_resource",
        sa.Column("definition_key", sa.BigInteger(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_key"], ["definition.key"], name=op.f("fk_definition_resource_definition_key")
        ),
        sa.PrimaryKeyConstraint("definition_key", "path", name=op.f("pk_definition_resource")),
    )
    op.create_table(
        "filing_file",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("mime", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["token_digest"], ["filing.token_digest"], name=op.f("fk_filing_file_token_digest")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_filing_file")),
    )
    op.create_index(op.f("ix_filing_file_token_digest"), "filing_file", ["token_digest"], unique=False)
    op.create_table(
        "instance",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("definition_key", sa.BigInteger(), nullable=False),
        sa.Column("process_id", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("next_due", UtcDateTime(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("intake_unit", sa.String(length=40), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("accused_unit", sa.String(length=40), nullable=True),
        sa.Column("actor_key", sa.BigInteger(), nullable=True),
        sa.Column("applicant_key", sa.BigInteger(), nullable=True),
        sa.Column("applicant_kind", sa.String(length=20), nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("applicant_phone", sa.Text(), nullable=True),
        sa.Column("applicant_phone_index", sa.String(length=64), nullable=True),
        sa.Column("applicant_id", sa.Text(), nullable=True),
        sa.Column("applicant_id_index", sa.String(length=64), nullable=True),
        sa.Column("applicant_email", sa.Text(), nullable=True),
        sa.Column("agent_name", sa.Text(), nullable=True),
        sa.Column("beneficiary_name", sa.Text(), nullable=True),
        sa.Column("code_digest", sa.String(length=64), nullable=True),
        sa.Column("subject_digest", sa.String(length=64), nullable=True),
        sa.Column("variables", JsonText(), nullable=False),
        sa.Column("awaited", JsonText(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["definition_key"], ["definition.key"], name=op.f("fk_instance_definition_key")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_instance")),
        sa.UniqueConstraint("number", name=op.f("uq_instance_number")),
    )
    op.create_index("ix_instance_applicant", "instance", ["applicant_key"], unique=False)
    op.create_index("ix_instance_due", "instance", ["status", "next_due"], unique=False)
    op.create_index("ix_instance_id_index", "instance", ["applicant_id_index"], unique=False)
    op.create_index("ix_instance_phone", "instance", ["applicant_phone_index"], unique=False)
    op.create_index("ix_instance_received", "instance", ["received_on"], unique=False)
    op.create_index("ix_instance_subject", "instance", ["subject_digest"], unique=False)
    op.create_index("ix_instance_unit", "instance", ["unit", "status"], unique=False)
    op.create_table(
        "post",
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_post_unit_code")),
        sa.PrimaryKeyConstraint("unit_code", "code", name=op.f("pk_post")),
    )
    op.create_table(
        "account_role",
        sa.Column("account_key", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("granted_by", sa.BigInteger(), nullable=True),
        sa.Column("granted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_key"], ["account.key"], name=op.f("fk_account_role_account_key")),
        sa.PrimaryKeyConstraint("account_key", "role", name=op.f("pk_account_role")),
    )
    op.create_table(
        "api_token",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_key", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_key"], ["account.key"], name=op.f("fk_api_token_account_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_api_token_token_digest")),
    )
    op.create_index(op.f("ix_api_token_account_key"), "api_token", ["account_key"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("submission_key", sa.BigInteger(), nullable=True),
        sa.Column("field", sa.String(length=120), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("mime", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_attachment_instance_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_instance_key"), "attachment", ["instance_key"], unique=False)
    op.create_table(
        "case_date",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("document_key", sa.BigInteger(), nullable=True),
        sa.Column("corrects_key", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_case_date_instance_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_case_date")),
    )
    op.create_index(op.f("ix_case_date_instance_key"), "case_date", ["instance_key"], unique=False)
    op.create_table(
        "case_link",
        sa.Column("from_key", sa.BigInteger(), nullable=False),
        sa.Column("to_key", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["from_key"], ["instance.key"], name=op.f("fk_case_link_from_key")),
        sa.ForeignKeyConstraint(["to_key"], ["instance.key"], name=op.f("fk_case_link_to_key")),
        sa.PrimaryKeyConstraint("from_key", "to_key", "kind", name=op.f("pk_case_link")),
    )
    op.create_index("ix_case_link_to", "case_link", ["to_key"], unique=False)
    op.create_table(
        "case_search",
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("grams", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_case_search_instance_key")),
        sa.PrimaryKeyConstraint("instance_key", name=op.f("pk_case_search")),
    )
    op.create_table(
        "comment",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("author_key", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("corrects_key", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_comment_instance_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_instance_key"), "comment", ["instance_key"], unique=False)
    op.create_table(
        "decision_made",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.Column("decision_id", sa.String(length=120), nullable=False),
        sa.Column("value", JsonText(), nullable=True),
        sa.Column("matched", JsonText(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_key"], ["instance.key"], name=op.f("fk_decision_made_instance_key")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_decision_made")),
    )
    op.create_index(op.f("ix_decision_made_instance_key"), "decision_made", ["instance_key"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("once_key", sa.String(length=200), nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("address_hint", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("template", sa.String(length=80), nullable=True),
        sa.Column("definition_key", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_delivery_instance_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_delivery")),
        sa.UniqueConstraint("once_key", name=op.f("uq_delivery_once_key")),
    )
    op.create_index("ix_delivery_instance", "delivery", ["instance_key"], unique=False)
    op.create_index("ix_delivery_state", "delivery", ["state", "created_at"], unique=False)
    op.create_table(
        "document",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("mime", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("corrects_key", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_document_instance_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_instance_key"), "document", ["instance_key"], unique=False)
    op.create_table(
        "element_event",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("engine_id", sa.String(length=40), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("canceled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_key"], ["instance.key"], name=op.f("fk_element_event_instance_key")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_element_event")),
    )
    op.create_index("ix_element_event_engine", "element_event", ["instance_key", "engine_id"], unique=False)
    op.create_index(op.f("ix_element_event_instance_key"), "element_event", ["instance_key"], unique=False)
    op.create_table(
        "follower",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_index", sa.String(length=64), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_follower_instance_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_follower")),
        sa.UniqueConstraint("instance_key", "email_index", name=op.f("uq_follower_instance_key_email_index")),
    )
    op.create_index(op.f("ix_follower_instance_key"), "follower", ["instance_key"], unique=False)
    op.create_table(
        "incident",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=True),
        sa.Column("job_key", sa.BigInteger(), nullable=True),
        sa.Column("engine_id", sa.String(length=40), nullable=True),
        sa.Column("element_id", sa.String(length=120), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("input", JsonText(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("resolved_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_incident_instance_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_instance_key"), "incident", ["instance_key"], unique=False)
    op.create_index("ix_incident_state", "incident", ["state", "raised_at"], unique=False)
    op.create_table(
        "membership",
        sa.Column("account_key", sa.BigInteger(), nullable=False),
        sa.Column("unit_code", sa.String(length=40), nullable=False),
        sa.Column("post_code", sa.String(length=40), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_key"], ["account.key"], name=op.f("fk_membership_account_key")),
        sa.ForeignKeyConstraint(
            ["unit_code", "post_code"], ["post.unit_code", "post.code"], name=op.f("fk_membership_unit_code")
        ),
        sa.PrimaryKeyConstraint("account_key", "unit_code", "post_code", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_post", "membership", ["unit_code", "post_code"], unique=False)
    op.create_table(
        "notification",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_key", sa.BigInteger(), nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("template", sa.String(length=80), nullable=True),
        sa.Column("definition_key", sa.BigInteger(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_key"], ["account.key"], name=op.f("fk_notification_account_key")),
        sa.ForeignKeyConstraint(
            ["instance_key"], ["instance.key"], name=op.f("fk_notification_instance_key")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_notification")),
    )
    op.create_index(
        "ix_notification_account", "notification", ["account_key", "read_at", "created_at"], unique=False
    )
    op.create_index("ix_notification_instance", "notification", ["instance_key"], unique=False)
    op.create_table(
        "rating",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("device_digest", sa.String(length=64), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("rated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_rating_instance_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rating")),
    )
    op.create_index(op.f("ix_rating_instance_key"), "rating", ["instance_key"], unique=False)
    op.create_table(
        "role_request",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_key", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("grant", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_key"], ["account.key"], name=op.f("fk_role_request_account_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_role_request")),
    )
    op.create_index("ix_role_request_state", "role_request", ["state", "requested_at"], unique=False)
    op.create_table(
        "submission",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("task_key", sa.BigInteger(), nullable=True),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.Column("form_id", sa.String(length=120), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.Column("on_behalf_of", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", UtcDateTime(), nullable=False),
        sa.Column("corrects_key", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_submission_instance_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submission")),
    )
    op.create_index(op.f("ix_submission_instance_key"), "submission", ["instance_key"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("engine_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("correlation_key", sa.String(length=200), nullable=True),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_key"], ["instance.key"], name=op.f("fk_subscription_instance_key")
        ),
        sa.PrimaryKeyConstraint("instance_key", "engine_id", name=op.f("pk_subscription")),
    )
    op.create_index("ix_subscription_name", "subscription", ["name", "correlation_key"], unique=False)
    op.create_table(
        "substitute",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("principal_key", sa.BigInteger(), nullable=False),
        sa.Column("substitute_key", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("processes", JsonText(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["principal_key"], ["account.key"], name=op.f("fk_substitute_principal_key")),
        sa.ForeignKeyConstraint(
            ["substitute_key"], ["account.key"], name=op.f("fk_substitute_substitute_key")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_substitute")),
    )
    op.create_index("ix_substitute_principal", "substitute", ["principal_key", "from_on"], unique=False)
    op.create_index(
        "ix_substitute_substitute", "substitute", ["substitute_key", "from_on", "to_on"], unique=False
    )
    op.create_table(
        "supervision",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("task_key", sa.BigInteger(), nullable=True),
        sa.Column("term_key", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("card", sa.String(length=10), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_supervision_instance_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_supervision")),
    )
    op.create_index(op.f("ix_supervision_instance_key"), "supervision", ["instance_key"], unique=False)
    op.create_index("ix_supervision_unit", "supervision", ["unit", "answered_at"], unique=False)
    op.create_table(
        "task",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("engine_id", sa.String(length=40), nullable=False),
        sa.Column("process_id", sa.String(length=120), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("form_id", sa.String(length=120), nullable=True),
        sa.Column("assignee", sa.BigInteger(), nullable=True),
        sa.Column("acting_for", sa.BigInteger(), nullable=True),
        sa.Column("for_applicant", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("closed_by", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_task_instance_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_task")),
        sa.UniqueConstraint("instance_key", "engine_id", name=op.f("uq_task_instance_key_engine_id")),
    )
    op.create_index("ix_task_assignee", "task", ["assignee", "state", "due_on"], unique=False)
    op.create_index("ix_task_closed_by", "task", ["closed_by", "closed_at"], unique=False)
    op.create_index("ix_task_state", "task", ["state", "due_on"], unique=False)
    op.create_table(
        "term",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("instance_key", sa.BigInteger(), nullable=False),
        sa.Column("engine_id", sa.String(length=40), nullable=False),
        sa.Column("element_id", sa.String(length=120), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("definition", JsonText(), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("event_on", sa.Date(), nullable=False),
        sa.Column("extension", sa.Integer(), nullable=False),
        sa.Column("extension_reason", sa.Text(), nullable=True),
        sa.Column("legal_on", sa.Date(), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=False),
        sa.Column("warning_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("calendar_version", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["instance_key"], ["instance.key"], name=op.f("fk_term_instance_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_term")),
    )
    op.create_index(op.f("ix_term_instance_key"), "term", ["instance_key"], unique=False)
    op.create_index("ix_term_state", "term", ["state", "target_on"], unique=False)
    op.create_table(
        "web_session",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("account_key", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("cases", JsonText(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("stepped_up_until", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account_key"], ["account.key"], name=op.f("fk_web_session_account_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_web_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_web_session_token_digest")),
    )
    op.create_index("ix_web_session_account", "web_session", ["account_key", "ended_at"], unique=False)
    op.create_index("ix_web_session_seen", "web_session", ["last_seen_at"], unique=False)
    op.create_table(
        "draft",
        sa.Column("task_key", sa.BigInteger(), nullable=False),
        sa.Column("account_key", sa.BigInteger(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["task_key"], ["task.key"], name=op.f("fk_draft_task_key")),
        sa.PrimaryKeyConstraint("task_key", "account_key", name=op.f("pk_draft")),
    )
    op.create_table(
        "suspension",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("term_key", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("law", sa.String(length=120), nullable=True),
        sa.Column("document_key", sa.BigInteger(), nullable=True),
        sa.Column("actor_key", sa.BigInteger(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["term_key"], ["term.key"], name=op.f("fk_suspension_term_key")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_suspension")),
    )
    op.create_index(op.f("ix_suspension_term_key"), "suspension", ["term_key"], unique=False)
    op.create_table(
        "task_candidate",
        sa.Column("task_key", sa.BigInteger(), nullable=False),
        sa.Column("candidate", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["task_key"], ["task.key"], name=op.f("fk_task_candidate_task_key")),
        sa.PrimaryKeyConstraint("task_key", "candidate", name=op.f("pk_task_candidate")),
    )
    op.create_index("ix_task_candidate_candidate", "task_candidate", ["candidate", "task_key"], unique=False)


def downgrade() -> None:
    raise NotImplementedError
