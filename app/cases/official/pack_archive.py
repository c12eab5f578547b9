"""Gather what an archived document consists of: PDF, DOCX, data, versions, receipts, record, attachments."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from app.cases.official.compose import Composed, compose
from app.cases.official.exchange_identity import own_identity
from app.cases.official.opinions import opinions_of
from app.cases.official.versions import versions_of
from app.catalog.package import Package
from app.documents.archive import write_archive
from app.documents.official import render_docx
from app.runtime import Runtime
from app.store import audit, exchange, files, instances, people, tasks

_KEPT = (
    "register", "organ", "number", "title", "genre", "direction", "urgency", "from_organ", "to_organs", "copy_to",
    "signer", "dated_on", "publicity", "published_at", "index_no", "digest", "created_at",
)  # fmt: skip


_READ_ME = """这是一份公文的归档包。

manifest.json   每个文件的大小和 SM3 摘要
signature.json  清单的签名（Ed25519）和公钥
document.pdf    正式文本（GB/T 9704）      document.docx  同一内容的文字处理文件
data.json       公文要素和办理步骤         versions.json  文稿的各个版本
opinions.json   审核、会签、签发意见       receipts.json  签收回执
record.json    审计记录的序号和哈希
attachments/    附件

核对：用任何 SM3 工具计算各文件的摘要，与 manifest.json 比较；用公钥验证 manifest.json 的签名。
安装了本系统的，运行 flask archive check 文件名。
"""


def pack_archive(runtime: Runtime, tx: Connection, package: Package, instance_key: int) -> bytes:
    """Return the archive package of a case's document, signed by this installation."""
    composed = compose(runtime, tx, instance_key, draft=False)
    identity = own_identity(runtime)
    about = {
        "number": composed.row.number,
        "title": composed.row.title,
        "organ": composed.row.from_organ,
        "archived_at": runtime.clock.now().isoformat(),
        "site": identity.code,
        "retention": composed.values.get("retention"),
    }
    parts = {
        "说明.txt": _READ_ME.encode(),
        **_papers(runtime, tx, composed, instance_key),
        "data.json": _json(_data(tx, composed, instance_key)),
        "versions.json": _json(
            [_plain(one.__dict__) for one in versions_of(runtime, tx, package, instance_key)]
        ),
        "opinions.json": _json(
            [_plain(one.__dict__) for one in opinions_of(runtime, tx, package, instance_key)]
        ),
        "receipts.json": _json(_receipts(tx, composed.row.key)),
        "record.json": _json(_record(tx, instance_key)),
    }
    return write_archive(parts, about, public_key=identity.public_key, sign=identity.sign)


def _papers(runtime: Runtime, tx: Connection, composed: Composed, instance_key: int) -> dict[str, bytes]:
    parts = {"document.docx": render_docx(composed.document, composed.layout)}
    issued = files.document_by_key(tx, composed.row.document_key) if composed.row.document_key else None
    if issued is not None:
        parts["document.pdf"] = runtime.blobs.get(issued.digest)
    for place, row in enumerate(files.attachments_of(tx, instance_key), start=1):
        parts[f"attachments/{place:02d}-{row.name}"] = runtime.blobs.get(row.digest)
    return parts


def _data(tx: Connection, composed: Composed, instance_key: int) -> dict[str, Any]:
    head = instances.head_by_key(tx, instance_key)
    row = {name: getattr(composed.row, name) for name in _KEPT}
    steps = tasks.tasks_of(tx, instance_key)
    names = people.account_names(tx, {one.closed_by for one in steps if one.closed_by})
    return {
        "case_number": head.number if head is not None else "",
        "document": _plain(row),
        "text": {"title": composed.row.title, "body": composed.values.get("body")},
        "steps": [
            {
                "step": one.name,
                "state": one.state,
                "by": names.get(one.closed_by or 0),
                "at": _moment(one.closed_at),
            }
            for one in steps
        ],
    }


def _receipts(tx: Connection, document_key: int) -> list[dict[str, Any]]:
    return [
        {
            "to": item.to_name,
            "state": item.state,
            "sent_at": _moment(item.sent_at),
            "signed_at": _moment(item.signed_at),
            "signed_by": item.signed_by,
            "returned_at": _moment(item.returned_at),
            "return_reason": item.return_reason,
        }
        for item in exchange.items_of_document(tx, document_key)
    ]


def _record(tx: Connection, instance_key: int) -> list[dict[str, Any]]:
    """Return the headers and hashes of the case's events: they stand in the daily roots that are published."""
    chain = next(audit.chains(tx, instance_key), None)
    events = audit.events_of(tx, chain.key) if chain is not None else ()
    return [{"seq": row.seq, "action": row.action, "at": _moment(row.at), "hash": row.hash} for row in events]


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _moment(value) if isinstance(value, date) else value for name, value in values.items()}


def _moment(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()
