"""`/v2/documents`: programs hand over files and read them back."""

from typing import Any

import orjson
from flask import Blueprint, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.api.v2.checking import as_moment, differences
from app.api.v2.moments import written
from app.api.v2.operation import Operation, json_answer, nothing, operation, refuse
from app.api.v2.shapes import (
    anything,
    key,
    list_of,
    members,
    moment,
    named,
    one_of,
    optional,
    record,
    text,
    whole,
)
from app.cases.interface.documents import (
    STORE,
    NewDocument,
    StoredDocument,
    read_document,
    remove_document,
    store_document,
)
from app.edge import access, current_actor, current_runtime
from app.edge.errors import status_of
from app.edge.translate import translate
from app.errors import InvalidError, LuoshuError
from app.text import text as say

blueprint = Blueprint("v2_documents", __name__, url_prefix="/v2/documents")

_SAID = members(
    {
        "contentType": text(most=120),
        "fileName": text(most=200),
        "expiresAt": optional(moment()),
        "size": whole(0),
        "processDefinitionId": optional(text(most=200)),
        "processInstanceKey": optional(key()),
        "customProperties": anything(),
    }
)
_METADATA = record(
    {
        "contentType": text(),
        "fileName": text(),
        "expiresAt": optional(moment()),
        "size": whole(0),
        "processDefinitionId": optional(text()),
        "processInstanceKey": optional(key()),
        "customProperties": anything(),
    }
)
_REFERENCE = named(
    record(
        {
            "camunda.document.type": one_of("camunda"),
            "storeId": text(),
            "documentId": text(),
            "contentHash": optional(text()),
            "metadata": _METADATA,
        }
    ),
    "DocumentReference",
)
_BATCH = record(
    {
        "createdDocuments": list_of(_REFERENCE),
        "failedDocuments": list_of(
            record({"fileName": text(), "status": whole(), "title": text(), "detail": text()})
        ),
    }
)
_FILE: dict[str, Any] = {"type": "string", "format": "binary"}
_STORE = {"storeId": text(most=60)}
_ID = "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"


@blueprint.post("")
@access("document.store")
@operation(
    Operation(
        "createDocument",
        "Keep a file",
        multipart=record({"file": _FILE}, {"metadata": _SAID}),
        query={**_STORE, "documentId": text(most=100, pattern=_ID)},
        answers={201: _REFERENCE},
    )
)
def create() -> Response:
    """Keep a file."""
    file = request.files.get("file")
    if file is None:
        message = say("请附上文件。")
        raise InvalidError(message, {"file": [message]})
    document_id = request.args.get("documentId")
    if document_id is not None:
        shape = text(most=100, pattern=_ID)
        refuse({where or "documentId": [how] for where, how in differences(shape, document_id)})
    said = _metadata(request.form.get("metadata") or _part("metadata"))
    made = store_document(current_runtime(), current_actor(), _new(file, said, document_id))
    return json_answer(_answer(made), 201)


@blueprint.post("/batch")
@access("document.store")
@operation(
    Operation(
        "createDocuments",
        "Keep several files",
        multipart=record({"files": list_of(_FILE, most=100)}, {"metadataList": list_of(_SAID, most=100)}),
        query=_STORE,
        answers={201: _BATCH, 207: _BATCH},
    )
)
def create_all() -> Response:
    """Keep several files; each on its own."""
    files = request.files.getlist("files")
    raw: list[str | None] = [*request.form.getlist("metadataList")] or [None] * len(files)
    if len(raw) == 1 and raw[0] is not None and raw[0].lstrip().startswith("["):
        raw = [orjson.dumps(one).decode() for one in _json(raw[0])]
    if len(raw) != len(files) or not files:
        message = say("文件与说明的数目不一致。")
        raise InvalidError(message, {"metadataList": [message]})
    made, failed = [], []
    for file, said in zip(files, raw, strict=True):
        try:
            new = _new(file, _metadata(said), None)
            made.append(_answer(store_document(current_runtime(), current_actor(), new)))
        except LuoshuError as error:
            failed.append(
                {
                    "fileName": file.filename or "",
                    "status": status_of(error),
                    "title": "not stored",
                    "detail": translate(error.message),
                }
            )
    return json_answer({"createdDocuments": made, "failedDocuments": failed}, 207 if failed else 201)


@blueprint.get("/<document_id>")
@access("document.store")
@operation(
    Operation(
        "getDocument",
        "Read a kept file",
        query={**_STORE, "contentHash": text(most=200)},
        answers={200: "application/octet-stream"},
    )
)
def show(document_id: str) -> Response:
    """Read a kept file; always as a download, whatever it says it is."""
    found, content = read_document(
        current_runtime(), current_actor(), document_id, digest=request.args.get("contentHash")
    )
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    del found
    return Response(content, headers=headers, mimetype="application/octet-stream")


@blueprint.delete("/<document_id>")
@access("document.store")
@operation(Operation("deleteDocument", "Forget a kept file", query=_STORE, answers={204: None}))
def delete(document_id: str) -> Response:
    """Forget a kept file."""
    remove_document(current_runtime(), current_actor(), document_id)
    return nothing()


def _part(name: str) -> str | None:
    """Return a part that a client sent as a file of JSON."""
    found = request.files.get(name)
    return found.read().decode("utf-8", "replace") if found is not None else None


def _json(raw: str) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        message = say("不是正确的 JSON：%(reason)s", reason=str(error))
        raise InvalidError(message, {"metadata": [message]}) from None


def _metadata(raw: str | None) -> dict[str, Any]:
    said = _json(raw) if raw else {}
    refuse({f"metadata.{where}": [how] for where, how in differences(_SAID, said)})
    result: dict[str, Any] = said
    return result


def _new(file: FileStorage, said: dict[str, Any], document_id: str | None) -> NewDocument:
    name = (said.get("fileName") or file.filename or "document").replace("\x00", "")
    mime = (said.get("contentType") or file.mimetype or "application/octet-stream").replace("\x00", "")
    expires = said.get("expiresAt")
    return NewDocument(
        name=name,
        mime=mime,
        content=file.read(),
        document_id=document_id,
        expires_at=as_moment(expires) if expires else None,
        metadata=said,
    )


def _answer(made: StoredDocument) -> dict[str, Any]:
    return {
        "camunda.document.type": "camunda",
        "storeId": STORE,
        "documentId": made.document_id,
        "contentHash": made.digest,
        "metadata": {
            "contentType": made.mime,
            "fileName": made.name,
            "expiresAt": written(made.expires_at),
            "size": made.size,
            "processDefinitionId": made.metadata.get("processDefinitionId"),
            "processInstanceKey": made.metadata.get("processInstanceKey"),
            "customProperties": made.metadata.get("customProperties") or {},
        },
    }
