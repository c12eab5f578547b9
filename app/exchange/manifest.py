"""Letters and notices as JSON and back: one canonical form, so that a signature has exactly one message.

Everything read here came from somebody else: what is missing, too long or of the wrong kind is refused.
"""

from datetime import UTC, date, datetime
from typing import Any

import orjson

from app.exchange.letter import EVENTS, Letter, Notice, Paper, PaperFile, Party

FORMAT = "luoshu-exchange/1"
MOST_FILES = 50
_HEX = frozenset("0123456789abcdef")
_ENVELOPE, _DIGEST, _SITE = 32, 64, 16
_LONGEST_NUMBER, _LONGEST_DAYS = 80, 365


class UnreadableManifestError(ValueError):
    """Name the part of a manifest that is missing or wrong."""


def canonical(value: object) -> bytes:
    """Return JSON with sorted keys and no blanks, UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def write_manifest(content: Letter | Notice) -> bytes:
    """Return the manifest of a letter or a notice."""
    head = {
        "format": FORMAT,
        "envelope": content.envelope,
        "from": _party(content.sender),
        "to": _party(content.to),
    }
    if isinstance(content, Notice):
        told = {"event": content.event, "at": _moment(content.at), "by": content.by, "reason": content.reason,
                "basis": content.basis, "answer": content.answer}  # fmt: skip
        return canonical({**head, "kind": "notice", "notice": told})
    paper = content.paper
    said = {
        "title": paper.title,
        "number": paper.number,
        "genre": paper.genre,
        "urgency": paper.urgency,
        "limit_days": paper.limit_days,
        "dated_on": paper.dated_on.isoformat() if paper.dated_on else None,
        "note": paper.note,
        "previous": paper.previous,
    }
    files = [{"name": f.name, "mime": f.mime, "size": f.size, "sm3": f.digest} for f in paper.files]
    return canonical({
        **head, "kind": "letter", "sent_at": _moment(content.sent_at), "document": said, "files": files,
    })  # fmt: skip


def read_manifest(raw: bytes) -> Letter | Notice:
    """Read a manifest; raises UnreadableManifestError naming the part that is wrong."""
    try:
        data = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise UnreadableManifestError("manifest.json") from None
    top = _Part(data, "")
    if top.text("format", 40) != FORMAT:
        raise UnreadableManifestError("format")
    envelope = top.hexed("envelope", _ENVELOPE)
    sender, to = _read_party(top.part("from")), _read_party(top.part("to"))
    if top.text("kind", 10) == "notice":
        told = top.part("notice")
        event = next((known for known in EVENTS if known == told.value("event")), None)
        if event is None:
            raise UnreadableManifestError("notice.event")
        return Notice(
            envelope, sender, to, event, told.moment("at"), told.text("by", 80),
            told.text("reason", 2000), told.text("basis", 500), told.text("answer", 20_000),
        )  # fmt: skip
    return Letter(envelope, sender, to, top.moment("sent_at"), _read_paper(top))


def _read_paper(top: "_Part") -> Paper:
    said, files = top.part("document"), top.value("files")
    if not isinstance(files, list) or len(files) > MOST_FILES:
        raise UnreadableManifestError("files")
    title = said.text("title", 300)
    if not title:
        raise UnreadableManifestError("document.title")
    days = said.value("limit_days")
    if days is not None and not (type(days) is int and 1 <= days <= _LONGEST_DAYS):
        raise UnreadableManifestError("document.limit_days")
    previous = said.value("previous")
    return Paper(
        title=title,
        number=said.text("number", _LONGEST_NUMBER),
        genre=said.text("genre", 20),
        urgency=said.text("urgency", 20),
        limit_days=days,
        dated_on=said.day("dated_on"),
        note=said.text("note", 2000),
        files=tuple(_read_file(_Part(one, f"files[{place}].")) for place, one in enumerate(files)),
        previous=said.hexed("previous", _ENVELOPE) if previous is not None else None,
    )


def _read_file(part: "_Part") -> PaperFile:
    size = part.value("size")
    if type(size) is not int or size < 0:
        raise UnreadableManifestError(part.name("size"))
    return PaperFile(part.text("name", 120), part.text("mime", 120), size, part.hexed("sm3", _DIGEST))


def _party(party: Party) -> dict[str, str]:
    return {"site": party.site, "code": party.code, "name": party.name}


def _read_party(part: "_Part") -> Party:
    return Party(part.hexed("site", _SITE), part.text("code", 40), part.text("name", 120))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


class _Part:
    """Read one object of the manifest, naming what is wrong with its place."""

    def __init__(self, data: Any, place: str) -> None:
        if not isinstance(data, dict):
            raise UnreadableManifestError(place.rstrip(".") or "manifest.json")
        self._data, self._place = data, place

    def name(self, key: str) -> str:
        return f"{self._place}{key}"

    def value(self, key: str) -> Any:
        return self._data.get(key)

    def part(self, key: str) -> "_Part":
        return _Part(self.value(key), f"{self.name(key)}.")

    def text(self, key: str, longest: int) -> str:
        found = self.value(key)
        if (
            not isinstance(found, str)
            or len(found) > longest
            or (not found.isprintable() and "\n" not in found)
        ):
            raise UnreadableManifestError(self.name(key))
        return found

    def hexed(self, key: str, length: int) -> str:
        found = self.value(key)
        if not isinstance(found, str) or len(found) != length or not set(found) <= _HEX:
            raise UnreadableManifestError(self.name(key))
        return found

    def moment(self, key: str) -> datetime:
        try:
            found = datetime.fromisoformat(self.text(key, 40))
        except ValueError:
            raise UnreadableManifestError(self.name(key)) from None
        if found.tzinfo is None:
            raise UnreadableManifestError(self.name(key))
        return found

    def day(self, key: str) -> date | None:
        if self.value(key) is None:
            return None
        try:
            return date.fromisoformat(self.text(key, 10))
        except ValueError:
            raise UnreadableManifestError(self.name(key)) from None
