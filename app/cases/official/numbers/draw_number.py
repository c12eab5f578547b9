"""Draw the number of a document: the next one of its organ's series, in the transaction that issues it."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.clock import local_date
from app.errors import ConflictError
from app.runtime import Runtime
from app.store import numbering, official
from app.text import text

ORDER = "order"
"""命令(令): its numbers run on over the years of a term of office and name no year (GB/T 9704-2012 9.2)."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Hold a number as it stands on the document, and where it is kept."""

    text: str
    word: str
    year: int
    number: int


def draw_number(
    runtime: Runtime, tx: Connection, organ: str, kind: str, *, instance_key: int, by: int | None
) -> Drawn:
    """Give the next number of an organ's series for a format to a case.

    Raises ConflictError when the organ has no such series, or when counter and kept numbers disagree:
    somebody has edited one of them by hand, and another number would hide it.
    """
    found = official.series_of(tx, organ, kind) or official.series_of(tx, organ, "document")
    if found is None or (kind == "incoming") != (found.kind == "incoming"):
        raise ConflictError(
            text("单位“%(organ)s”没有可用的编号系列，请先在“文号管理”中设置机关代字", organ=organ)
        )
    now = runtime.clock.now()
    year = year_of(found.kind, local_date(now).year)
    number = numbering.next_value(tx, found.word, year, now)
    kept = official.last_kept(tx, found.word, year)
    if kept != number - 1:
        raise ConflictError(
            text(
                "编号系列“%(word)s”被人改动过：登记的最后一个号是%(kept)s，计数却到了%(counted)s。未取号，请联系管理员核对",
                word=found.word,
                kept=kept,
                counted=number - 1,
            )
        )
    official.add_number(
        tx,
        {
            "word": found.word,
            "year": year,
            "number": number,
            "instance_key": instance_key,
            "state": "issued",
            "drawn_at": now,
            "drawn_by": by,
        },
    )
    return Drawn(number_text(found.word, year, number), found.word, year, number)


def year_of(kind: str, year: int) -> int:
    """Return the year under which a series counts: 0 for orders, which count on."""
    return 0 if kind == ORDER else year


def number_text(word: str, year: int, number: int) -> str:
    """Return a number as it is printed: 洛政办〔2026〕12号; of an order 第12号 (GB/T 9704-2012 7.2.5, 9.2)."""
    return f"{word}〔{year}〕{number}号" if year else f"{word}第{number}号"
