"""Paper, margins, the grid of 22 lines with 28 characters, and page numbers (GB/T 9704-2012, 5.2 and 7.5)."""

from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from app.documents.official.checking.elements import FOOT_MM, NEAR_PT, SMALL_PT, TEXT_PT, Elements
from app.documents.official.finding import Finding
from app.documents.official.reading import Span

LEFT_MM, RIGHT_MM, TOP_MM = 28.0, 184.0, 37.0
LINE_MM = 225 / 22
CHAR_MM = 156 / 28
_HAN_ASCENT = 0.88
_FULL_LINE, _ENOUGH_LINES = 12, 6
_EM_MM = TEXT_PT * 25.4 / 72


def check_page(found: Elements) -> Iterator[Finding]:
    """Yield the findings about the pages."""
    yield from _paper(found)
    yield from _margins(found)
    yield from _grid(found)
    yield from _type(found)
    yield from _numbers(found)


def _paper(found: Elements) -> Iterator[Finding]:
    for page in found.pages:
        ok = abs(page.width - 210) < 1 and abs(page.height - 297) < 1
        size = f"{page.width:.0f}×{page.height:.0f} mm"
        yield Finding("用纸", "5.1", ok, size, "A4，210×297 mm", page.number)


def _margins(found: Elements) -> Iterator[Finding]:
    body = [line for line in found.text if line.page > 1] or list(found.text)
    if not body:
        yield Finding("版心", "5.2.1", ok=False, measured="没有找到正文", wanted="3号字正文")
        return
    left = min(line.left for line in found.text)
    right = max(line.right for line in found.text)
    yield Finding("订口", "5.2.1", abs(left - LEFT_MM) <= 1, f"{left:.1f} mm", "28±1 mm")
    # a stop at the end of a line may hang over by the white of its own cell
    yield Finding(
        "版心宽", "5.2.1", right <= RIGHT_MM + 0.7, f"右至 {right:.1f} mm", "不超过 184 mm（版心 156 mm）"
    )
    for page in sorted({line.page for line in found.text if line.page > 1}):
        first = min((line for line in found.text if line.page == page), key=lambda line: line.baseline)
        top = first.baseline - _HAN_ASCENT * _EM_MM - (LINE_MM - _EM_MM) / 2
        if first.baseline < TOP_MM + LINE_MM:
            yield Finding("天头", "5.2.1", abs(top - TOP_MM) <= 1, f"{top:.1f} mm", "37±1 mm", page)
    low = max(
        line.bottom for page in found.pages for line in page.lines if line not in found.numbers.values()
    )
    yield Finding(
        "版心高", "5.2.1", low <= FOOT_MM + 0.7, f"下至 {low:.1f} mm", "不超过 262 mm（版心 225 mm）"
    )


def _grid(found: Elements) -> Iterator[Finding]:
    steps = [
        two.baseline - one.baseline
        for one, two in pairwise(found.text)
        if one.page == two.page and two.baseline - one.baseline < 1.5 * LINE_MM
    ]
    if steps:
        step = median(steps)
        lines = round(225 / step, 1)
        yield Finding(
            "每面行数", "5.2.3", abs(lines - 22) < 0.15, f"行距 {step:.2f} mm，每面 {lines:.1f} 行", "22 行"
        )
    for page in sorted({line.page for line in found.text}):
        own = [line for line in found.text if line.page == page]
        slots = round((own[-1].baseline - own[0].baseline) / LINE_MM) + 1
        yield Finding(
            "本面行数", "5.2.3", slots <= 22, f"{len(own)} 行文字，占 {slots} 行", "不超过 22 行", page
        )
    yield from _pitch(found)
    most = max(
        (len(line.glyphs) for line in found.text if all(not g.char.isascii() for g in line.glyphs)), default=0
    )
    yield Finding("最长一行", "5.2.3", most <= 28, f"{most} 字", "不超过 28 字")


def _pitch(found: Elements) -> Iterator[Finding]:
    """Yield the characters a line holds, taken from the narrowest full line: others are stretched to the edge."""
    pitches = sorted(median(steps) for line in found.text if len(steps := _steps(line)) >= _FULL_LINE)
    if pitches:
        chars = 156 / pitches[0]
        # where every line was stretched, by up to two characters, the grid shows only roughly
        least = 27.7 if len(pitches) >= _ENOUGH_LINES else 26.0
        measured = f"字距 {pitches[0]:.2f} mm，每行 {chars:.1f} 字"
        yield Finding("每行字数", "5.2.3", least <= chars <= 28.4, measured, "28 字")


def _steps(line: Span) -> list[float]:
    return [
        two.x - one.x
        for one, two in pairwise(line.glyphs)
        if _is_han(one.char) and _is_han(two.char) and two.x - one.x < 1.4 * CHAR_MM
    ]


def _type(found: Elements) -> Iterator[Finding]:
    sizes = {round(glyph.size_pt, 1) for line in found.text for glyph in line.glyphs}
    ok = all(abs(size - TEXT_PT) < NEAR_PT for size in sizes) and bool(sizes)
    yield Finding(
        "正文字号", "5.2.2", ok, "、".join(f"{size:g} pt" for size in sorted(sizes)), "3号（16 pt）"
    )
    red = [line for line in found.text if line.red]
    yield Finding("文字颜色", "5.2.4", not red, "黑色" if not red else "有红色正文", "黑色")


def _numbers(found: Elements) -> Iterator[Finding]:
    bare = _bare_pages(found)
    for page in found.pages:
        line = found.numbers.get(page.number)
        if page.number in bare:
            yield Finding(
                "页码", "7.5", line is None, "无" if line is None else line.text, "不编页码", page.number
            )
        elif line is None:
            yield Finding(
                "页码", "7.5", ok=False, measured="无", wanted=f"— {page.number} —", page=page.number
            )
        else:
            yield from _number(line, page.number)


def _number(line: Span, page: int) -> Iterator[Finding]:
    odd = page % 2 == 1
    free = RIGHT_MM - line.right if odd else line.glyphs[0].left - LEFT_MM
    place = f"{'右' if odd else '左'}空 {free / (SMALL_PT * 25.4 / 72):.1f} 字"
    ok = line.text.strip("—－–-") == str(page) and abs(free - SMALL_PT * 25.4 / 72) <= 1.5
    yield Finding("页码", "7.5", ok, f"{line.text}，{place}", "单页码右空一字，双页码左空一字", page)
    dash = line.glyphs[0].top - FOOT_MM
    yield Finding("页码高低", "7.5", abs(dash - 7) <= 1, f"一字线在版心下 {dash:.1f} mm", "7 mm", page)
    ok = abs(line.size_pt - SMALL_PT) < NEAR_PT
    yield Finding("页码字号", "7.5", ok, f"{line.size_pt:g} pt", "4号（14 pt）", page)


def _bare_pages(found: Elements) -> set[int]:
    """Return pages without a number: the first of a letter, a blank one and the imprint after it."""
    bare = {1} if found.layout == "letter" else set()
    for page, after in pairwise(found.pages):
        if not page.lines:
            bare |= {page.number, after.number}
    return bare


def _is_han(char: str) -> bool:
    return "一" <= char <= "鿿"
