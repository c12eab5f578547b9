"""主体: title, addressees, paragraphs and levels, signature, date, notes, attachments (GB/T 9704-2012, 7.3)."""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.documents.official.body import level_of
from app.documents.official.checking.elements import NEAR_PT, TITLE_PT, Elements
from app.documents.official.checking.page import CHAR_MM, LEFT_MM, LINE_MM, RIGHT_MM
from app.documents.official.finding import Finding
from app.documents.official.reading import Span

_MIDDLE_MM = (LEFT_MM + RIGHT_MM) / 2
_FACES = {
    1: ("黑体", ("hei", "黑", "sans")),
    2: ("楷体", ("kai", "楷", "noto-serif", "noto serif")),
}


def check_main(found: Elements) -> Iterator[Finding]:
    """Yield the findings about the 主体."""
    if found.layout != "order":
        yield from _title(found)
    yield from _addressees(found)
    yield from _text(found)
    yield from _signature(found)
    yield from _small_parts(found)


def _title(found: Elements) -> Iterator[Finding]:
    lines = found.title
    if not lines:
        yield Finding("标题", "7.3.1", ok=False, measured="无", wanted="2号小标宋体字，居中", page=1)
        return
    size = lines[0].size_pt
    yield Finding("标题字号", "7.3.1", abs(size - TITLE_PT) < NEAR_PT, f"{size:g} pt", "2号（22 pt）", 1)
    off = max((line.middle - _MIDDLE_MM for line in lines), key=abs)
    yield Finding("标题", "7.3.1", abs(off) <= 1.5, f"{len(lines)} 行，偏 {off:+.1f} mm", "居中", 1)
    # a joint document names its organs above the subject, one a line
    organs = {line.text.removesuffix("文件") for line in found.mark}
    lengths = [len(line.glyphs) for line in lines if line.text not in organs]
    steps = [two - one for one, two in pairwise(lengths)]
    hourglass = any(one < 0 < two for one, two in pairwise(steps))
    shape = "、".join(map(str, lengths))
    yield Finding("标题排列", "7.3.1", not hourglass, f"各行 {shape} 字", "梯形或者菱形", 1)
    above = found.rule.top if found.rule else (found.number.bottom if found.number else None)
    if above is not None:
        gap = (lines[0].top - above) / LINE_MM
        yield Finding("标题高低", "7.3.1", 1.7 <= gap <= 2.6, f"其上空 {gap:.1f} 行", "空二行", 1)


def _addressees(found: Elements) -> Iterator[Finding]:
    line = found.addressees
    if line is None or not found.title:
        return
    gap = (line.top - found.title[-1].bottom) / LINE_MM
    yield Finding("主送机关", "7.3.2", abs(line.left - LEFT_MM) < 1, f"左 {line.left:.1f} mm", "左侧顶格", 1)
    yield Finding("主送高低", "7.3.2", 0.8 <= gap <= 1.8, f"标题下空 {gap:.1f} 行", "空一行", 1)


def _text(found: Elements) -> Iterator[Finding]:
    on_first = [line for line in found.text if line.page == 1 and line is not found.addressees]
    yield Finding("首页正文", "7.3.3", bool(on_first), f"{len(on_first)} 行", "首页必须显示正文", 1)
    wrong = []
    for line in found.text:
        level = level_of(line.text)
        indent = (line.left - LEFT_MM) / CHAR_MM
        # a line of running text may happen to begin with a figure; a heading never stands flush left
        if level in (1, 2) and indent > 0.5 and not 1.6 <= indent <= 2.4:
            wrong.append(f"第{line.page}面“{line.text[:6]}”空 {indent:.1f} 字")
    yield Finding("层次序数缩进", "7.3.3", not wrong, "；".join(wrong) or "均左空二字", "左空二字")
    for level, (face, names) in _FACES.items():
        heads = [
            line for line in found.text if level_of(line.text) == level and line.left > LEFT_MM + CHAR_MM
        ]
        fonts = sorted({line.font for line in heads})
        if fonts:
            ok = all(any(name in font.lower() for name in names) for font in fonts)
            yield Finding(
                f"第{level}层标题字体", "7.3.3", ok, "、".join(fonts), f"{face}（没有时用代用字体）"
            )


def _is_heading(line: Span) -> bool:
    """Say whether a numbered line is a heading or begins with one: a longer sentence with a number is text."""
    return line.left > LEFT_MM + CHAR_MM and ("。" in line.text or line.right < RIGHT_MM - 3 * CHAR_MM)


def _signature(found: Elements) -> Iterator[Finding]:
    day = found.day
    if day is None:
        if found.layout != "minutes":
            yield Finding("成文日期", "7.3.5", ok=False, measured="无", wanted="正文之后，阿拉伯数字")
        return
    ok = re.fullmatch(r"\d{4}年[1-9]\d?月[1-9]\d?日", day.text) is not None
    yield Finding("成文日期", "7.3.5.4", ok, day.text, "年份标全称，月、日不编虚位", day.page)
    free = (RIGHT_MM - day.right) / CHAR_MM
    if found.layout == "order" or found.organ is None:
        yield Finding(
            "日期位置", "7.3.5.3", abs(free - 4) <= 0.7, f"右空 {free:.1f} 字", "右空四字", day.page
        )
        return
    yield from _with_organ(found.organ, day, free, joint=len(found.mark) > 1)
    yield _not_alone(found, day)


def _with_organ(organ: Span, day: Span, free: float, *, joint: bool) -> Iterator[Finding]:
    if abs(organ.middle - day.middle) <= 1.5:
        wide = organ.right - organ.left > day.right - day.left + 8 * CHAR_MM
        wanted = "署名与日期居中对齐，日期右空四字"
        ok = abs(free - 4) <= 0.7 or wide or (joint and free >= 0)
        yield Finding("署名和日期", "7.3.5.1", ok, f"居中对齐，日期右空 {free:.1f} 字", wanted, day.page)
    else:
        shift = (day.left - organ.left) / CHAR_MM
        ok = 1.5 <= shift <= 2.5 and free >= -0.3
        yield Finding("署名和日期", "7.3.5.2", ok, f"日期比署名右移 {shift:.1f} 字", "首字右移二字", day.page)


def _not_alone(found: Elements, day: Span) -> Finding:
    """Return whether the page of the signature also holds text: no seal stands on an empty page (7.3.5.1)."""
    others = [
        line for line in found.text if line.page == day.page and line.baseline < day.baseline - 1.5 * LINE_MM
    ]
    return Finding("署名页有正文", "7.3.5.1", bool(others), f"{len(others)} 行", "不得出现空白印章", day.page)


def _small_parts(found: Elements) -> Iterator[Finding]:
    for name, clause, line in (("附件说明", "7.3.4", found.attachments), ("附注", "7.3.6", found.notes)):
        if line is not None:
            indent = (line.left - LEFT_MM) / CHAR_MM
            yield Finding(name, clause, 1.6 <= indent <= 2.4, f"左空 {indent:.1f} 字", "左空二字", line.page)
    for line in found.annexes:
        ok = abs(line.left - LEFT_MM) < 1 and any(name in line.font.lower() for name in _FACES[1][1])
        yield Finding(
            "附件", "7.3.7", ok, f"{line.text}，{line.font}", "另面，3号黑体，顶格第一行", line.page
        )
