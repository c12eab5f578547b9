"""Hand a queued letter, or a notice, to another installation, again and again until a signed reply says how it went."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, Row

from app.access.actor import SYSTEM
from app.cases.official.exchange_facts import get_item
from app.cases.official.exchange_identity import own_identity
from app.cases.official.exchange_tell import inform, notice_of
from app.errors import LuoshuError
from app.exchange import Answer, UnreachableError, post_package, read_reply, seal_package
from app.exchange.letter import Event
from app.exchange.manifest import read_manifest
from app.record.append import append_event
from app.runtime import Runtime
from app.store import exchange
from app.text import text

_ERROR_LENGTH = 300
_REST = timedelta(seconds=30)
"""How long a site that could not be reached is left alone."""
_Finish = Callable[[Connection], None]


class NotHandedOverError(LuoshuError):
    """Say that the other installation did not take a package now, and why; a later try may work."""


def hand_over_letter(runtime: Runtime, key: int) -> _Finish:
    """Post a queued item and return the step that writes down what was answered.

    Raises NotHandedOverError when the other side is down or answers nonsense; the try is counted at the item.
    """
    with runtime.read() as tx:
        item = get_item(tx, key)
        site = exchange.site_by_code(tx, item.site_code)
    if item.state != "queued" or site is None:
        return lambda _tx: None
    answer = _post(runtime, site, sealed_letter(runtime, item), item)

    def finish(tx: Connection) -> None:
        if answer.taken:
            exchange.move_item(
                tx, key, {"queued"}, {"state": "delivered", "arrived_at": answer.at, "error": None}
            )
        else:
            _refused(runtime, tx, item, answer)

    return finish


def hand_over_notice(runtime: Runtime, key: int, event: Event) -> _Finish:
    """Post what became of an incoming item; a refusal is final and stands in the record."""
    with runtime.read() as tx:
        item = get_item(tx, key)
        site = exchange.site_by_code(tx, item.site_code)
        notice = notice_of(runtime, tx, item, event)
    if site is None:
        return lambda _tx: None
    answer = _post(runtime, site, seal_package(notice, (), own_identity(runtime)), item)

    def finish(tx: Connection) -> None:
        exchange.change_item(tx, key, {"error": None if answer.taken else answer.reason})
        if not answer.taken:
            append_event(
                runtime, tx, item.instance_key, actor=SYSTEM, action="exchange.notice_refused",
                facts={"envelope": item.envelope, "event": event, "code": answer.code},
            )  # fmt: skip

    return finish


def sealed_letter(runtime: Runtime, item: Row[tuple[object, ...]]) -> bytes:
    """Return the package of a sent item, as it goes over the line or onto a disk."""
    with runtime.read() as tx:
        files = [runtime.blobs.get(file.digest) for file in exchange.files_of(tx, item.key)]
    return seal_package(read_manifest(item.manifest), files, own_identity(runtime))


def _post(
    runtime: Runtime, site: Row[tuple[object, ...]], package: bytes, item: Row[tuple[object, ...]]
) -> Answer:
    if site.closed_at is not None:
        raise NotHandedOverError(text("已停止与“%(site)s”交换，恢复以后再送", site=site.name))
    rest = f"exchange-rest:{site.code}"
    if runtime.clock.now() < runtime.cache.get(rest, runtime.clock.now()):
        raise NotHandedOverError(text("“%(site)s”刚才联系不上，稍后自动重试", site=site.name))
    try:
        # without an address it waits for the package to be carried there, or for an address
        status, body = post_package(site.address or "", package)
    except UnreachableError as error:
        # a hundred letters to a system that is down must not keep the worker waiting a hundred times
        runtime.cache[rest] = runtime.clock.now() + _REST
        problem = text(
            "“%(site)s”现在联系不上（%(reason)s），稍后自动重试", site=site.name, reason=str(error)
        )
    else:
        answer = read_reply(body, public_key=site.public_key, envelope=item.envelope)
        if answer is not None:
            return answer
        problem = text(
            "“%(site)s”的答复（HTTP %(status)s）没有对方的签名或者无法理解，不算数，稍后自动重试",
            site=site.name, status=status,
        )  # fmt: skip
    with runtime.transaction() as tx:
        exchange.count_attempt(tx, item.key, str(problem)[:_ERROR_LENGTH])
    raise NotHandedOverError(problem)


def _refused(runtime: Runtime, tx: Connection, item: Row[tuple[object, ...]], answer: Answer) -> None:
    if exchange.move_item(tx, item.key, {"queued"}, {"state": "refused", "error": answer.reason}):
        inform(
            tx, item, f"对方拒收：{item.title}", f"{item.to_name}拒收：{answer.reason}", runtime.clock.now()
        )
        append_event(
            runtime, tx, item.instance_key, actor=SYSTEM, action="exchange.refused_by_peer",
            facts={"envelope": item.envelope, "site": item.site_code, "code": answer.code},
        )  # fmt: skip
