"""A package says what was put into it, or is refused: no altered byte is taken for the original."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import sm3_hex
from app.errors import InvalidError
from app.exchange import (
    Answer,
    Identity,
    Letter,
    Notice,
    Paper,
    PaperFile,
    Party,
    RefusedPackageError,
    open_package,
    read_card,
    read_reply,
    seal_package,
    site_code_of,
    write_card,
    write_reply,
)
from app.exchange.manifest import UnreadableManifestError, canonical, read_manifest, write_manifest

HERE, THERE = Identity(b"h" * 32), Identity(b"t" * 32)
BODY = "关于燃气安全的通知".encode()
NOW = datetime(2026, 4, 29, 2, 20, tzinfo=UTC)
LETTER = Letter(
    "0123456789abcdef" * 2,
    Party(HERE.code, "jxq", "涧西区人民政府"),
    Party(THERE.code, "szjt", "省住建厅"),
    NOW,
    Paper("通知", "涧政〔2026〕3号", "通知", "特急", 3, date(2026, 4, 29), "请阅\n办",
          (PaperFile("通知.txt", "text/plain", len(BODY), sm3_hex(BODY)),)),
)  # fmt: skip
NOTICE = Notice(
    LETTER.envelope, LETTER.to, LETTER.sender, "returned", NOW, "陆静", "不属本机关职权", "第二十四条（三）"
)
KEYS = {HERE.code: HERE.public_key}
PACKAGE = seal_package(LETTER, [BODY], HERE)


def refusal(raw: bytes, *, own_site: str = THERE.code, keys: dict[str, str] | None = None) -> str:
    with pytest.raises(RefusedPackageError) as caught:
        open_package(raw, own_site=own_site, known_keys=KEYS if keys is None else keys)
    return caught.value.code


def repacked(**changed: bytes | None) -> bytes:
    """Pack the parts again with some of them changed; None leaves one out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PACKAGE)) as old, zipfile.ZipFile(target, "w") as new:
        parts: dict[str, bytes | None] = {entry.filename: old.read(entry) for entry in old.infolist()}
        for name, body in (parts | changed).items():
            if body is not None:
                new.writestr(name, body)
    return target.getvalue()


@pytest.mark.parametrize("content", [LETTER, NOTICE, replace(LETTER, paper=Paper("只有标题"))])
def test_what_is_sealed_is_opened(content: Letter | Notice) -> None:
    files = [BODY] if content is LETTER else []
    signer = HERE if content.sender.site == HERE.code else THERE
    sealed = seal_package(content, files, signer)

    opened = open_package(sealed, own_site=content.to.site, known_keys={signer.code: signer.public_key})

    assert opened.content == content
    assert list(opened.files) == files
    assert seal_package(content, files, signer) == sealed


@given(st.integers(0, len(PACKAGE) - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused_or_changes_nothing(place: int, change: int) -> None:
    altered = bytearray(PACKAGE)
    altered[place] ^= change

    try:
        opened = open_package(bytes(altered), own_site=THERE.code, known_keys=KEYS)
    except RefusedPackageError as refused:
        assert refused.code in {"malformed", "signature", "digest", "unknown_site", "addressee"}
    else:
        # dates and attributes of the container are nobody's business
        assert opened.content == LETTER
        assert opened.files == (BODY,)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(raw: bytes) -> None:
    assert refusal(raw) == "malformed"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"files/1": b"another text"}, "digest"),
        ({"files/1": BODY + b" "}, "digest"),
        ({"files/1": None}, "digest"),
        ({"files/2": b"one more"}, "digest"),
        ({"manifest.json": b"{}"}, "malformed"),
        ({"manifest.json": b"no json"}, "malformed"),
        ({"manifest.json": None}, "malformed"),
        ({"signature.json": None}, "malformed"),
        ({"signature.json": b"[]"}, "signature"),
        ({"signature.json": b"no json"}, "signature"),
        ({"signature.json": b'{"algorithm": "none", "site": "", "signature": ""}'}, "signature"),
        ({"../evil": b"x"}, "malformed"),
    ],
)
def test_a_part_that_is_not_the_original_is_refused(changed: dict[str, Any], code: str) -> None:
    assert refusal(repacked(**changed)) == code


