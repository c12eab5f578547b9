"""What a verification finds, in words that name the record, the day and the link. Knows no table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.text import Text, text


class FindingKind(StrEnum):
    """Name the kinds of damage."""

    CHANGED = "changed"
    PAYLOAD_CHANGED = "payload_changed"
    PAYLOAD_MISSING = "payload_missing"
    MISSING = "missing"
    LINK_BROKEN = "link_broken"
    TRUNCATED = "truncated"
    HEAD_FORGED = "head_forged"
    REWRITTEN = "rewritten"
    CHAIN_MISSING = "chain_missing"
    ROOT_CHANGED = "root_changed"
    ROOT_MISSING = "root_missing"
    ACCESS_LOG_CHANGED = "access_log_changed"


_WORDING: Mapping[FindingKind, Text] = {
    FindingKind.CHANGED: text("%(record)s 第 %(seq)s 条（%(day)s）内容被改动：与其哈希值不符，链从此条断开"),
    FindingKind.PAYLOAD_CHANGED: text("%(record)s 第 %(seq)s 条（%(day)s）所附内容被改动：与登记的摘要不符"),
    FindingKind.PAYLOAD_MISSING: text("%(record)s 第 %(seq)s 条（%(day)s）所附内容缺失，且没有删除登记"),
    FindingKind.MISSING: text("%(record)s 第 %(seq)s 条（%(day)s）缺失：链从此处断开"),
    FindingKind.LINK_BROKEN: text("%(record)s 第 %(seq)s 条（%(day)s）与前一条不相连：链从此条断开"),
    FindingKind.TRUNCATED: text("%(record)s 从第 %(seq)s 条起（%(day)s）末尾记录被删除"),
    FindingKind.HEAD_FORGED: text("%(record)s 的链首登记被改动（%(day)s，第 %(seq)s 条）"),
    FindingKind.REWRITTEN: text("%(record)s 第 %(seq)s 条与 %(day)s 公布的每日根不符：记录被改写"),
    FindingKind.CHAIN_MISSING: text("%(record)s 的全部记录缺失（%(day)s）"),
    FindingKind.ROOT_CHANGED: text("%(day)s 的每日根被改动"),
    FindingKind.ROOT_MISSING: text("%(day)s 的每日根缺失"),
    FindingKind.ACCESS_LOG_CHANGED: text("%(day)s 封存的查阅登记被改动或删除"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one piece of damage: the record (case number or 系统), the sequence number and the local day."""

    kind: FindingKind
    record: str
    seq: int | None
    day: date | None

    @property
    def message(self) -> Text:
        """Return the finding as a sentence."""
        return Text(
            _WORDING[self.kind].msgid, {"record": self.record, "seq": self.seq, "day": self.day or "—"}
        )


@dataclass(frozen=True, slots=True)
class Report:
    """Hold the result of a verification and how much it covered."""

    findings: tuple[Finding, ...]
    chains: int
    events: int
    erased: int
    roots: int
    last_root: date | None

    @property
    def ok(self) -> bool:
        """Say whether nothing was found."""
        return not self.findings
