"""Open a series for an organ, close one, and go on from a register on paper."""

import re

from app.access.actor import Actor
from app.access.number_rules import RegisterFacts
from app.access.policy import require
from app.cases.moving.required import required_number
from app.cases.official.numbers.draw_number import number_text, year_of
from app.clock import local_date
from app.errors import ConflictError, InvalidError, NotFoundError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import numbering, official
from app.text import Text, text

KINDS: dict[str, Text] = {
    "document": text("公文（文件格式）"),
    "letter": text("函（信函格式）"),
    "order": text("命令（令）"),
    "minutes": text("纪要"),
    "incoming": text("收文登记"),
}
"""Formats a series gives numbers for."""
_WORD = re.compile(r"[\u4e00-\u9fff]{1,20}")
_MOST = 99_999


def open_series(runtime: Runtime, actor: Actor, organ: str, word: str, kind: str) -> None:
    """Open a series under a 机关代字; the organ's older one for the same format is closed.

    Raises InvalidError for what is no 机关代字 or no format, ConflictError when the word is taken.
    """
    require(actor, "number.manage", RegisterFacts(organ))
    wanted = word.strip()
    if not _WORD.fullmatch(wanted):
        raise _wrong("word", text("机关代字由1至20个汉字组成，如“洛政办”"))
    if kind not in KINDS:
        raise _wrong("kind", text("请选择编号用于哪种格式"))
    with runtime.transaction() as tx:
        if official.series_by_word(tx, wanted) is not None:
            raise ConflictError(text("机关代字“%(word)s”已经在用", word=wanted))
        now, before = runtime.clock.now(), official.series_of(tx, organ, kind)
        if before is not None:
            official.close_series(tx, before.word, now)
        official.add_series(
            tx,
            {"word": wanted, "organ": organ, "kind": kind, "opened_at": now, "opened_by": actor.account_key},
        )
        append_event(
            runtime, tx, None, actor=actor, action="series.opened",
            facts={"word": wanted, "organ": organ, "kind": kind},
        )  # fmt: skip


def go_on_from_paper(runtime: Runtime, actor: Actor, word: str, last: str) -> str:
    """Let this year's numbers go on behind the last one of a register on paper; return that number.

    Only before the first number of the year: afterwards it would be an edit by hand, and ConflictError.
    """
    with runtime.transaction() as tx:
        series = official.series_by_word(tx, word)
        require(actor, "number.manage", RegisterFacts(series.organ if series else ""))
        if series is None:
            raise NotFoundError(text("没有这个编号系列"))
        number = required_number(last, "number", least=1, most=_MOST)
        now = runtime.clock.now()
        year = year_of(series.kind, local_date(now).year)
        if official.last_kept(tx, word, year) or not numbering.begin_at(tx, word, year, number, now):
            raise ConflictError(
                text("“%(word)s”今年已经开始编号，号码只能由系统依次给出，不能手工改动", word=word)
            )
        shown = number_text(word, year, number)
        official.add_number(
            tx,
            {
                "word": word,
                "year": year,
                "number": number,
                "state": "paper",
                "drawn_at": now,
                "drawn_by": actor.account_key,
            },
        )
        append_event(runtime, tx, None, actor=actor, action="series.taken_over", facts={"number": shown})
    return shown


def _wrong(field: str, message: Text) -> InvalidError:
    return InvalidError(message, {field: [message]})
