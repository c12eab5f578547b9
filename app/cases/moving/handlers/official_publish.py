"""Publish a document on the public pages (主动公开): with an index number, after the secrecy review.

Drawing: a service task of type `luoshu.publish`; the review stands before it (政府信息公开条例 17、26).
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.handlers.finish import case_of, complete_activity, is_wanted
from app.clock import local_date
from app.errors import InvalidError
from app.runtime import Runtime
from app.store import numbering, official
from app.text import text


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], Callable[[], None] | None]:
    """Return the step that publishes the document and lets the case go on.

    Raises InvalidError when it has not been printed: nothing would be there to read.
    """

    def finish(tx: Connection) -> Callable[[], None] | None:
        if not is_wanted(tx, job):
            return None
        head, now = case_of(tx, job), runtime.clock.now()
        row = official.document_of_case(tx, head.key)
        if row is None or row.document_key is None:
            raise InvalidError(text("公文还没有印制，不能公开"))
        if row.published_at is None:
            year = local_date(now).year
            place = numbering.next_value(tx, f"公开 {row.organ}", year, now)
            index_no = f"{row.organ}-{year}-{place:05d}"
            official.change_document(tx, row.key, {"published_at": now, "index_no": index_no})
        return complete_activity(
            runtime,
            tx,
            job,
            action="document.published",
            details={"number": row.number, "digest": row.digest},
        )

    return finish
