"""Issue a document: fill in the package's template, make the PDF, and let the case go on.

Drawing: a service task of type `luoshu.document` with the headers `template`, `title`, `kind`, and `public`
(true: the applicant may have it), and those of `letter_number`. A header that begins with = is FEEL over the case's
variables.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.document_context import document_context
from app.cases.moving.environment import feel_environment
from app.cases.moving.expressions import evaluate_text
from app.cases.moving.handlers.finish import case_of, complete_activity, is_wanted
from app.cases.moving.letter_number import letter_series
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
        series = letter_series(runtime, tx, head, headers)
        expected = series.expected(tx) if series is not None else head.number
    missing = [name for name in _WANTED if not headers.get(name)]
    if missing:
        raise InvalidError(text("文书任务缺少参数：%(names)s", names="、".join(missing)))

    def printed(number: str) -> tuple[bytes, str]:
        html = render_document(package.files, headers["template"], {**context, "number": number})
        content = make_pdf(html, fonts_dir=runtime.settings.fonts_dir)
        return content, runtime.blobs.put(content)

    first = printed(expected)

    def finish(tx: Connection) -> Callable[[], None] | None:
        if not is_wanted(tx, job):
            return None
        now = runtime.clock.now()
        number = series.draw(runtime, tx) if series is not None else expected
        # somebody else's letter took the expected number meanwhile: this one is printed anew with its own
        content, digest = first if number == expected else printed(number)
        key = documents.add_document(
            tx,
            {
                "instance_key": head.key,
                "kind": headers["kind"],
                "title": headers["title"],
                "number": number,
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
            "number": number,
            "digest": digest,
            "template": headers["template"],
            "version": package.version,
        }
        return complete_activity(runtime, tx, job, action="document.issued", details=told)

    return finish
