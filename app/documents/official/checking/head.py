"""版头: mark, number, signer, red rules (GB/T 9704-2012, 7.2 and 10)."""

import re
from collections.abc import Iterator

from app.documents.official.checking.elements import NEAR_PT, TEXT_PT, Elements
from app.documents.official.checking.page import CHAR_MM, LEFT_MM, LINE_MM, RIGHT_MM, TOP_MM
from app.documents.official.finding import Finding
from app.documents.official.reading import Rule, Span

_MIDDLE_MM = (LEFT_MM + RIGHT_MM) / 2
_MARK_TOP = {
    "document": ("7.2.4", TOP_MM + 35, "距版心上边缘 35 mm"),
    "minutes": ("10.3", TOP_MM + 35, "距版心上边缘 35 mm"),
    "order": ("10.2", TOP_MM + 20, "距版心上边缘 20 mm"),
    "letter": ("10.1", 30.0, "距上页边 30 mm"),
}
_SEVEN_EIGHTHS_MM = 7 / 8 * TEXT_PT * 25.4 / 72
_NUMBERS = {"document": "7.2.5", "letter": "10.1", "order": "10.2", "minutes": "10.3"}


def check_head(found: Elements) -> Iterator[Finding]:
    """Yield the findings about the 版头."""
    yield from _corner(found)
    yield from _mark(found)
    yield from _number(found)
    if found.layout in ("document", "minutes"):
        yield from _rule(found)
    if found.layout == "letter":
        yield from _double_rules(found)


def _corner(found: Elements) -> Iterator[Finding]:
    for name, clause, span in (("份号", "7.2.1", found.copy_no), ("紧急程度", "7.2.3", found.urgency)):
        if span is not None:
            ok = abs(span.left - LEFT_MM) < 1 and abs(span.size_pt - TEXT_PT) < NEAR_PT
            yield Finding(name, clause, ok, f"{span.text}，左 {span.left:.1f} mm", "3号字，顶格", span.page)
    first = [line.text for line in found.pages[0].lines[:4]]
    secret = [words for words in first if re.match("绝密|机密|秘密", words)]
    yield Finding("密级", "7.2.2", not secret, "、".join(secret) or "无", "无（本系统不处理涉密公文）", 1)


def _mark(found: Elements) -> Iterator[Finding]:
    clause, wanted, words = _MARK_TOP[found.layout]
    if not found.mark:
        yield Finding("发文机关标志", clause, ok=False, measured="没有红色标志", wanted="红色，居中", page=1)
        return
    top = found.mark[0].top
    measured = f"{top - (0 if found.layout == 'letter' else TOP_MM):.1f} mm"
    yield Finding("标志高低", clause, abs(top - wanted) <= 1, measured, words, 1)
    left = min(min(glyph.left for glyph in line.glyphs) for line in found.mark)
    middle = (left + max(line.right for line in found.mark)) / 2
    text = " ".join(line.text for line in found.mark)
    ok = abs(middle - _MIDDLE_MM) <= 1.5
    yield Finding("发文机关标志", clause, ok, f"{text}，偏 {middle - _MIDDLE_MM:+.1f} mm", "红色，居中", 1)


def _number(found: Elements) -> Iterator[Finding]:
    clause, number = _NUMBERS[found.layout], found.number
    if number is None:
        yield Finding("发文字号", clause, ok=False, measured="无", wanted="机关代字〔年份〕序号", page=1)
        return
    ok = re.search(r"〔\d{4}〕[1-9]\d*[号期]$|^第[1-9]\d*[号期]$", number.text) is not None
    yield Finding("发文字号", clause, ok, number.text, "六角括号，全年份，不编虚位，不加“第”", 1)
    if found.layout == "letter":
        free = RIGHT_MM - number.right
        yield Finding("字号位置", clause, abs(free) <= 1, f"右空 {free:.1f} mm", "顶格居版心右边缘", 1)
        return
    upper = found.signers or number
    if found.mark:
        gap = (upper.top - found.mark[-1].bottom) / LINE_MM
        yield Finding("字号高低", clause, 1.7 <= gap <= 2.4, f"标志下空 {gap:.1f} 行", "空二行", 1)
    yield from _upward(found, number, found.signers) if found.signers else _centred(number, clause)


def _centred(number: Span, clause: str) -> Iterator[Finding]:
    off = number.middle - _MIDDLE_MM
    yield Finding("字号位置", clause, abs(off) <= 1, f"偏 {off:+.1f} mm", "居中", 1)


def _upward(found: Elements, number: Span, signers: Span) -> Iterator[Finding]:
    free = (number.left - LEFT_MM) / CHAR_MM
    yield Finding("字号位置", "7.2.5", 0.7 <= free <= 1.3, f"左空 {free:.1f} 字", "上行文左空一字", 1)
    rows = [
        line
        for line in found.pages[0].lines
        if signers.baseline - 0.5 < line.baseline < number.baseline + 0.5
    ]
    free = (RIGHT_MM - max(line.right for line in rows)) / CHAR_MM
    yield Finding("签发人", "7.2.6", 0.7 <= free <= 1.3, f"{signers.text}，右空 {free:.1f} 字", "右空一字", 1)


def _rule(found: Elements) -> Iterator[Finding]:
    if found.rule is None:
        yield Finding("红色分隔线", "7.2.7", ok=False, measured="无", wanted="与版心等宽", page=1)
        return
    rule = found.rule
    yield Finding(
        "红色分隔线", "7.2.7", _spans(rule, LEFT_MM, RIGHT_MM), _where(rule), "与版心等宽，156 mm", 1
    )
    above = [line for line in found.pages[0].lines if line.bottom < rule.top]
    if above:
        gap = rule.top - above[-1].bottom
        yield Finding("分隔线高低", "7.2.7", abs(gap - 4) <= 0.7, f"字号之下 {gap:.1f} mm", "4 mm", 1)


def _double_rules(found: Elements) -> Iterator[Finding]:
    rules = found.double_rules
    ok = len(rules) == 4 and all(abs(rule.length - 170) <= 1 for rule in rules)
    yield Finding(
        "红色双线",
        "10.1",
        ok,
        f"{len(rules)} 条，长 {[round(r.length) for r in rules]}",
        "两条双线，170 mm",
        1,
    )
    if not ok or not found.mark:
        return
    gap = rules[0].top - found.mark[-1].bottom
    yield Finding("首条双线", "10.1", abs(gap - 4) <= 0.8, f"标志之下 {gap:.1f} mm", "4 mm", 1)
    thick = rules[0].thickness > rules[1].thickness and rules[2].thickness < rules[3].thickness
    yield Finding(
        "双线粗细", "10.1", thick, " ".join(f"{r.thickness:.1f}" for r in rules), "上粗下细；上细下粗", 1
    )
    foot = found.pages[0].height - rules[3].top - rules[3].thickness
    yield Finding("末条双线", "10.1", abs(foot - 20) <= 1, f"距下页边 {foot:.1f} mm", "20 mm", 1)
    if found.number is not None:
        gap = found.number.top - rules[1].top - rules[1].thickness
        ok = abs(gap - _SEVEN_EIGHTHS_MM) <= 1.2
        yield Finding("字号高低", "10.1", ok, f"双线之下 {gap:.1f} mm", "3号汉字高度的 7/8（4.9 mm）", 1)


def _spans(rule: Rule, left: float, right: float) -> bool:
    return abs(rule.left - left) <= 0.5 and abs(rule.right - right) <= 0.5


def _where(rule: Rule) -> str:
    return f"{rule.left:.1f}—{rule.right:.1f} mm"
