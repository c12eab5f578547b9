"""Print the slip with number and 查询码 as PDF, for those who filed by letter, phone or visit.

The 查询码 itself is kept nowhere, so whoever prints the slip brings it along from the page that showed it once.
"""

from app.access.actor import Actor
from app.access.policy import require
from app.cases.citizen.open_by_code import open_by_code
from app.cases.moving.document_context import document_context
from app.cases.moving.get_case import get_case
from app.catalog.resolve import resolve_package
from app.crypto import normalise_query_code
from app.documents import make_pdf, render_document
from app.errors import NotFoundError
from app.runtime import Runtime
from app.text import text

_TEMPLATE = "code_slip"


def print_code_slip(runtime: Runtime, actor: Actor, number: str, code: str, *, address: str) -> bytes:
    """Return the slip of a case in large type.

    Raises InvalidError when number and 查询码 do not belong together (TooManyAttemptsError after five tries),
    NotFoundError for a case the actor may not read or whose package has no slip.
    """
    require(actor, "case.start")
    key, _number = open_by_code(runtime, number, code, address=address)
    with runtime.read() as tx:
        head, _facts = get_case(tx, actor, key)
        package = resolve_package(runtime, tx, head.definition_key)
        if f"documents/{_TEMPLATE}.html" not in package.files:
            raise NotFoundError(text("流程“%(name)s”没有查询码凭条", name=package.process_id))
        context = document_context(runtime, tx, head, code=normalise_query_code(code))
    html = render_document(package.files, _TEMPLATE, context)
    return make_pdf(html, fonts_dir=runtime.settings.fonts_dir)
