"""The words citizens read about a case: outcomes, states, kinds of dates. It must not know rows."""

from app.text import Text, text

DATE_KINDS: dict[str, Text] = {
    "registered": text("登记"),
    "transferred": text("转送"),
    "handed": text("移送"),
    "accepted": text("受理"),
    "refused": text("不予受理"),
    "extended": text("延长办理期限"),
    "opinion": text("作出意见"),
}
"""The seven kinds of dates that are made known to the petitioner (信访工作条例 22、23、31、34)."""

OUTCOMES: dict[str, Text] = {
    "withdrawn": text("已撤回"),
    "refused": text("不予受理"),
    "final": text("终结，不再受理"),
    "handed": text("已移送纪检监察机关"),
    "guide": text("已告知应走的法定程序"),
    "answered": text("已答复"),
    "concluded": text("已办结"),
    "split": text("已分成几件分别办理"),
}


def case_state(status: str, outcome: str | None) -> Text:
    """Return in a few words how a case stands."""
    if status in {"active", "incident"}:
        return text("正在办理")
    if outcome in OUTCOMES:
        return OUTCOMES[outcome]
    return text("已办结") if status == "completed" else text("已终止")


def is_running(status: str) -> bool:
    """Say whether a case can still move."""
    return status in {"active", "incident"}
