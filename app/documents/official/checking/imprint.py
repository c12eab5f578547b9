"""版记 and the order of all elements (GB/T 9704-2012, 7.4 and 条例 第九条)."""

from collections.abc import Iterator
from itertools import pairwise

from app.documents.official.checking.elements import FOOT_MM, NEAR_PT, SMALL_PT, Elements
from app.documents.official.checking.page import LEFT_MM, RIGHT_MM
from app.documents.official.finding import Finding
from app.documents.official.reading import Rule, Span

_THICK_MM, _THIN_MM = 0.35, 0.25
_NEAR_MM = 0.06
_CHAR_MM = SMALL_PT * 25.4 / 72


def check_imprint(found: Elements) -> Iterator[Finding]:
    """Yield the findings about the 版记, and about the order of the elements."""
    if found.imprint:
        yield from _lines(found)
        if found.layout != "letter":
            yield from _rules(found)
    yield _order(found)


def _lines(found: Elements) -> Iterator[Finding]:
    last = found.pages[-1].number
    if found.layout != "letter":
        yield Finding("版记页", "7.4", last % 2 == 0, f"第 {last} 面", "最后一面，偶数页", last)
    sizes = {line.size_pt for line in found.imprint}
    ok = all(abs(size - SMALL_PT) < NEAR_PT for size in sizes)
    yield Finding("版记字号", "7.4.2", ok, "、".join(f"{size:g} pt" for size in sizes), "4号（14 pt）", last)
    left = (min(line.left for line in found.imprint) - LEFT_MM) / _CHAR_MM
    yield Finding("版记左空", "7.4.2", 0.7 <= left <= 1.4, f"{left:.1f} 字", "左空一字", last)
    printed = next((line for line in found.imprint if line.text.endswith("印发")), None)
    if printed is not None:
        free = (RIGHT_MM - printed.right) / _CHAR_MM
        ok = 0.7 <= free <= 1.4
        yield Finding(
            "印发机关和印发日期", "7.4.3", ok, f"{printed.text}，右空 {free:.1f} 字", "右空一字", last
        )
    copies = [line for line in found.imprint if line is not printed]
    if copies:
        ok = copies[-1].text.endswith("。")
        yield Finding("抄送机关", "7.4.2", ok, copies[0].text, "抄送：…。（末尾句号）", last)
    if found.layout == "letter":
        low = found.imprint[-1].bottom
        ok = FOOT_MM - 5 <= low <= FOOT_MM + 0.5
        yield Finding("版记位置", "10.1", ok, f"下至 {low:.1f} mm", "最后一面版心内最下方", last)


def _rules(found: Elements) -> Iterator[Finding]:
    rules, last = found.imprint_rules, found.pages[-1].number
    rules = tuple(rule for rule in rules if rule.top > found.imprint[0].top - 8)
    if len(rules) < 2:
        yield Finding(
            "版记分隔线", "7.4.1", ok=False, measured=f"{len(rules)} 条", wanted="首条和末条", page=last
        )
        return
    full = all(abs(rule.left - LEFT_MM) < 1 and abs(rule.right - RIGHT_MM) < 1 for rule in rules)
    yield Finding(
        "版记分隔线", "7.4.1", full, f"{len(rules)} 条，长 {rules[0].length:.0f} mm", "与版心等宽", last
    )
    ok = (
        _is(rules[0], _THICK_MM)
        and _is(rules[-1], _THICK_MM)
        and all(_is(rule, _THIN_MM) for rule in rules[1:-1])
    )
    measured = "、".join(f"{rule.thickness:.2f}" for rule in rules)
    yield Finding("分隔线粗细", "7.4.1", ok, f"{measured} mm", "首末 0.35 mm，中间 0.25 mm", last)
    foot = rules[-1].top + rules[-1].thickness
    yield Finding(
        "末条分隔线",
        "7.4.1",
        abs(foot - FOOT_MM) <= 0.5,
        f"{foot:.1f} mm",
        "与版心下边缘重合（262 mm）",
        last,
    )


def _is(rule: Rule, wanted: float) -> bool:
    return abs(rule.thickness - wanted) <= _NEAR_MM


def _order(found: Elements) -> Finding:
    """Return whether the elements stand in the order of the standard, reading from the first page to the last."""
    named: list[tuple[str, Span | None]] = [
        ("份号", found.copy_no),
        ("紧急程度", found.urgency),
        ("发文字号", found.number),
        ("标题", found.title[0] if found.title else None),
        ("主送机关", found.addressees),
        ("附件说明", found.attachments),
        ("署名", found.organ),
        ("成文日期", found.day),
        ("附注", found.notes),
        ("附件", found.annexes[0] if found.annexes else None),
        ("版记", found.imprint[0] if found.imprint else None),
    ]
    if found.layout in ("document", "minutes", "order") and found.mark:
        named.insert(2, ("发文机关标志", found.mark[0]))
    elif found.mark:
        named.insert(0, ("发文机关标志", found.mark[0]))
    there = [(name, (span.page, span.baseline)) for name, span in named if span is not None]
    # number and urgency of a letter stand on one line
    wrong = [
        f"{two[0]}在{one[0]}之前" for one, two in pairwise(there) if two[1] < (one[1][0], one[1][1] - 0.5)
    ]
    return Finding(
        "要素顺序",
        "7.1",
        not wrong,
        "；".join(wrong) or "、".join(n for n, _ in there),
        "版头、主体、版记依次",
    )
