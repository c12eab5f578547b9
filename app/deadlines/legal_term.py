"""What a legal term is: law, article, length, kind of day, who is obliged, extension, suspension, warning.

The terms of law are data (`rules.toml`); a drawing names one, or states its own, in `term.*` properties. It must
not know calendars or cases.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib import resources
from types import MappingProxyType
from typing import Any, Final, Literal

from app.errors import InvalidError
from app.text import Text, text

Unit = Literal["working", "calendar"]
Obliged = Literal["office", "citizen"]
Confidence = Literal["L", "S", "M"]

DEFAULT_WARNING: Final = Decimal("0.8")
"""Share of the term after which it turns yellow: our own policy, configurable on the element (`term.warning`)."""

MAX_AMOUNT: Final = 3660
PROPERTY_NAMES: Final = frozenset(
    "term." + name
    for name in (
        "rule", "law", "article", "title", "title.en", "text", "event", "event.en", "unit", "amount", "obliged",
        "direction", "not_before", "start", "extension.amount", "extension.approver", "suspension", "warning",
        "timer",
    )
)  # fmt: skip
_APPROVER: Final = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True)
class LegalTerm:
    """A term of law; `amount` and `included_extension` are in `unit` (工作日 or calendar 日).

    `warning` is the share of the term after which it turns yellow. `extension_amount` may still be granted by
    `extension_approver` (a post code); `included_extension` is granted already. `start` is FEEL text that gives
    the day of the event, or None for the day the activity opens. `confidence` says how well the source is known:
    L the statute's text was read, S a secondary source, M not confirmed (shown as 演示规则).
    """

    id: str
    law: str
    article: str
    title: str
    amount: int
    unit: Unit
    obliged: Obliged
    event: str = "事项发生之日"
    direction: Literal["forward", "back"] = "forward"
    not_before: bool = False
    included_extension: int = 0
    extension_amount: int = 0
    extension_approver: str | None = None
    extension_approver_name: str = ""
    suspension: bool = False
    warning: Decimal = DEFAULT_WARNING
    start: str | None = None
    confidence: Confidence = "M"
    level: str = "国家"
    text: str = ""
    note: str = ""
    title_en: str = ""
    law_en: str = ""
    event_en: str = "the day of the event"
    extension_approver_name_en: str = ""
    note_en: str = ""

    @property
    def days(self) -> int:
        """Return the whole length in `unit`, an extension already included counted in."""
        return self.amount + self.included_extension

    @property
    def is_demo_rule(self) -> bool:
        """Tell whether no text of law stands behind the term, so that it is shown as 演示规则."""
        return self.confidence == "M"

    @property
    def citation(self) -> str:
        """Return law and article as they are cited, e.g. 《信访工作条例》第三十四条; 演示规则 when unconfirmed."""
        name = self.law if self.confidence == "S" else f"《{self.law}》{self.article}"
        return f"{name}（演示规则）" if self.is_demo_rule else name

    @classmethod
    def from_properties(cls, properties: Mapping[str, str]) -> "LegalTerm | None":
        """Read the term of a BPMN element from its `term.*` properties; None when it has no term.

        Raises InvalidError naming every wrong property at once (docs/reference/terms.md lists them).
        """
        given = {name: value.strip() for name, value in properties.items() if name.startswith("term.")}
        if not given.keys() - {"term.timer"}:
            return None
        return _PropertyReader(given).read()


class _PropertyReader:
    """Read `term.*` properties, collecting problems instead of stopping at the first."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.given = given
        self.problems: dict[str, list[Text]] = {}

    def read(self) -> LegalTerm:
        for name in sorted(self.given.keys() - PROPERTY_NAMES):
            self._problem(name, text("没有名为 %(name)s 的期限属性。", name=name))
        term = self._from_rule() if self.given.get("term.rule") else self._inline()
        if self.problems or term is None:
            raise InvalidError(text("法定期限的属性有误。"), self.problems)
        return term

    def _from_rule(self) -> LegalTerm | None:
        rule = RULES.get(self.given["term.rule"])
        if rule is None:
            message = text(
                "没有编号为 %(rule)s 的期限规则；已有：%(known)s。",
                rule=self.given["term.rule"],
                known="、".join(RULES),
            )
            self._problem("term.rule", message)
            return None
        for name in ("law", "article", "unit", "obliged", "direction", "not_before"):
            if f"term.{name}" in self.given:
                message = text("已用 term.rule 引用规则时不能再写 %(name)s。", name=f"term.{name}")
                self._problem(f"term.{name}", message)
        amount = self._number("term.amount", rule.amount, 1, MAX_AMOUNT)
        # A promise may be shorter than the law, never longer; a least period, a notice beforehand and a
        # citizen's right the other way round.
        is_least = rule.not_before or rule.direction == "back" or rule.obliged == "citizen"
        if (amount < rule.amount) if is_least else (amount > rule.amount):
            message = text("%(amount)s 不符合规则 %(rule)s 的法定期限 %(legal)s。", amount=amount, rule=rule.id,
                           legal=rule.amount)  # fmt: skip
            self._problem("term.amount", message)
        extension = self._number("term.extension.amount", rule.extension_amount, 0, MAX_AMOUNT)
        if extension > rule.extension_amount:
            message = text(
                "延长 %(amount)s 超过法定上限 %(legal)s。", amount=extension, legal=rule.extension_amount
            )
            self._problem("term.extension.amount", message)
        return self._common(replace(rule, amount=amount, extension_amount=extension))

    def _inline(self) -> LegalTerm:
        for name in ("term.law", "term.article", "term.unit", "term.amount", "term.obliged"):
            if not self.given.get(name):
                self._problem(name, text("未写 term.rule 时必须填写 %(name)s。", name=name))
        law, article = self.given.get("term.law", ""), self.given.get("term.article", "")
        term = LegalTerm(
            id="",
            law=law,
            article=article,
            title=f"{law}{article}",
            amount=self._number("term.amount", 1, 1, MAX_AMOUNT),
            unit="working" if self._one_of("term.unit", ("working", "calendar")) == "working" else "calendar",
            obliged="citizen"
            if self._one_of("term.obliged", ("office", "citizen")) == "citizen"
            else "office",
            direction="back" if self._one_of("term.direction", ("forward", "back")) == "back" else "forward",
            not_before=self._one_of("term.not_before", ("false", "true")) == "true",
            extension_amount=self._number("term.extension.amount", 0, 0, MAX_AMOUNT),
            law_en=law,
        )
        return self._common(term)

    def _common(self, term: LegalTerm) -> LegalTerm:
        approver = self.given.get("term.extension.approver") or term.extension_approver
        if approver and not _APPROVER.match(approver):
            message = text("审批岗位应为岗位代码，如 head、leader。")
            self._problem("term.extension.approver", message)
        if term.extension_amount and not approver:
            message = text("可延长的期限必须写明审批岗位 term.extension.approver。")
            self._problem("term.extension.approver", message)
        chosen = self._one_of("term.suspension", ("allowed", "none"))
        title = self.given.get("term.title") or term.title
        return replace(
            term,
            title=title,
            title_en=self.given.get("term.title.en") or (term.title_en or title),
            text=self.given.get("term.text") or term.text,
            event=self.given.get("term.event") or term.event,
            event_en=self.given.get("term.event.en") or term.event_en,
            start=self.given.get("term.start") or term.start,
            extension_approver=approver,
            suspension=chosen == "allowed" if chosen else term.suspension,
            warning=self._share("term.warning", term.warning),
        )

    def _number(self, name: str, default: int, least: int, most: int) -> int:
        raw = self.given.get(name)
        if not raw:
            return default
        if raw.isascii() and raw.isdigit() and len(raw) <= 5 and least <= int(raw) <= most:
            return int(raw)
        message = text("%(name)s 应为 %(least)s 到 %(most)s 的整数。", name=name, least=least, most=most)
        self._problem(name, message)
        return default

    def _one_of(self, name: str, allowed: tuple[str, ...]) -> str | None:
        raw = self.given.get(name)
        if not raw or raw in allowed:
            return raw or None
        self._problem(name, text("%(name)s 只能是：%(allowed)s。", name=name, allowed="、".join(allowed)))
        return None

    def _share(self, name: str, default: Decimal) -> Decimal:
        raw = self.given.get(name)
        if not raw:
            return default
        if re.fullmatch(r"0\.[0-9]{1,4}|1(\.0+)?", raw) and Decimal(raw) > 0:
            return Decimal(raw)
        self._problem(name, text("%(name)s 应为大于 0、不大于 1 的小数，如 0.8。", name=name))
        return default

    def _problem(self, name: str, message: Text) -> None:
        self.problems.setdefault(name, []).append(message)


def _load_rules() -> Mapping[str, LegalTerm]:
    source = resources.files("app.deadlines").joinpath("rules.toml").read_text(encoding="utf-8")
    return MappingProxyType({key: _rule(key, row) for key, row in tomllib.loads(source).items()})


def _rule(key: str, row: Mapping[str, Any]) -> LegalTerm:
    extension = row.get("extension", {})
    plain = {name: value for name, value in row.items() if name != "extension"}
    return LegalTerm(
        id=key,
        extension_amount=extension.get("amount", 0),
        extension_approver=extension.get("approver"),
        extension_approver_name=extension.get("approver_name", ""),
        extension_approver_name_en=extension.get("approver_name_en", ""),
        **plain,
    )


RULES: Final[Mapping[str, LegalTerm]] = _load_rules()
"""Every term of law the system knows, by id; the file's order is the order shown to people."""


def find_rule(rule: str) -> LegalTerm:
    """Return a rule by its id.

    Raises InvalidError (field `rule`) naming the known ids.
    """
    found = RULES.get(rule)
    if found is None:
        message = text("没有编号为 %(rule)s 的期限规则；已有：%(known)s。", rule=rule, known="、".join(RULES))
        raise InvalidError(message, {"rule": [message]})
    return found
