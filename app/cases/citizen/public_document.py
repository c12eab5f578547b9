"""Hand a document of a case to the citizen it was issued to."""

from dataclasses import dataclass

from app.access.actor import Actor
from app.access.facts import DocumentFacts
from app.access.policy import require
from app.cases.citizen.own_case import own_case
from app.cases.citizen.public_case import document_place
from app.cases.moving.facts import row_facts
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store.public_cases import issued_documents
from app.text import text


@dataclass(frozen=True, slots=True)
class Download:
    """Hold a file ready to be handed out."""

    name: str
    mime: str
    content: bytes


def open_public_document(runtime: Runtime, actor: Actor, number: str, place: str) -> Download:
    """Return the bytes of an issued document; raises NotFoundError for strangers and unissued ones."""
    with runtime.read() as tx:
        head = own_case(tx, actor, number)
        row = next((one for one in issued_documents(tx, head.key) if document_place(one) == place), None)
        if row is None:
            raise NotFoundError(text("没有找到您要的内容"))
        require(actor, "document.read", DocumentFacts(row_facts(head), public=row.public))
    ending = {"application/pdf": ".pdf", "text/html": ".html"}.get(row.mime, "")
    return Download(f"{row.title}{ending}", row.mime, runtime.blobs.get(row.digest))