def test_who_signs_and_for_whom_is_looked_at() -> None:
    assert refusal(PACKAGE, own_site=HERE.code) == "addressee"
    assert refusal(PACKAGE, keys={}) == "unknown_site"
    assert refusal(PACKAGE, keys={HERE.code: THERE.public_key}) == "signature"
    assert refusal(seal_package(LETTER, [BODY], THERE)) == "signature"


def test_a_container_that_explodes_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", write_manifest(LETTER))
        archive.writestr("signature.json", b"{}")
        archive.writestr("files/1", b"\0" * (101 * 1024 * 1024))

    assert len(target.getvalue()) < 200_000
    assert refusal(target.getvalue()) == "malformed"


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (("format",), "other/1", "format"),
        (("envelope",), "xyz", "envelope"),
        (("from",), "jxq", "from"),
        (("from", "site"), "g" * 16, "from.site"),
        (("to", "name"), 7, "to.name"),
        (("sent_at",), "yesterday", "sent_at"),
        (("sent_at",), "2026-04-29T10:00:00", "sent_at"),
        (("document",), None, "document"),
        (("document", "title"), "", "document.title"),
        (("document", "title"), "字" * 301, "document.title"),
        (("document", "title"), "a\x00b", "document.title"),
        (("document", "limit_days"), 0, "document.limit_days"),
        (("document", "limit_days"), True, "document.limit_days"),
        (("document", "dated_on"), "29.4.2026", "document.dated_on"),
        (("document", "previous"), "0" * 31, "document.previous"),
        (("files",), {}, "files"),
        (("files",), [{}] * 51, "files"),
        (("files", 0, "sm3"), "0" * 63, "files[0].sm3"),
        (("files", 0, "size"), -1, "files[0].size"),
    ],
)
def test_a_wrong_part_of_a_manifest_is_named(path: tuple[Any, ...], value: Any, named: str) -> None:
    data = orjson.loads(write_manifest(LETTER))
    at = data
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value

    with pytest.raises(UnreadableManifestError, match=named.replace("[", r"\[")):
        read_manifest(canonical(data))


def test_an_unknown_event_of_a_notice_is_refused() -> None:
    raw = write_manifest(NOTICE).replace(b'"returned"', b'"exploded"')

    with pytest.raises(UnreadableManifestError, match=r"notice\.event"):
        read_manifest(raw)


def test_only_a_signed_reply_about_this_envelope_counts() -> None:
    reply = write_reply(Answer(LETTER.envelope, taken=True, at=NOW), THERE)

    def read(raw: bytes, key: str = THERE.public_key, envelope: str = LETTER.envelope) -> Answer | None:
        return read_reply(raw, public_key=key, envelope=envelope)

    assert read(reply) == Answer(LETTER.envelope, taken=True, at=NOW)
    assert read(reply, key=HERE.public_key) is None
    assert read(reply, envelope="f" * 32) is None
    assert read(reply.replace(b"true", b"false")) is None
    for garbage in (b"", b"[]", b"null", b'{"reply": []}', b'{"reply": {}}', b"<html>"):
        assert read(garbage) is None


def test_a_card_names_its_key_and_notices_a_slip() -> None:
    card = write_card("省级平台", "https://example.invalid", (("szjt", "省住建厅"),), THERE).decode()

    read = read_card(card)

    assert (read.name, read.organs) == ("省级平台", (("szjt", "省住建厅"),))
    assert site_code_of(read.public_key) == THERE.code
    with pytest.raises(InvalidError):
        read_card(card.replace("省级平台", "省级平合"))
    with pytest.raises(InvalidError):
        read_card(card[:-2])


def test_a_secret_is_not_shown_with_its_identity() -> None:
    assert "hhhh" not in repr(HERE)
