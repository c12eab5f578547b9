"""The words the office reads about a case: states, channels, kinds of supervision. It must not know rows."""

from app.cases.citizen.public_words import DATE_KINDS, OUTCOMES
from app.text import Text, text

__all__ = [
    "CARDS",
    "CHANNELS",
    "DATE_KINDS",
    "KINDS_OF_APPLICANT",
    "STATUSES",
    "SUPERVISION",
    "outcome_words",
    "state_of_case",
]

CHANNELS: dict[str, Text] = {
    "web": text("网上"),
    "letter": text("来信"),
    "visit": text("来访"),
    "phone": text("电话"),
    "fax": text("传真"),
    "paper": text("纸质"),
    "mail": text("邮寄"),
    "exchange": text("公文交换"),
}
"""How a case came in (信访工作条例 17), or a document."""
STATUSES: dict[str, Text] = {
    "active": text("正在办理"),
    "incident": text("系统异常待处理"),
    "completed": text("已办结"),
    "terminated": text("已终止"),
}
"""How a case stands."""
KINDS_OF_APPLICANT: dict[str, Text] = {
    "person": text("个人"),
    "company": text("企业"),
    "organisation": text("其他单位"),
}
"""Whose case it is."""
SUPERVISION: dict[str, Text] = {"urge": text("催办"), "order": text("督办"), "card": text("超期提示")}
"""Kinds of supervision."""
CARDS: dict[str, Text] = {"yellow": text("黄牌"), "red": text("红牌")}
"""Cards for overdue steps."""
_OFFICE_OUTCOMES: dict[str, Text] = {
    "canceled": text("已终止"),
    "voided": text("已作废"),
    "returned": text("已退文"),
    "done": text("已办结"),
    "archived": text("已归档"),
}


def outcome_words(outcome: str | None) -> Text | None:
    """Return an outcome in words; an unknown one as it is."""
    if not outcome:
        return None
    found = OUTCOMES.get(outcome) or _OFFICE_OUTCOMES.get(outcome)
    return found if found is not None else text("%(outcome)s", outcome=outcome)


def state_of_case(status: str, outcome: str | None) -> tuple[Text, str]:
    """Return how a case stands and the kind of mark that says it."""
    if status == "active":
        return STATUSES["active"], "info"
    if status == "incident":
        return STATUSES["incident"], "late"
    words = outcome_words(outcome) or STATUSES.get(status, text("已办结"))
    return words, "good" if status == "completed" else "calm"
