"""Take a package from another installation, over the line or as a file: judged first, stored once, answered, recorded.

Nothing in it is believed before its signature holds; the files are judged like uploads before they are stored.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import IntegrityError

from app.access.actor import SYSTEM, Actor
from app.access.policy import require
from app.cases.moving.upload_limits import upload_limits
from app.cases.official.deliver import announce, item_row
from app.cases.official.exchange_identity import own_identity
from app.cases.official.exchange_tell import take_notice
from app.crypto import sm3_hex
from app.exchange import Answer, Letter, Notice, Opened, RefusedPackageError, open_package, write_reply
from app.forms import UploadedFile
from app.forms.upload import AcceptedFile, check_file
from app.record.append import append_event
from app.runtime import Runtime
from app.store import exchange
from app.store.keys import new_key
from app.text import text

_NO_ENVELOPE = "0" * 32
_LABEL = "交换包"


@dataclass(frozen=True)
class Taken:
    """Say what came of a package: the answer, and whether it was a letter or a notice that is new here."""

    answer: Answer
    content: Letter | Notice | None = None
    new: bool = False


def answer_package(runtime: Runtime, raw: bytes) -> tuple[bool, bytes]:
    """Take what another installation posted; return whether it was taken, and the signed reply."""
    taken = _take(runtime, SYSTEM, raw, "http")
    return taken.answer.taken, write_reply(taken.answer, own_identity(runtime))


def import_package(runtime: Runtime, actor: Actor, raw: bytes) -> Taken:
    """Take a package from a file. Raises RefusedPackageError (field `package`) saying why it is refused."""
    require(actor, "exchange.box")
    taken = _take(runtime, actor, raw, "file")
    if not taken.answer.taken:
        message = text("%(reason)s", reason=taken.answer.reason)
        raise RefusedPackageError(taken.answer.code, message)
    return taken


def _take(runtime: Runtime, actor: Actor, raw: bytes, channel: str) -> Taken:
    own = own_identity(runtime).code
    try:
        with runtime.read() as tx:
            keys = exchange.public_keys(tx)
        opened = open_package(raw, own_site=own, known_keys=keys)
        try:
            return _store(runtime, actor, opened)
        except IntegrityError:
            # the same package came twice in the same moment: now the first one is there to be found
            return _store(runtime, actor, opened)
    except RefusedPackageError as refused:
        _write_down(runtime, actor, raw, channel, refused)
        envelope = refused.envelope or _NO_ENVELOPE
        answer = Answer(
            envelope, taken=False, at=runtime.clock.now(), code=refused.code, reason=str(refused.message)
        )
        return Taken(answer)


def _store(runtime: Runtime, actor: Actor, opened: Opened) -> Taken:
    content = opened.content
    if isinstance(content, Notice):
        return _store_notice(runtime, actor, content)
    with runtime.read() as tx:
        seen = exchange.item_by_envelope(tx, content.envelope, "in")
    if seen is not None:
        return _again(opened, content, seen)
    accepted = _judged(runtime, content, opened)
    files = [
        {"name": f.name, "mime": f.mime, "size": len(f.content), "digest": runtime.blobs.put(f.content)}
        for f in accepted
    ]
    now = runtime.clock.now()
    with runtime.transaction() as tx:
        units = {row.code for row in exchange.open_units(tx)}
        if content.to.code not in units:
            raise _refuse(
                "unknown_unit", content, text("本系统没有代码为 %(code)s 的单位", code=content.to.code)
            )
        row = {**item_row(content), "key": new_key(), "direction": "in", "state": "arrived", "arrived_at": now,
               "site_code": content.sender.site, "signature": opened.signature}  # fmt: skip
        exchange.add_items(tx, [row], files)
        announce(tx, [content.to.code], content.paper.title, content.sender.name, now)
        _event(runtime, tx, actor, content, "exchange.arrived")
    return Taken(Answer(content.envelope, taken=True, at=now), content, new=True)


def _again(opened: Opened, content: Letter, seen: Row[Any]) -> Taken:
    """Answer a package that is here already as the first time, unless it is another one under the same number."""
    if seen.digest != sm3_hex(opened.manifest) or seen.site_code != content.sender.site:
        raise _refuse("conflict", content, text("同一封号的公文已经收到，内容与这次的不同"))
    return Taken(Answer(content.envelope, taken=True, at=seen.arrived_at), content)


def _judged(runtime: Runtime, content: Letter, opened: Opened) -> list[AcceptedFile]:
    accepted = []
    for described, body in zip(content.paper.files, opened.files, strict=True):
        verdict = check_file(
            UploadedFile("files", described.name, body), upload_limits(runtime.settings), _LABEL
        )
        if not isinstance(verdict, AcceptedFile):
            raise _refuse("file", content, verdict)
        accepted.append(verdict)
    return accepted


def _store_notice(runtime: Runtime, actor: Actor, notice: Notice) -> Taken:
    now = runtime.clock.now()
    with runtime.transaction() as tx:
        sent = exchange.item_by_envelope(tx, notice.envelope, "out", lock=True)
        own = sent is not None and sent.site_code == notice.sender.site and sent.to_code == notice.sender.code
        if sent is None or not own:
            raise _refuse("unknown_envelope", notice, text("本系统没有向对方发过这份公文"))
        new = take_notice(tx, sent, notice, now)
        if new:
            _event(runtime, tx, actor, notice, f"exchange.{notice.event}")
    return Taken(Answer(notice.envelope, taken=True, at=now), notice, new)


def _event(runtime: Runtime, tx: Connection, actor: Actor, content: Letter | Notice, action: str) -> None:
    append_event(
        runtime, tx, None, actor=actor, action=action,
        facts={"envelope": content.envelope, "site": content.sender.site, "from": content.sender.code,
               "to": content.to.code},
    )  # fmt: skip


def _refuse(code: str, content: Letter | Notice, message: object) -> RefusedPackageError:
    said = text("%(reason)s", reason=str(message))
    return RefusedPackageError(code, said, site=content.sender.site, envelope=content.envelope)


def _write_down(
    runtime: Runtime, actor: Actor, raw: bytes, channel: str, refused: RefusedPackageError
) -> None:
    digest = sm3_hex(raw)
    with runtime.transaction() as tx:
        exchange.add_refusal(
            tx,
            {
                "at": runtime.clock.now(),
                "channel": channel,
                "claimed_site": refused.site,
                "claimed_envelope": refused.envelope,
                "code": refused.code,
                "reason": str(refused.message),
                "digest": digest,
                "size": len(raw),
            },
        )
        append_event(
            runtime, tx, None, actor=actor, action="exchange.refused",
            facts={"code": refused.code, "site": refused.site, "envelope": refused.envelope, "package": digest,
                   "channel": channel},
        )  # fmt: skip
