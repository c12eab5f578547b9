"""Process definitions, instances (cases), user tasks, terms, jobs, incidents and what hangs on a case."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.store.base import JsonText, UtcDateTime, metadata

definition = Table(
    "definition",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("process_id", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Column("version_tag", String(80)),
    Column("name", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("deployed_at", UtcDateTime, nullable=False),
    Column("deployed_by", BigInteger),
    Column("retired_at", UtcDateTime),
    Column("deployment_key", BigInteger),
    UniqueConstraint("process_id", "version"),
)

definition_resource = Table(
    "definition_resource",
    metadata,
    Column("definition_key", BigInteger, ForeignKey("definition.key"), primary_key=True),
    Column("path", String(200), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

instance = Table(
    "instance",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("definition_key", BigInteger, ForeignKey("definition.key"), nullable=False),
    Column("process_id", String(120), nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("next_due", UtcDateTime),
    Column("body", LargeBinary, nullable=False),
    Column("number", String(60), nullable=False),
    Column("title", String(300), nullable=False),
    Column("outcome", String(60)),
    Column("channel", String(20), nullable=False),
    Column("unit", String(40)),
    Column("intake_unit", String(40)),
    Column("restricted", Boolean, nullable=False),
    Column("accused_unit", String(40)),
    Column("actor_key", BigInteger),
    Column("applicant_key", BigInteger),
    Column("applicant_kind", String(20), nullable=False),
    Column("applicant_name", Text, nullable=False),
    Column("applicant_phone", Text),
    Column("applicant_phone_index", String(64)),
    Column("applicant_id", Text),
    Column("applicant_id_index", String(64)),
    Column("applicant_email", Text),
    Column("agent_name", Text),
    Column("beneficiary_name", Text),
    Column("code_digest", String(64)),
    Column("subject_digest", String(64)),
    Column("variables", JsonText, nullable=False),
    # [[engine id, message name], …] of the rows in `subscription`: tells without reading them whether they changed
    Column("awaited", JsonText),
    Column("received_on", Date, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    # set while the case is suspended (挂起); the timers that stand still keep what was left of them
    Column("suspended_at", UtcDateTime),
    Column("suspended_by", BigInteger),
    Column("suspended_reason", Text),
    Column("stopped_timers", JsonText),
    # given by the program that started the case, and found again by it
    Column("business_id", String(255)),
    Column("tags", JsonText),
    # language of the pages it was filed on; null: Chinese
    Column("language", String(8)),
    UniqueConstraint("number"),
    Index("ix_instance_business", "business_id"),
    Index("ix_instance_due", "status", "next_due"),
    Index("ix_instance_unit", "unit", "status"),
    Index("ix_instance_applicant", "applicant_key"),
    Index("ix_instance_phone", "applicant_phone_index"),
    Index("ix_instance_id_index", "applicant_id_index"),
    Index("ix_instance_subject", "subject_digest"),
    Index("ix_instance_received", "received_on"),
)

case_link = Table(
    "case_link",
    metadata,
    Column("from_key", BigInteger, ForeignKey("instance.key"), primary_key=True),
    Column("to_key", BigInteger, ForeignKey("instance.key"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("note", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_case_link_to", "to_key"),
)

case_search = Table(
    "case_search",
    metadata,
    Column("instance_key", BigInteger, ForeignKey("instance.key"), primary_key=True),
    Column("grams", Text, nullable=False),
)

case_date = Table(
    "case_date",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("on_date", Date, nullable=False),
    Column("unit", String(40)),
    Column("note", Text),
    Column("document_key", BigInteger),
    Column("corrects_key", BigInteger),
    Column("recorded_at", UtcDateTime, nullable=False),
)

task = Table(
    "task",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False),
    Column("engine_id", String(40), nullable=False),
    Column("process_id", String(120), nullable=False),
    Column("element_id", String(120), nullable=False),
    Column("name", String(200), nullable=False),
    Column("state", String(12), nullable=False),
    Column("form_id", String(120)),
    Column("assignee", BigInteger),
    Column("acting_for", BigInteger),
    Column("for_applicant", Boolean, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("due_on", Date),
    Column("follow_up_on", Date),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", BigInteger),
    Column("version", Integer, nullable=False),
    # kind of work, by which a substitution is limited: handle, review, sign, read
    Column("kind", String(12), nullable=False, server_default="handle"),
    Column("seen_at", UtcDateTime),
    # what only this task sees of the case: the item of its round, mapped inputs
    Column("item", JsonText),
    # whoever handed it down and gets it back with an answer (委派)
    Column("delegated_by", BigInteger),
    # a task beside another one: its work is in `side_request`, not in the engine
    Column("side_of", BigInteger),
    # completed by its holder, but the opinions asked for after it are still missing (后加签)
    Column("held_at", UtcDateTime),
    Column("held_submission", BigInteger),
    UniqueConstraint("instance_key", "engine_id"),
    Index("ix_task_side_of", "side_of"),
    Index("ix_task_assignee", "assignee", "state", "due_on"),
    Index("ix_task_state", "state", "due_on"),
    Index("ix_task_closed_by", "closed_by", "closed_at"),
)

task_candidate = Table(
    "task_candidate",
    metadata,
    Column("task_key", BigInteger, ForeignKey("task.key"), primary_key=True),
    Column("candidate", String(100), primary_key=True),
    Index("ix_task_candidate_candidate", "candidate", "task_key"),
)

draft = Table(
    "draft",
    metadata,
    Column("task_key", BigInteger, ForeignKey("task.key"), primary_key=True),
    Column("account_key", BigInteger, primary_key=True),
    Column("values", Text, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

submission = Table(
    "submission",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("task_key", BigInteger),
    Column("element_id", String(120), nullable=False),
    Column("form_id", String(120), nullable=False),
    Column("values", Text, nullable=False),
    Column("submitted_by", BigInteger),
    Column("on_behalf_of", BigInteger),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("corrects_key", BigInteger),
)

once = Table(
    "once",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("result", String(80)),
    Column("used_at", UtcDateTime, nullable=False),
)

element_event = Table(
    "element_event",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("engine_id", String(40), nullable=False),
    Column("element_id", String(120), nullable=False),
    Column("entered_at", UtcDateTime, nullable=False),
    Column("left_at", UtcDateTime),
    Column("canceled", Boolean, nullable=False),
    Index("ix_element_event_engine", "instance_key", "engine_id"),
)

subscription = Table(
    "subscription",
    metadata,
    Column("instance_key", BigInteger, ForeignKey("instance.key"), primary_key=True),
    Column("engine_id", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    # null for a signal, which reaches everybody who waits for its name
    Column("correlation_key", String(200)),
    Column("element_id", String(120), nullable=False),
    # message or signal
    Column("kind", String(10), nullable=False, server_default="message"),
    Index("ix_subscription_name", "name", "correlation_key"),
)

term = Table(
    "term",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("engine_id", String(40), nullable=False),
    Column("element_id", String(120), nullable=False),
    Column("rule", String(60), nullable=False),
    Column("definition", JsonText, nullable=False),
    Column("unit", String(40)),
    Column("event_on", Date, nullable=False),
    Column("extension", Integer, nullable=False),
    Column("extension_reason", Text),
    Column("legal_on", Date, nullable=False),
    Column("target_on", Date, nullable=False),
    Column("warning_on", Date),
    Column("provisional", Boolean, nullable=False),
    Column("calendar_version", String(80), nullable=False),
    Column("state", String(12), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("met_on", Date),
    Column("closed_at", UtcDateTime),
    Index("ix_term_state", "state", "target_on"),
)

suspension = Table(
    "suspension",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("term_key", BigInteger, ForeignKey("term.key"), nullable=False, index=True),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("reason", Text, nullable=False),
    Column("law", String(120)),
    Column("document_key", BigInteger),
    Column("actor_key", BigInteger),
    Column("recorded_at", UtcDateTime, nullable=False),
)

job = Table(
    "job",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(200), nullable=False),
    Column("args", JsonText, nullable=False),
    Column("once_key", String(200)),
    Column("instance_key", BigInteger),
    Column("engine_id", String(40)),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("max_attempts", Integer, nullable=False),
    Column("run_at", UtcDateTime, nullable=False),
    Column("claimed_until", UtcDateTime),
    Column("error", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    # of work that programs outside take over the interface: who holds it, under which token
    Column("worker", String(120)),
    Column("lease", String(40)),
    Column("retries", Integer),
    Column("error_code", String(120)),
    UniqueConstraint("once_key"),
    Index("ix_job_ready", "state", "run_at"),
    Index("ix_job_offered", "kind", "state", "run_at"),
    Index("ix_job_instance", "instance_key"),
)

incident = Table(
    "incident",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), index=True),
    Column("job_key", BigInteger),
    Column("engine_id", String(40)),
    Column("element_id", String(120)),
    Column("kind", String(40), nullable=False),
    Column("message", Text, nullable=False),
    # digest of what incidents of one cause have in common (app/store/jobs.py)
    Column("cause", String(32), nullable=False, server_default=""),
    Column("input", JsonText),
    Column("state", String(12), nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime),
    Column("resolved_by", BigInteger),
    Index("ix_incident_state", "state", "raised_at"),
    Index("ix_incident_cause", "state", "cause"),
)

comment = Table(
    "comment",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("author_key", BigInteger),
    Column("author_name", String(80), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("corrects_key", BigInteger),
)

attachment = Table(
    "attachment",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("submission_key", BigInteger),
    Column("field", String(120)),
    Column("name", String(200), nullable=False),
    Column("mime", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("public", Boolean, nullable=False),
    Column("added_by", BigInteger),
    Column("added_at", UtcDateTime, nullable=False),
)

document = Table(
    "document",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("kind", String(60), nullable=False),
    Column("title", String(200), nullable=False),
    Column("number", String(60)),
    Column("mime", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("public", Boolean, nullable=False),
    Column("dated_on", Date, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("corrects_key", BigInteger),
)

follower = Table(
    "follower",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("email", Text, nullable=False),
    Column("email_index", String(64), nullable=False),
    Column("token_digest", String(64), nullable=False),
    Column("language", String(8)),
    Column("confirmed_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("instance_key", "email_index"),
)

rating = Table(
    "rating",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("level", Integer, nullable=False),
    Column("body", Text),
    Column("named", Boolean, nullable=False),
    Column("device_digest", String(64)),
    Column("counts", Boolean, nullable=False),
    Column("rated_at", UtcDateTime, nullable=False),
)

supervision = Table(
    "supervision",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("instance_key", BigInteger, ForeignKey("instance.key"), nullable=False, index=True),
    Column("task_key", BigInteger),
    Column("term_key", BigInteger),
    Column("kind", String(20), nullable=False),
    Column("card", String(10)),
    Column("unit", String(40)),
    Column("body", Text, nullable=False),
    Column("opened_by", BigInteger),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("answer_due_on", Date),
    Column("answer", Text),
    Column("answered_by", BigInteger),
    Column("answered_at", UtcDateTime),
    Column("withdrawn_at", UtcDateTime),
    Column("withdrawn_reason", Text),
    Index("ix_supervision_unit", "unit", "answered_at"),
)

phrase = Table(
    "phrase",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("account_key", BigInteger, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("used", Integer, nullable=False),
)

saved_filter = Table(
    "saved_filter",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("account_key", BigInteger, nullable=False, index=True),
    Column("name", String(60), nullable=False),
    Column("query", Text, nullable=False),
    UniqueConstraint("account_key", "name"),
)

setting = Table(
    "setting",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("value", JsonText, nullable=False),
)
