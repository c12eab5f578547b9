"""The words of a register of official documents: registers, states, publicity. It must not know rows."""

from app.text import Text, text

REGISTERS: dict[str, Text] = {
    "outgoing": text("发文登记簿"),
    "incoming": text("收文登记簿"),
    "internal": text("签报登记簿"),
}
STATES: dict[str, Text] = {
    "started": text("已发起"),
    "drafted": text("已拟稿"),
    "reviewed": text("已审核"),
    "returned": text("已退回"),
    "signed": text("已签发"),
    "resigning": text("待复审"),
    "proofread": text("已复核"),
    "numbered": text("已编号"),
    "issued": text("已印发"),
    "received": text("已签收"),
    "registered": text("已登记"),
    "proposed": text("已拟办"),
    "instructed": text("已批示"),
    "circulating": text("传阅中"),
    "assigned": text("承办中"),
    "done": text("已办结"),
    "archived": text("已归档"),
    "voided": text("已作废"),
}
STATES_OF: dict[str, tuple[str, ...]] = {
    "outgoing": (
        "drafted", "reviewed", "returned", "signed", "resigning", "proofread", "numbered", "issued", "archived",
    ),
    "incoming": (
        "received", "registered", "returned", "proposed", "instructed", "assigned", "circulating", "done", "archived",
    ),
    "internal": ("drafted", "reviewed", "returned", "signed", "done", "archived"),
}  # fmt: skip
"""States that the filter of a register offers."""


def state_words(state: str) -> Text:
    """Return a state in words; one that a drawing made up stands for itself."""
    found = STATES.get(state)
    return found if found is not None else text("%(state)s", state=state)
