"""Find the elements of an official document among the lines of its pages, by what they say and how they look.

Knows how elements read; their measures are taken elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from app.documents.official.model import Layout
from app.documents.official.reading import ReadPage, Rule, Span

TEXT_PT, TITLE_PT, SMALL_PT = 16.0, 22.0, 14.0
NEAR_PT = 0.6
NUMBER = re.compile(r"[^\s〔〕：]*〔\d{4}〕\d+[号期]|^第\d+[号期]$")
DAY = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$")
SIGNER = re.compile(r"签发人：.*")
PAGE_NUMBER = re.compile(r"^[—－–-]+(\d+)[—－–-]+$")
COPY_NO = re.compile(r"^\d{6}$")
IMPRINT = re.compile(r"^(抄送：|主送：)|印发$")
FOOT_MM = 262.0
_Found = TypeVar("_Found", Span, Rule)


@dataclass(frozen=True)
class Elements:
    """Hold what was found; an element that is not there is None or empty."""

    layout: Layout
    pages: tuple[ReadPage, ...]
    copy_no: Span | None
    urgency: Span | None
    mark: tuple[Span, ...]
    number: Span | None
    signers: Span | None
    rule: Rule | None
    double_rules: tuple[Rule, ...]
    title: tuple[Span, ...]
    addressees: Span | None
    text: tuple[Span, ...]
    attachments: Span | None
    organ: Span | None
    day: Span | None
    notes: Span | None
    annexes: tuple[Span, ...]
    imprint: tuple[Span, ...]
    imprint_rules: tuple[Rule, ...]
    numbers: dict[int, Span] = field(default_factory=dict)


def find_elements(pages: tuple[ReadPage, ...], layout: Layout) -> Elements:
    """Return the elements of a read document."""
    first, last = pages[0], pages[-1]
    mark = tuple(line for line in first.lines if line.red)
    numbers = {page.number: line for page in pages for line in page.lines if PAGE_NUMBER.match(line.text)}
    imprint = _imprint(last)
    rest = [line for page in pages for line in page.lines if line not in (*mark, *numbers.values(), *imprint)]
    head_end = mark[-1].bottom if mark else 0.0
    number = _part(rest, NUMBER)
    title = _title([line for line in rest if line.page == 1 and line.top > head_end])
    start = title[-1].baseline if title else (number.baseline if number else head_end)
    body = [line for line in rest if line.page > 1 or line.baseline > start]
    annexes = tuple(line for page in pages if (line := _annex(page)))
    main = [line for line in body if not annexes or line.page < annexes[0].page]
    day = next((line for line in reversed(main) if _day(line)), None) if layout != "minutes" else None
    return Elements(
        layout=layout,
        pages=pages,
        copy_no=_first(line for line in rest if COPY_NO.match(line.text)),
        urgency=_part([line for line in rest if line.page == 1], re.compile("^(特急|加急)")),
        mark=mark,
        number=number,
        signers=_part(rest, SIGNER),
        rule=_first(rule for rule in first.rules if rule.red and rule.length < 165)
        if layout != "letter"
        else None,
        double_rules=tuple(rule for rule in first.rules if rule.red and rule.length >= 165),
        title=title,
        addressees=_addressees(main, title),
        text=_text(main),
        attachments=_first(line for line in main if line.text.startswith("附件：")),
        organ=_before(main, day),
        day=_day(day) if day else None,
        notes=_notes(main, day),
        annexes=annexes,
        imprint=imprint,
        imprint_rules=tuple(rule for rule in last.rules if not rule.red and rule.length > 150),
        numbers=numbers,
    )


def guess_layout(pages: Sequence[ReadPage]) -> Layout:
    """Return the format a document seems to be in."""
    if any(rule.red and rule.length >= 165 for rule in pages[0].rules):
        return "letter"
    mark = "".join(line.text for line in pages[0].lines if line.red)
    if mark.endswith(("令", "命令")):
        return "order"
    return "minutes" if mark.endswith("纪要") else "document"


def _first(lines: Iterator[_Found]) -> _Found | None:
    return next(lines, None)


def _part(lines: Sequence[Span], pattern: re.Pattern[str]) -> Span | None:
    return next((part for line in lines if line.page == 1 and (part := line.find(pattern))), None)


def _title(lines: Sequence[Span]) -> tuple[Span, ...]:
    return tuple(line for line in lines if line.size_pt > TEXT_PT + NEAR_PT)


def _text(main: Sequence[Span]) -> tuple[Span, ...]:
    """Return the lines in the type most of the text is in; a table may be set smaller."""
    sizes = Counter(round(line.size_pt, 1) for line in main)
    usual = sizes.most_common(1)[0][0] if sizes else TEXT_PT
    return tuple(line for line in main if abs(line.size_pt - usual) < NEAR_PT)


def _addressees(main: Sequence[Span], title: tuple[Span, ...]) -> Span | None:
    below = [line for line in main if line.page == 1 and title]
    for line in below[:6]:
        if line.left > 30:
            return None
        if line.text.endswith("："):
            return below[0]
    return None


def _day(line: Span) -> Span | None:
    return line.find(DAY) or (line.find(r"\d{4}年\d{1,2}月\d{1,2}日$") if line.left > 90 else None)


def _before(main: Sequence[Span], day: Span | None) -> Span | None:
    """Return the organ above the date; of several side by side the one that stands over it."""
    if day is None or not main.index(day):
        return None
    above, middle = main[main.index(day) - 1], (_day(day) or day).middle
    return min(above.columns(), key=lambda part: abs(part.middle - middle))


def _notes(main: Sequence[Span], day: Span | None) -> Span | None:
    after = main[main.index(day) + 1 :] if day is not None else []
    return next((line for line in after if line.text.startswith("（")), None)


def _annex(page: ReadPage) -> Span | None:
    top = page.lines[0] if page.lines else None
    return top if top is not None and re.fullmatch(r"附件\d*", top.text) else None


def _imprint(page: ReadPage) -> tuple[Span, ...]:
    small = [
        line for line in page.lines if abs(line.size_pt - SMALL_PT) < NEAR_PT and line.bottom < FOOT_MM + 1
    ]
    start = next((at for at, line in enumerate(small) if IMPRINT.search(line.text)), None)
    return tuple(small[start:]) if start is not None else ()
