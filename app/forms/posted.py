"""Turn the posted text of one field into its typed value. It must not know rules, files or other fields."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from app.clock import LOCAL_ZONE
from app.feel import Environment
from app.forms import reading
from app.forms.choices import Choice, token_of
from app.forms.definition import CHOICE_TYPES, MANY_TYPES, Component
from app.forms.paths import DATE_SUFFIX, TIME_SUFFIX
from app.forms.reading import Unreadable
from app.forms.validators import VALIDATORS
from app.text import Text, text

Posted = Mapping[str, Sequence[str]]
Read = tuple[Any, Any, Text | None]
"""The typed value (None when unreadable), the text as typed, and what is wrong with it."""

MAX_POSTED = 200_000
"""Longest text of one field that is looked at, in characters."""


def plain_label(component: Component, locale: str) -> str:
    """Return a component's label for messages: its fixed words, without the values a template would add."""
    wording = component.label or component.date_label or component.time_label
    if wording is None:
        return component.key or component.id
    return "".join(node for node in wording.template(locale).nodes if isinstance(node, str)).strip()


def read_posted(
    component: Component,
    data: Posted,
    name: str,
    *,
    choices: tuple[Choice, ...],
    env: Environment,
    locale: str,
) -> Read:
    """Read one field from a post; never raise."""
    label = plain_label(component, locale)
    if component.type in CHOICE_TYPES:
        return _choice(component, data.get(name) or (), choices, label)
    if component.type == "checkbox":
        value = any(one not in {"", "false", "off", "0"} for one in data.get(name) or ())
        return value, value, None
    if component.type == "datetime":
        return _datetime(component, data, name, env, label)
    raw = _one(data, name)
    try:
        return _typed(component, raw, label), raw, None
    except Unreadable as problem:
        return None, raw, problem.message


def as_posted(stored: Any) -> list[str]:
    """Write a stored value as a browser would post it, so that it can be read like any other."""
    if stored is None:
        return []
    if isinstance(stored, list):
        return [token_of(one) for one in stored if one is not None]
    return [token_of(stored)]


def _one(data: Posted, name: str) -> str:
    values = data.get(name) or ()
    return str(values[0])[:MAX_POSTED] if values else ""


def _typed(component: Component, raw: str, label: str) -> Any:
    value = reading.clean_text(raw, label, lines=component.type == "textarea")
    if not value:
        return None
    if component.type == "number":
        number = reading.number(value, label)
        return format(number, "f") if component.as_text else number
    validator = VALIDATORS.get(component.validation.kind)
    if validator is None:
        return value
    found = validator.read(reading.half_width(value))
    if found is None:
        raise Unreadable(validator.message(label))
    return found


def _choice(component: Component, tokens: Sequence[str], choices: tuple[Choice, ...], label: str) -> Read:
    by_token = {choice.token: choice for choice in choices}
    wanted = list(dict.fromkeys(token for token in tokens if token != ""))
    forged = [token for token in wanted if token not in by_token]
    values = [choice.value for choice in choices if choice.token in set(wanted)]
    message = text("%(label)s：所选的选项不在列表之中，请重新选择", label=label) if forged else None
    if component.type in MANY_TYPES:
        return values, values, message
    if len(wanted) > 1 and not forged:
        values, message = [], text("%(label)s：只能选择一项", label=label)
    value = values[0] if values and not forged else None
    return value, value, message


def _datetime(component: Component, data: Posted, name: str, env: Environment, label: str) -> Read:
    """Read a date, a time or both; API clients may send both in one piece (2026-04-20T09:30)."""
    zone = zone_of(env)
    whole = _one(data, name)
    if component.subtype == "datetime":
        before, after = reading.shown_moment(whole, "datetime", zone)
        day_raw = _one(data, name + DATE_SUFFIX) or before
        time_raw = _one(data, name + TIME_SUFFIX) or after
        raw = f"{day_raw.strip()}T{time_raw.strip()}" if day_raw.strip() or time_raw.strip() else ""
    else:
        raw = whole.strip() or _one(
            data, name + (DATE_SUFFIX if component.subtype == "date" else TIME_SUFFIX)
        )
        day_raw = time_raw = raw
    if not raw.strip():
        return None, "", None
    try:
        if component.subtype == "date":
            return reading.day(day_raw, label).isoformat(), raw, None
        if component.subtype == "time":
            at = _time(component, time_raw, label, zone)
            return reading.serialize_time(at, component.time_format, zone), raw, None
        return _moment(component, day_raw, time_raw, label, zone), raw, None
    except Unreadable as problem:
        return None, raw, problem.message


def _moment(component: Component, day_raw: str, time_raw: str, label: str, zone: ZoneInfo) -> str:
    if not day_raw.strip():
        raise Unreadable(text("%(label)s：还需要填写日期", label=label))
    if not time_raw.strip():
        raise Unreadable(text("%(label)s：还需要填写时间", label=label))
    on: date = reading.day(day_raw, label)
    return reading.serialize_moment(on, _time(component, time_raw, label, zone), component.time_format, zone)


def _time(component: Component, raw: str, label: str, zone: ZoneInfo) -> time:
    _, shown = (
        reading.shown_moment(raw.strip(), "time", zone)
        if raw.strip()[-1:] == "Z" or "+" in raw
        else ("", raw)
    )
    at = reading.clock_time(shown, label)
    if (at.hour * 60 + at.minute) % component.time_interval:
        raise Unreadable(
            text("%(label)s：时间应是 %(minutes)s 分钟的整数倍", label=label, minutes=component.time_interval)
        )
    return at


def zone_of(env: Environment) -> ZoneInfo:
    """Return the zone of an environment, the city's when it has none of its own."""
    return env.zone if isinstance(env.zone, ZoneInfo) else LOCAL_ZONE
