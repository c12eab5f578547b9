"""The few words a picture itself says, in both languages: states, kinds of elements, parts of sentences."""

from typing import Literal

State = Literal["done", "active", "waiting", "overdue", "cancelled"]

STATES: dict[str, dict[str, str]] = {
    "done": {"zh": "已完成", "en": "Done"},
    "active": {"zh": "办理中", "en": "Now"},
    "waiting": {"zh": "等待中", "en": "Waiting"},
    "overdue": {"zh": "已超期", "en": "Overdue"},
    "cancelled": {"zh": "已取消", "en": "Cancelled"},
}
SPELLINGS = {"canceled": "cancelled", "completed": "done", "running": "active"}

KINDS: dict[str, dict[str, str]] = {
    "startEvent": {"zh": "开始", "en": "Start"},
    "endEvent": {"zh": "结束", "en": "End"},
    "boundaryEvent": {"zh": "可能发生", "en": "May happen"},
    "intermediateCatchEvent": {"zh": "等待", "en": "Wait"},
    "intermediateThrowEvent": {"zh": "发出", "en": "Send"},
    "exclusiveGateway": {"zh": "判断", "en": "Decision"},
    "inclusiveGateway": {"zh": "判断", "en": "Decision"},
    "eventBasedGateway": {"zh": "等待其一", "en": "Wait for one of"},
    "parallelGateway": {"zh": "同时进行", "en": "At the same time"},
    "userTask": {"zh": "人工步骤", "en": "Step by a person"},
    "manualTask": {"zh": "人工步骤", "en": "Step by a person"},
    "subProcess": {"zh": "阶段", "en": "Phase"},
    "callActivity": {"zh": "子流程", "en": "Sub-process"},
}
AUTOMATIC = {"zh": "系统步骤", "en": "Automatic step"}

SENTENCES: dict[str, dict[str, str]] = {
    "now": {"zh": "当前：%s。", "en": "Now: %s."},
    "overdue": {"zh": "已超期：%s。", "en": "Overdue: %s."},
    "done": {"zh": "已完成 %s 步。", "en": "Steps done: %s."},
    "list": {"zh": "图后有文字步骤。", "en": "A list of steps in words follows the picture."},
    "to": {"zh": "转到“%s”", "en": "go to “%s”"},
    "if": {"zh": "%s：", "en": "%s: "},
    "ends": {"zh": "结束", "en": "end"},
    "phase_ends": {"zh": "本阶段完成", "en": "this phase is done"},
}


def locale_of(locale: str) -> str:
    """Return "en" for English locales, "zh" for all others."""
    return "en" if locale.lower().startswith("en") else "zh"


def say(table: dict[str, dict[str, str]], key: str, locale: str) -> str:
    """Return a word of a table in a locale; the key itself when the table lacks it."""
    return table.get(key, {}).get(locale_of(locale), key)


def state_of(value: str | None) -> str | None:
    """Return the known state for what a caller wrote, or None."""
    value = SPELLINGS.get(value or "", value)
    return value if value in STATES else None
