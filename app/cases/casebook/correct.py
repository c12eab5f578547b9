"""Correct a wrong entry, date, document or remark by an act that keeps both: the wrong one stays readable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from app import forms
from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.get_case import get_case
from app.cases.moving.required import required_day, required_text
from app.cases.moving.upload_limits import upload_limits
from app.clock import local_date
from app.errors import ConflictError, InvalidError, NotFoundError
from app.forms.upload import check_file
from app.record.append import append_event
from app.runtime import Runtime
from app.store import corrections, instances
from app.store.keys import new_key
from app.text import text

TWICE = text("这一条已经更正过，请更正最新的一条。")


@dataclass(frozen=True)
class ToCorrect:
    """Hold a wrong entry for the page of the act: what it is called and what it says now."""

    instance_key: int
    kind: str
    key: int
    label: str
    body: str
    on_date: date | None


def read_to_correct(runtime: Runtime, actor: Actor, key: int, kind: str, entry_key: int) -> ToCorrect:
    """Return a public date, remark or document of a case that may still be corrected."""
    with runtime.read() as tx:
        row = entry_to_correct(tx, actor, key, kind, entry_key)
    label = {"case_date": lambda: row.kind, "comment": lambda: row.author_name, "document": lambda: row.title}
    return ToCorrect(
        key, kind, entry_key, label[kind](), getattr(row, "body", "") or "", getattr(row, "on_date", None)
    )


def correct_date(
    runtime: Runtime, actor: Actor, key: int, entry_key: int, *, on_date: str, reason: str
) -> None:
    """Record the right public date beside the wrong one.

    Raises InvalidError naming the field for a day that is none, lies ahead or before the case came in, or a
    missing reason; ConflictError when the entry was corrected before.
    """
    with runtime.transaction() as tx:
        row = entry_to_correct(tx, actor, key, "case_date", entry_key)
        right, why = required_day(on_date, "on_date"), required_text(reason, "reason", longest=500)
        head = instances.head_by_key(tx, key)
        first = head.received_on if head is not None else right
        if not first <= right <= local_date(runtime.clock.now()):
            message = text("日期须在收到之日（%(first)s）和今天之间。", first=first.isoformat())
            raise InvalidError(message, {"on_date": [message]})
        values = {
            "instance_key": key,
            "kind": row.kind,
            "on_date": right,
            "unit": row.unit,
            "note": why,
            "document_key": row.document_key,
            "recorded_at": runtime.clock.now(),
        }
        corrections.add_correction(tx, "case_date", values, corrects=entry_key)
        changes = {"kind": row.kind, "from": row.on_date.isoformat(), "to": right.isoformat()}
        record_correction(runtime, tx, actor, key, what="case_date", reason=why, **changes)


def correct_remark(
    runtime: Runtime, actor: Actor, key: int, entry_key: int, *, body: str, reason: str
) -> None:
    """Write the right remark beside the wrong one; errors as for a date."""
    with runtime.transaction() as tx:
        row = entry_to_correct(tx, actor, key, "comment", entry_key)
        words, why = required_text(body, "body"), required_text(reason, "reason", longest=500)
        values = {
            "instance_key": key,
            "author_key": actor.account_key,
            "author_name": actor.name,
            "kind": row.kind,
            "body": words,
            "public": row.public,
            "written_at": runtime.clock.now(),
        }
        corrections.add_correction(tx, "comment", values, corrects=entry_key)
        record_correction(runtime, tx, actor, key, what="comment", reason=why)


def correct_document(
    runtime: Runtime,
    actor: Actor,
    key: int,
    entry_key: int,
    *,
    files: Sequence[forms.UploadedFile],
    reason: str,
) -> None:
    """Put the right version of an issued notice beside the wrong one, under the same title and number.

    Raises InvalidError when no file came, it is no PDF, or it carries a mark of classification.
    """
    with runtime.transaction() as tx:
        row = entry_to_correct(tx, actor, key, "document", entry_key)
        why = required_text(reason, "reason", longest=500)
        accepted = _checked(runtime, files)
        digest = runtime.blobs.put(accepted.content)
        values = {
            "instance_key": key,
            "kind": row.kind,
            "title": row.title,
            "number": row.number,
            "mime": accepted.mime,
            "size": len(accepted.content),
            "digest": digest,
            "public": row.public,
            "dated_on": local_date(runtime.clock.now()),
            "created_at": runtime.clock.now(),
        }
        corrections.add_correction(tx, "document", {**values, "key": new_key()}, corrects=entry_key)
        record_correction(runtime, tx, actor, key, what="document", reason=why, title=row.title)


def entry_to_correct(tx: Connection, actor: Actor, key: int, kind: str, entry_key: int) -> Row[Any]:
    """Return the entry of this case; NotFoundError when it is another's, ConflictError when corrected before."""
    _head, facts = get_case(tx, actor, key)
    require(actor, "case.correct", facts)
    row = corrections.entry(tx, kind, entry_key)
    if row is None or row.instance_key != key:
        raise NotFoundError(text("没有找到您要的内容"))
    if corrections.is_corrected(tx, kind, entry_key):
        raise ConflictError(TWICE)
    return row


def record_correction(
    runtime: Runtime, tx: Connection, actor: Actor, key: int, *, what: str, reason: str, **details: Any
) -> None:
    """Write into the record what was corrected and why."""
    append_event(
        runtime,
        tx,
        key,
        actor=actor,
        action="case.corrected",
        facts={"what": what},
        payload={"reason": reason, **details},
        applicant_may_read=what in {"case_date", "document"},
    )


def _checked(runtime: Runtime, files: Sequence[forms.UploadedFile]) -> forms.AcceptedFile:
    if len(files) != 1:
        message = text("请选择一个更正后的文件。")
        raise InvalidError(message, {"file": [message]})
    verdict = check_file(files[0], upload_limits(runtime.settings), "更正后的文书")
    if not isinstance(verdict, forms.AcceptedFile):
        raise InvalidError(verdict, {"file": [verdict]})
    if verdict.mime != "application/pdf":
        message = text("更正后的文书应为 PDF 文件。")
        raise InvalidError(message, {"file": [message]})
    return verdict
