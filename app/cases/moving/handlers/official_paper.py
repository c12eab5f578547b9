"""Print an official document (印制): the PDF after GB/T 9704, stored once, named in the register with its SM3.

Drawing: a service task of type `luoshu.official`, behind the step that gives the number.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.handlers.finish import case_of, complete_activity, is_wanted
from app.cases.official.compose import compose
from app.clock import local_date
from app.crypto import sm3_hex
from app.documents.official import render_pdf
from app.runtime import Runtime
from app.store import documents, official

KIND = "official"
"""Kind of the issued PDF among the documents of a case."""


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], Callable[[], None] | None]:
    """Print outside of any transaction and return the step that stores the row and moves the case.

    Raises InvalidError naming every missing element; it ends as an incident.
    """
    with runtime.read() as tx:
        head = case_of(tx, job)
        composed = compose(runtime, tx, head.key, draft=False)
    content = render_pdf(composed.document, composed.layout, fonts_dir=runtime.settings.fonts_dir)
    digest, row, now = runtime.blobs.put(content), composed.row, runtime.clock.now()

    def finish(tx: Connection) -> Callable[[], None] | None:
        if not is_wanted(tx, job):
            return None
        key = documents.add_document(
            tx,
            {
                "instance_key": head.key,
                "kind": KIND,
                "title": row.title[:200],
                "number": row.number,
                "mime": "application/pdf",
                "size": len(content),
                "digest": digest,
                "public": False,
                "dated_on": row.dated_on or local_date(now),
                "created_at": now,
            },
        )
        official.change_document(tx, row.key, {"document_key": key, "digest": sm3_hex(content)})
        told = {"document": str(key), "title": row.title, "number": row.number, "digest": digest}
        return complete_activity(runtime, tx, job, action="document.issued", details=told)

    return finish
