"""Two installations, two servers, two databases: letters arrive once, unaltered, and what became of them comes back."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
from flask import Flask, Response
from sqlalchemy import select

from app.access.actor import Actor
from app.cases.official import exchange_hand_over
from app.cases.official.exchange_boxes import Item, read_box, read_item
from app.cases.official.exchange_directory import close_site, read_directory
from app.cases.official.exchange_export import export_letter, export_receipt
from app.cases.official.exchange_identity import own_identity
from app.cases.official.exchange_receive import import_package
from app.cases.official.exchange_return import return_document
from app.cases.official.exchange_send import Entered, send_document
from app.cases.official.exchange_tell import notice_of
from app.clock import DemoClock
from app.crypto import sm3_hex
from app.edge import public
from app.errors import ConflictError, InvalidError
from app.exchange import Letter, PaperFile, RefusedPackageError, UnreachableError, post_package, seal_package
from app.exchange.manifest import read_manifest
from app.forms import UploadedFile
from app.store import exchange
from app.store.tables.audit import audit_event
from tests.harness.city import actor_of
from tests.harness.exchange import Pair, Place

TEXT = UploadedFile("files", "通知.txt", "关于开展燃气安全检查的通知".encode())


def letter_to(
    pair: Pair, code: str = "wjw", *, token: str = "t" * 32, title: str = "关于燃气安全的通知"
) -> int:
    """Send one letter from the city's district to an organ of the other installation."""
    site = own_identity(pair.there.runtime).code
    entered = Entered(to=(f"{site}/{code}",), title=title, number="涧政〔2026〕3号", genre="通知", urgency="特急",
                      limit_days="3", dated_on="2026-04-22", token=token)  # fmt: skip
    return send_document(pair.here.runtime, person(pair.here, "fangyuan"), entered, [TEXT])[0]


def person(place: Place, login: str) -> Actor:
    return actor_of(place.runtime, login)


def sent(pair: Pair, key: int) -> Item:
    return read_item(pair.here.runtime, person(pair.here, "fangyuan"), key)


def arrived(pair: Pair, tab: str = "arrived") -> tuple[Item, ...]:
    return read_box(pair.there.runtime, person(pair.there, "yuhang"), tab=tab).items


def try_again(place: Place) -> None:
    """Let some time pass, so that the pause of what failed is over."""
    clock = place.runtime.clock
    assert isinstance(clock, DemoClock)
    clock.advance(timedelta(minutes=2))
    place.work()


def answering(app: Flask, body: Callable[[], Response]) -> Callable[[], None]:
    """Let a server answer every package with this; return what undoes it."""
    real = app.view_functions["api_exchange.packages"]
    app.view_functions["api_exchange.packages"] = public(body)
    return lambda: app.view_functions.update({"api_exchange.packages": real})


def test_a_letter_arrives_with_its_file_and_its_dates(pair: Pair) -> None:
    key = letter_to(pair)

    pair.here.work()

    (found,) = arrived(pair)
    assert (found.title, found.number, found.urgency, found.limit_days) == (
        "关于燃气安全的通知", "涧政〔2026〕3号", "特急", 3,
    )  # fmt: skip
    item = read_item(pair.there.runtime, person(pair.there, "yuhang"), found.key)
    assert pair.there.runtime.blobs.get(item.files[0].digest) == TEXT.content
    assert sent(pair, key).state == "delivered"
    assert sent(pair, key).digest == item.digest


def test_a_letter_waits_while_the_other_side_is_down_and_arrives_once(pair: Pair) -> None:
    pair.there.down()
    key = letter_to(pair)

    pair.here.work()
    waiting = sent(pair, key)
    pair.there.up()
    try_again(pair.here)
    try_again(pair.here)

    assert (waiting.state, waiting.attempts) == ("queued", 1)
    assert "省级平台" in waiting.error
    assert sent(pair, key).state == "delivered"
    assert len(arrived(pair)) == 1


