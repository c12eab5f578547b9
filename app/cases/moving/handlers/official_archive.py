"""Make the archive package of a document (归档): signed, stored once, downloadable from the case.

Drawing: a service task of type `luoshu.archive`, behind the step that archives.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.handlers.finish import case_of, complete_activity, is_wanted
from app.cases.official.pack_archive import pack_archive
from app.catalog.resolve import resolve_package
from app.clock import local_date
from app.documents.archive import MEDIA_TYPE
from app.runtime import Runtime
from app.store import documents
from app.text import text

KIND = "archive"


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], Callable[[], None] | None]:
    """Gather outside of any writing transaction and return the step that stores the row and moves the case."""
    with runtime.read() as tx:
        head = case_of(tx, job)
        content = pack_archive(runtime, tx, resolve_package(runtime, tx, head.definition_key), head.key)
    digest, now = runtime.blobs.put(content), runtime.clock.now()

    def finish(tx: Connection) -> Callable[[], None] | None:
        if not is_wanted(tx, job):
            return None
        documents.add_document(
            tx,
            {
                "instance_key": head.key,
                "kind": KIND,
                "title": str(text("归档包")),
                "number": head.number,
                "mime": MEDIA_TYPE,
                "size": len(content),
                "digest": digest,
                "public": False,
                "dated_on": local_date(now),
                "created_at": now,
            },
        )
        return complete_activity(
            runtime, tx, job, action="document.archived", details={"digest": digest, "size": len(content)}
        )

    return finish
