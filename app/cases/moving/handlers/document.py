"""Issue a document: fill in the package's template, make the PDF, and let the case go on.

Drawing: a service task of type `luoshu.document` with the headers `template`, `title`, `kind`, and `public`
(true: the applicant may have it). A header that begins with = is FEEL over the case's variables.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.document_context import document_context
from app.cases.moving.environment import feel_environment
from app.cases.moving.expressions import evaluate_text
from app.cases.moving.handlers.finish import case_of, complete_activity, is_wanted
from app.catalog.resolve import resolve_package
from app.clock import local_date
from app.documents import make_pdf, render_document
from app.errors import InvalidError
from app.runtime import Runtime
from app.store import documents
from app.text import text

_WANTED = ("template", "title", "kind")


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], Callable[[], None] | None]:
    """Render outside of any transaction and return the step that stores the row and moves the case.

    The bytes are on the disk before the row names them. Raises TemplateFailedError or InvalidError,
    which end as an incident that names template and missing value.
    """
    with runtime.read() as tx:
        head = case_of(tx, job)
        package = resolve_package(runtime, tx, head.definition_key)
        environment = feel_environment(runtime, tx)
        headers = {
            name: evaluate_text(source, head.variables, environment) or ""
            for name, source in job.args["headers"].items()
        }
        context = document_context(runtime, tx, head)
    missing = [name for name in _WANTED if not headers.get(name)]
    if missing:
        raise InvalidError(text("文书任务缺少参数：%(names)s", names="、".join(missing)))
    html = render_document(package.files, headers["template"], context)
    content = make_pdf(html, fonts_dir=runtime.settings.fonts_dir)
    digest = runtime.blobs.put(content)

    def finish(tx: Connection) -> Callable[[], None] | None:
        if not is_wanted(tx, job):
            return None
        now = runtime.clock.now()
        key = documents.add_document(
            tx,
            {
                "instance_key": head.key,
                "kind": headers["kind"],
                "title": headers["title"],
                "number": head.number,
                "mime": "application/pdf",
                "size": len(content),
                "digest": digest,
                "public": headers.get("public") == "true",
                "dated_on": local_date(now),
                "created_at": now,
            },
        )
        told = {
            "document": str(key),
            "title": headers["title"],
            "digest": digest,
            "template": headers["template"],
            "version": package.version,
        }
        return complete_activity(runtime, tx, job, action="document.issued", details=told)

    return finish