def test_a_site_that_is_down_is_asked_once_for_many_letters(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def down(address: str, package: bytes) -> tuple[int, bytes]:
        asked.append(address)
        raise UnreachableError("timed out")

    monkeypatch.setattr(exchange_hand_over, "post_package", down)
    keys = [letter_to(pair, token=f"{number:032d}") for number in range(5)]

    pair.here.work()

    assert len(asked) == 1
    assert {sent(pair, key).state for key in keys} == {"queued"}


def test_the_same_package_twice_is_one_letter_and_gets_the_same_answer(pair: Pair) -> None:
    key = letter_to(pair)
    package = package_of(pair, key)

    answers = [post_package(pair.there.address, package) for _ in range(2)]

    assert [status for status, _body in answers] == [200, 200]
    assert answers[0] == answers[1]
    assert len(arrived(pair)) == 1


def package_of(pair: Pair, key: int) -> bytes:
    return export_letter(pair.here.runtime, person(pair.here, "fangyuan"), key)[1]


def letter_of(pair: Pair, key: int) -> Letter:
    with pair.here.runtime.read() as tx:
        letter = read_manifest(exchange.item_by_key(tx, key).manifest)
    assert isinstance(letter, Letter)
    return letter


def test_another_letter_under_the_same_envelope_is_refused(pair: Pair) -> None:
    key = letter_to(pair)
    first = package_of(pair, key)
    letter = letter_of(pair, key)
    other = replace(letter, paper=replace(letter.paper, title="另一份"))
    second = seal_package(other, [TEXT.content], own_identity(pair.here.runtime))

    post_package(pair.there.address, first)
    status, body = post_package(pair.there.address, second)

    assert (status, orjson.loads(body)["reply"]["code"]) == (422, "conflict")
    assert [item.title for item in arrived(pair)] == ["关于燃气安全的通知"]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("燃气安全检查", "燃气安全抽查", "digest"),
        ('"limit_days":3', '"limit_days":9', "signature"),
    ],
)
def test_an_altered_package_is_refused_with_a_record_on_both_sides(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, before: str, after: str, code: str
) -> None:
    def alter(address: str, package: bytes) -> tuple[int, bytes]:
        return post_package(address, rezip(package, before.encode(), after.encode()))

    monkeypatch.setattr(exchange_hand_over, "post_package", alter)
    key = letter_to(pair)

    pair.here.work()

    assert arrived(pair) == ()
    refused = read_directory(pair.there.runtime, person(pair.there, "gaoyuan")).refusals
    assert [one.code for one in refused] == [code]
    item = sent(pair, key)
    assert item.state == "refused"
    assert item.error == refused[0].reason
    assert events(pair.there) == ["exchange.refused"]
    assert "exchange.refused_by_peer" in events(pair.here)


def events(place: Place) -> list[str]:
    with place.runtime.read() as tx:
        found = tx.scalars(select(audit_event.c.action).order_by(audit_event.c.key))
        return [action for action in found if action.startswith("exchange.") and "site" not in action]


