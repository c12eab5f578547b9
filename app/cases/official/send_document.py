"""Send an issued document to the units it is addressed to (核发), in the transaction of the step that does it.

The exchange delivers and brings the receipts back; organs that are not in its directory get theirs on paper.
"""

from typing import Any

from sqlalchemy import Connection

from app.access.actor import Actor
from app.cases.official.deliver import ELSEWHERE, Source, deliver
from app.errors import ConflictError
from app.exchange import Paper, PaperFile
from app.runtime import Runtime
from app.store import exchange, files
from app.text import text


def send_document(runtime: Runtime, tx: Connection, actor: Actor, row: dict[str, Any]) -> tuple[int, ...]:
    """Send the document of a register row; return the keys of the items.

    Raises ConflictError when it has not been printed yet, or its number was made void.
    """
    issued = files.document_by_key(tx, row["document_key"]) if row.get("document_key") else None
    if issued is None:
        raise ConflictError(text("公文还在印制，请稍后再核发"))
    if not row["number"]:
        raise ConflictError(text("文号已经作废，请选择“退回重新编号”"))
    known = {unit.code: unit.code for unit in exchange.open_units(tx) if unit.code != row["organ"]}
    # an organ that is no unit here stands by its name, as it is printed
    known |= {organ.name: f"{organ.site_code}{ELSEWHERE}{organ.code}" for organ in exchange.organs(tx)}
    to = [known[one] for one in dict.fromkeys((*row["to_organs"], *row["copy_to"])) if one in known]
    if not to:
        return ()
    attached = [
        PaperFile(one.name, one.mime, one.size, one.digest)
        for one in files.attachments_of(tx, row["instance_key"])
    ]
    paper = Paper(
        title=row["title"],
        number=row["number"] or "",
        genre=row["genre"] or "",
        urgency=row["urgency"] or "",
        dated_on=row["dated_on"],
        files=(PaperFile(f"{row['title']}.pdf", issued.mime, issued.size, issued.digest), *attached),
    )
    source = Source(actor, row["organ"], row["instance_key"], row["key"])
    return deliver(runtime, tx, source, paper, to)
