"""Check a typed value against what the form demands, and say one thing that is wrong.

It must not know posts.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.feel import Expression, FeelBudgetError, FeelError, to_feel
from app.forms.classification import find_marks_in_text
from app.forms.definition import CHOICE_TYPES, MANY_TYPES, Limit
from app.forms.expressions import Scope
from app.forms.paths import MISSING
from app.forms.posted import plain_label, zone_of
from app.forms.settle import Slot
from app.text import Text, text

TEXT_LIMITS = {"textfield": 1_000, "textarea": 20_000}
"""Most characters of a text whose form sets no maximum of its own; no form can allow more than 100 000."""
HARD_LIMIT = 100_000


class LimitError(ValueError):
    """Say that a FEEL limit could not be computed."""


def check_value(slot: Slot, scope: Scope, locale: str, *, complete: bool) -> Text | None:
    """Return what is wrong with one field, or None.

    A state-secret mark is looked for always; the rest only when the form is to be `complete`. A value that is
    refused for its mark is taken out of the slot.
    """
    label = plain_label(slot.component, locale)
    if marked := _marked(slot, label):
        return marked
    if not complete:
        return None
    if slot.error is not None:
        return slot.error
    if is_empty(slot.value):
        return _required(slot, scope, locale, label)
    try:
        return _by_type(slot, scope, locale, label)
    except LimitError:
        return text("%(label)s：暂时无法校验，请先核对其他内容后再提交", label=label)


def is_empty(value: Any) -> bool:
    """Tell whether a value counts as no answer; an unticked box does."""
    return value is MISSING or value is None or value is False or value in ("", [])


def _marked(slot: Slot, label: str) -> Text | None:
    if slot.component.type not in {"textfield", "textarea"} or not isinstance(slot.raw, str):
        return None
    marks = find_marks_in_text(slot.raw)
    if not marks:
        return None
    slot.value = None
    slot.error = text(
        "%(label)s：内容带有国家秘密标志“%(mark)s”。本系统连接互联网，不得存储、处理国家秘密；"
        "内容没有保存。请通过机要渠道报送",
        label=label,
        mark=marks[0].text,
    )
    slot.refused = True
    return slot.error


def _required(slot: Slot, scope: Scope, locale: str, label: str) -> Text | None:
    rules = slot.component.validation
    if not rules.required:
        return None
    if rules.required_message is not None:
        return Text("%(message)s", {"message": rules.required_message.render(scope, locale)})
    kind = slot.component.type
    if kind in CHOICE_TYPES:
        return text("请选择：%(label)s", label=label)
    if kind == "checkbox":
        return text("请勾选：%(label)s", label=label)
    if kind == "filepicker":
        return text("请上传：%(label)s", label=label)
    return text("请填写：%(label)s", label=label)


def _by_type(slot: Slot, scope: Scope, locale: str, label: str) -> Text | None:
    kind = slot.component.type
    if kind in TEXT_LIMITS:
        return _text(slot, scope, locale, label)
    if kind == "number":
        return _number(slot, scope, label)
    if kind == "datetime":
        return _date(slot, scope, label)
    return _selected(slot, label) if kind in MANY_TYPES else None


def _text(slot: Slot, scope: Scope, locale: str, label: str) -> Text | None:
    rules, value = slot.component.validation, str(slot.value)
    lowest = number_limit(rules.min_length, scope)
    highest = number_limit(rules.max_length, scope)
    most = Decimal(TEXT_LIMITS[slot.component.type]) if highest is None else min(highest, Decimal(HARD_LIMIT))
    if lowest is not None and len(value) < lowest:
        return text(
            "%(label)s：至少 %(limit)s 个字，现在是 %(count)s 个",
            label=label,
            limit=_plain(lowest),
            count=len(value),
        )
    if len(value) > most:
        return text(
            "%(label)s：最多 %(limit)s 个字，现在是 %(count)s 个",
            label=label,
            limit=_plain(most),
            count=len(value),
        )
    if rules.pattern is not None and not rules.pattern.matches(value):
        if rules.pattern_message is not None:
            return Text("%(message)s", {"message": rules.pattern_message.render(scope, locale)})
        return text("%(label)s：格式不对", label=label)
    return None


def _number(slot: Slot, scope: Scope, label: str) -> Text | None:
    component = slot.component
    value = Decimal(str(slot.value))
    exponent = value.normalize().as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    if component.decimal_digits is not None and digits > component.decimal_digits:
        if component.decimal_digits == 0:
            return text("%(label)s：应为整数", label=label)
        return text("%(label)s：最多 %(limit)s 位小数", label=label, limit=component.decimal_digits)
    lowest = number_limit(component.validation.min, scope)
    highest = number_limit(component.validation.max, scope)
    if lowest is not None and value < lowest:
        return text("%(label)s：不能小于 %(limit)s", label=label, limit=_plain(lowest))
    if highest is not None and value > highest:
        return text("%(label)s：不能大于 %(limit)s", label=label, limit=_plain(highest))
    if component.increment is not None and value % component.increment:
        below = value - value % component.increment
        return text(
            "%(label)s：应为 %(step)s 的整数倍，最近的是 %(below)s 和 %(above)s",
            label=label,
            step=_plain(component.increment),
            below=_plain(below),
            above=_plain(below + component.increment),
        )
    return None


def _date(slot: Slot, scope: Scope, label: str) -> Text | None:
    component = slot.component
    if component.subtype == "time":
        return None
    on = date.fromisoformat(str(slot.value)[:10])
    zone = zone_of(scope.env)
    if component.subtype == "datetime" and str(slot.value).endswith("Z"):
        on = datetime.fromisoformat(str(slot.value)).astimezone(zone).date()
    if component.no_past and on < _today(scope):
        return text("%(label)s：不能早于今天", label=label)
    lowest = date_limit(component.validation.min, scope)
    highest = date_limit(component.validation.max, scope)
    if lowest is not None and on < lowest:
        return text("%(label)s：不能早于 %(limit)s", label=label, limit=lowest.isoformat())
    if highest is not None and on > highest:
        return text("%(label)s：不能晚于 %(limit)s", label=label, limit=highest.isoformat())
    return None


def _today(scope: Scope) -> date:
    try:
        return scope.env.local_now().date()
    except FeelError as error:
        raise LimitError from error


def _selected(slot: Slot, label: str) -> Text | None:
    rules = slot.component.validation
    if len(slot.value) < rules.min_selected:
        return text("%(label)s：至少选择 %(limit)s 项", label=label, limit=rules.min_selected)
    if rules.max_selected is not None and len(slot.value) > rules.max_selected:
        return text("%(label)s：最多选择 %(limit)s 项", label=label, limit=rules.max_selected)
    return None


def check_list(slot: Slot, locale: str, scope: Scope) -> Text | None:
    """Return what is wrong with the number of rows of a list."""
    del scope
    rules = slot.component.validation
    label = plain_label(slot.component, locale)
    if slot.overflow or len(slot.rows) > rules.max_rows:
        return text("%(label)s：最多 %(limit)s 项，请删除多余的项", label=label, limit=rules.max_rows)
    if len(slot.rows) < rules.min_rows:
        return text("%(label)s：至少 %(limit)s 项，请添加", label=label, limit=rules.min_rows)
    return None


def number_limit(limit: Limit | None, scope: Scope) -> Decimal | None:
    """Return a numeric bound; null does not bind. Raise LimitError when it fails or is no number."""
    value = _evaluated(limit, scope)
    if value is None or (isinstance(value, Decimal) and value.is_finite()):
        return value
    raise LimitError


def date_limit(limit: Limit | None, scope: Scope) -> date | None:
    """Return a bound of a date; null does not bind. Raise LimitError when it fails or is no date."""
    value = _evaluated(limit, scope)
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError as error:
            raise LimitError from error
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, date):
        return value
    raise LimitError


def _evaluated(limit: Limit | None, scope: Scope) -> Any:
    if not isinstance(limit, Expression):
        return limit
    try:
        value = scope.strict(limit)
    except (FeelError, FeelBudgetError) as error:
        raise LimitError from error
    return to_feel(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _plain(value: Decimal | int) -> str:
    return format(Decimal(value).normalize(), "f")