def rezip(package: bytes, before: bytes, after: bytes) -> bytes:
    """Change bytes inside a package as somebody on the line would: unpacked, altered, packed again."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            body = old.read(entry)
            altered = body.replace(before, after) if entry.filename != "signature.json" else body
            new.writestr(entry.filename, altered)
    return target.getvalue()


@pytest.mark.parametrize("garbage", [b"", b"<html>proxy error</html>", b"{}", b'{"reply": {"taken": true}}'])
def test_garbage_is_no_answer_and_the_letter_waits(pair: Pair, garbage: bytes) -> None:
    undo = answering(pair.there.app, lambda: Response(garbage, 200))
    key = letter_to(pair)

    pair.here.work()
    waiting = sent(pair, key)
    undo()
    try_again(pair.here)

    assert waiting.state == "queued"
    assert "没有对方的签名" in waiting.error
    assert sent(pair, key).state == "delivered"


def test_a_return_comes_back_with_reasons_and_the_article(pair: Pair) -> None:
    key = letter_to(pair)
    pair.here.work()
    clerk = person(pair.there, "yuhang")

    return_document(
        pair.there.runtime, clerk, arrived(pair)[0].key, grounds=["competence"], reason="属于市监局职权"
    )
    pair.there.work()

    item = sent(pair, key)
    assert (item.state, item.returned_by) == ("returned", "于航")
    assert item.return_reason == "不应当由本机关办理。属于市监局职权"
    assert item.return_basis == "《党政机关公文处理工作条例》第二十四条（三）"
    with pytest.raises(ConflictError):
        return_document(
            pair.there.runtime, clerk, arrived(pair, "signed")[0].key, grounds=["form"], reason="再退一次"
        )


def test_a_notice_waits_while_the_sender_is_down_and_a_repeated_one_changes_nothing(pair: Pair) -> None:
    key = letter_to(pair)
    pair.here.work()
    pair.here.down()
    found = arrived(pair)[0]

    return_document(
        pair.there.runtime, person(pair.there, "yuhang"), found.key, grounds=["form"], reason="文种不对"
    )
    pair.there.work()
    unknowing = sent(pair, key).state
    pair.here.up()
    try_again(pair.there)
    first = sent(pair, key)
    with pair.there.runtime.read() as tx:
        notice = notice_of(pair.there.runtime, tx, exchange.item_by_key(tx, found.key), "returned")
    again = post_package(pair.here.address, seal_package(notice, (), own_identity(pair.there.runtime)))

    assert (unknowing, first.state) == ("delivered", "returned")
    assert again[0] == 200
    assert sent(pair, key) == first


def test_a_package_travels_on_a_disk_both_ways(pair: Pair) -> None:
    pair.there.down()
    key = letter_to(pair)
    clerk = person(pair.there, "yuhang")

    taken = import_package(pair.there.runtime, clerk, package_of(pair, key))
    again = import_package(pair.there.runtime, clerk, package_of(pair, key))
    return_document(pair.there.runtime, clerk, arrived(pair)[0].key, grounds=["rules"], reason="越级行文")
    _name, receipt = export_receipt(pair.there.runtime, clerk, arrived(pair, "signed")[0].key)
    import_package(pair.here.runtime, person(pair.here, "fangyuan"), receipt)

    assert (taken.new, again.new) == (True, False)
    assert sent(pair, key).state == "returned"
    pair.here.work()
    assert sent(pair, key).attempts == 0


def test_a_site_that_is_not_in_the_directory_is_not_heard(pair: Pair) -> None:
    key = letter_to(pair)
    close_site(
        pair.there.runtime, person(pair.there, "gaoyuan"), own_identity(pair.here.runtime).code, close=True
    )

    pair.here.work()

    assert arrived(pair) == ()
    assert sent(pair, key).state == "refused"


def test_a_notice_about_another_sites_letter_is_refused(pair: Pair) -> None:
    key = letter_to(pair)
    pair.here.work()
    with pair.here.runtime.transaction() as tx:
        exchange.change_item(tx, key, {"to_code": "jyj"})
    return_document(
        pair.there.runtime,
        person(pair.there, "yuhang"),
        arrived(pair)[0].key,
        grounds=["form"],
        reason="不对",
    )

    pair.there.work()

    assert sent(pair, key).state == "delivered"
    refused = read_directory(pair.here.runtime, person(pair.here, "gaoyuan")).refusals
    assert [one.code for one in refused] == ["unknown_envelope"]


def test_a_letter_with_a_secret_mark_or_a_false_type_is_refused_and_not_stored(pair: Pair) -> None:
    key = letter_to(pair)
    letter = letter_of(pair, key)
    secret = "机密★10年\n关于某事的通知".encode()
    file = PaperFile("通知.txt", "text/plain", len(secret), sm3_hex(secret))
    marked = replace(letter, envelope="e" * 32, paper=replace(letter.paper, files=(file,)))
    clerk = person(pair.there, "yuhang")

    with pytest.raises(RefusedPackageError, match="国家秘密"):
        import_package(
            pair.there.runtime, clerk, seal_package(marked, [secret], own_identity(pair.here.runtime))
        )

    assert arrived(pair) == ()
    assert sm3_hex(secret) not in set(pair.there.runtime.blobs.digests())


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 broken", b"not a package at all", b"\x00" * 2000])
def test_what_is_no_package_is_refused_and_counted(pair: Pair, raw: bytes) -> None:
    status, body = post_package(pair.there.address, raw)

    assert (status, orjson.loads(body)["reply"]["code"]) == (422, "malformed")
    assert len(read_directory(pair.there.runtime, person(pair.there, "gaoyuan")).refusals) == 1


def test_a_dead_address_names_the_cause() -> None:
    with pytest.raises(UnreachableError, match="ConnectionRefused"):
        post_package("http://127.0.0.1:9", b"x")


def test_sending_names_every_wrong_field_and_sends_nothing(pair: Pair) -> None:
    wrong = Entered(to=(), genre="信", urgency="很急", limit_days="0", dated_on="昨天", token="w" * 32)

    with pytest.raises(InvalidError) as caught:
        send_document(pair.here.runtime, person(pair.here, "fangyuan"), wrong, [])

    assert set(caught.value.fields) == {"to", "title", "genre", "urgency", "limit_days", "dated_on", "files"}


def test_a_double_click_sends_once(pair: Pair) -> None:
    first, second = letter_to(pair), letter_to(pair)

    assert first == second
