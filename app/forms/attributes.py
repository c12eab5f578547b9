"""Read single attributes of a raw component: types, expressions, texts, patterns, limits.

Every reader notes a problem and returns a harmless value, so that one run finds all problems.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from app.feel import Expression, FeelSyntaxError, compile_expression
from app.forms.definition import Limit, Wording
from app.forms.expressions import Rule
from app.forms.patterns import Pattern, PatternError, compile_pattern
from app.forms.problems import Problems
from app.forms.templating import Template, TemplateError, compile_template
from app.text import text

Raw = Mapping[str, Any]


class Attributes:
    """Read the attributes of one raw component, noting problems as it goes."""

    def __init__(self, raw: Raw, problems: Problems) -> None:
        self.raw = raw
        self.problems = problems
        self.names: set[str] = set()
        properties = raw.get("properties")
        self.properties: dict[str, str] = {}
        if isinstance(properties, Mapping):
            self.properties = {str(key): _as_text(value) for key, value in properties.items()}
        elif properties is not None:
            problems.add("properties", text("应为对象（名称与文字值）"))

    def string(self, name: str, default: str = "") -> str:
        """Read a text attribute."""
        value = self.raw.get(name, default)
        if value is None:
            return default
        if not isinstance(value, str):
            self.problems.add(name, text("应为文字，实际是 %(found)s", found=_kind(value)))
            return default
        return value

    def boolean(self, name: str, *, default: bool = False) -> bool:
        """Read a truth attribute that may not be FEEL."""
        value = self.raw.get(name, default)
        if not isinstance(value, bool):
            self.problems.add(name, text("应为 true 或 false，实际是 %(found)s", found=_kind(value)))
            return default
        return value

    def integer(self, name: str, default: int | None, lowest: int, highest: int) -> int | None:
        """Read a whole number within bounds."""
        value = self.raw.get(name, default)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            self.problems.add(
                name, text("应为 %(lowest)s 到 %(highest)s 的整数", lowest=lowest, highest=highest)
            )
            return default
        return value

    def one_of(self, name: str, allowed: tuple[str, ...], default: str) -> str:
        """Read one of a few words."""
        value = self.raw.get(name) or default
        if value not in allowed:
            self.problems.add(
                name, text("只能是：%(allowed)s", allowed="、".join(word or "（空）" for word in allowed))
            )
            return default
        return str(value)

    def rule(self, name: str, value: Any) -> Rule:
        """Read a switch: true, false, or FEEL starting with "="."""
        if value is None or value == "":
            return False
        if isinstance(value, bool):
            return value
        if not isinstance(value, str) or not value.startswith("="):
            self.problems.add(name, text("应为 true、false，或以 = 开头的 FEEL 表达式"))
            return False
        return self.expression(name, value) or False

    def expression(self, name: str, value: Any) -> Expression | None:
        """Compile FEEL that starts with "="."""
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not value.startswith("="):
            self.problems.add(name, text("应为以 = 开头的 FEEL 表达式"))
            return None
        try:
            compiled = compile_expression(value[1:])
        except FeelSyntaxError as error:
            self.problems.add(
                name,
                text(
                    "FEEL 表达式有误，第%(line)s行第%(column)s列：%(reason)s",
                    line=error.line,
                    column=error.column,
                    reason=str(error),
                ),
            )
            return None
        self.names |= compiled.names
        return compiled

    def limit(self, name: str, value: Any, *, feel_only: bool = False) -> Limit | None:
        """Read a bound: a number, a number in text, or FEEL."""
        if value is None or value == "":
            return None
        if feel_only or (isinstance(value, str) and value.startswith("=")):
            return self.expression(name, value)
        try:
            bound = Decimal("NaN") if isinstance(value, bool) else Decimal(str(value))
        except InvalidOperation:
            bound = Decimal("NaN")
        if bound.is_finite():
            return bound
        self.problems.add(name, text("应为数字，或以 = 开头的 FEEL 表达式"))
        return None

    def template(self, name: str, value: str) -> Template:
        """Compile a text with `{{ }}`."""
        try:
            compiled = compile_template(value)
        except TemplateError as error:
            self.problems.add(
                name,
                text(
                    "文字中的表达式有误，第%(line)s行第%(column)s列：%(reason)s",
                    line=error.line,
                    column=error.column,
                    reason=error.reason,
                ),
            )
            return Template((), value)
        self.names |= compiled.names
        return compiled

    def wording(self, name: str, english: str = "", raw: Raw | None = None) -> Wording | None:
        """Read a text and its English from the property `<name>.en`; None when neither is given."""
        source = raw.get(name) if raw is not None else self.raw.get(name)
        if source is not None and not isinstance(source, str):
            self.problems.add(name, text("应为文字，实际是 %(found)s", found=_kind(source)))
            source = None
        en = self.properties.get(english or f"{name}.en", "")
        if not source and not en:
            return None
        zh = self.template(name, source or "")
        return Wording(zh, self.template(f"properties.{english or name + '.en'}", en) if en else None)

    def pattern(self, value: Any) -> Pattern | None:
        """Compile a designer's pattern."""
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.problems.add("validate.pattern", text("应为文字，实际是 %(found)s", found=_kind(value)))
            return None
        try:
            return compile_pattern(value)
        except PatternError as error:
            self.problems.add(
                "validate.pattern",
                text("正则表达式不能使用（%(reason)s），请改写得更简单", reason=str(error)),
            )
            return None

    def whole_property(self, name: str, default: int | None, highest: int) -> int | None:
        """Read a whole number from a property."""
        value = self.properties.get(name, "").strip()
        if not value:
            return default
        if not value.isascii() or not value.isdigit() or int(value) > highest:
            self.problems.add(f"properties.{name}", text("应为 0 到 %(highest)s 的整数", highest=highest))
            return default
        return int(value)

    def true_property(self, name: str) -> bool:
        """Read a truth from a property."""
        value = self.properties.get(name, "false").strip().lower()
        if value not in {"true", "false"}:
            self.problems.add(f"properties.{name}", text("应为 true 或 false"))
        return value == "true"


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _kind(value: Any) -> str:
    names = {bool: "true/false", int: "数字", float: "数字", str: "文字", list: "列表", dict: "对象"}
    return names.get(type(value), "空值")
