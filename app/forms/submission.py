"""Read what a person posted: typed values, one message per field, files judged. Never trust, never raise.

Names posted are paths (`persons[0].name`). Unknown names are ignored, hidden and locked fields cannot be
written,
options not on offer are dropped. A button named `__action` says what is wanted: "submit" (or nothing),
"update"
(show the form again with its conditions), "add:<list>", "remove:<list>[<row>]".
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.feel import Environment
from app.forms.checking import check_list, check_value
from app.forms.definition import CHOICE_TYPES, Component, Form
from app.forms.paths import MISSING, PRESENT_SUFFIX, ROWS_SUFFIX, Path, get_in, set_in, to_name
from app.forms.posted import as_posted, read_posted
from app.forms.schema import MAX_ROWS
from app.forms.settle import Settled, Slot, empty_or_default, settle
from app.forms.upload import AcceptedFile, UploadedFile, UploadLimits
from app.forms.uploads_of import Arrived, read_files
from app.text import Text

ACTION = "__action"


@dataclass(frozen=True, slots=True)
class Submission:
    """Hold one reading of a post.

    `values` is what may be stored: the fields the person may fill in and sees, and the read-only ones.
    `shown` is what a repeated page shows: everything known, with what was typed wrongly as it was typed.
    `errors` is by field name, in the order of the page. `action` is "submit", "update", "add" or "remove";
    for
    all but "submit" nothing is complete and the form is to be shown again, `focus` names the list.
    """

    values: dict[str, Any]
    errors: Mapping[str, tuple[Text, ...]]
    files: tuple[AcceptedFile, ...] = ()
    shown: dict[str, Any] = field(default_factory=dict)
    action: str = "submit"
    focus: str = ""

    @property
    def is_complete(self) -> bool:
        """Tell whether the values may be used to complete the step."""
        return self.action == "submit" and not self.errors


def parse(
    form: Form,
    data: Mapping[str, Sequence[str]],
    *,
    files: Sequence[UploadedFile] = (),
    values_before: Mapping[str, Any] | None = None,
    env: Environment,
    draft: bool = False,
    limits: UploadLimits | None = None,
    locale: str = "zh",
) -> Submission:
    """Read a posted form.

    `values_before` holds the variables of the process and what was stored earlier: rules see it, read-only
    fields
    keep it, and a field that was not on the page keeps it too. `draft` skips validation and keeps wrongly
    typed
    text as text; a state-secret mark is refused even then. Numbers come as int or Decimal, dates as ISO text,
    files as `{"fileName", "contentType", "size"}` beside `Submission.files`, which holds the bytes.
    """
    before = values_before or {}
    action, target = _action(form, data)
    source = _Posted(data, before, action=action, target=target, locale=locale, env=env)
    settled = settle(form, source, before, env)
    limits = limits or UploadLimits()
    errors: dict[str, tuple[Text, ...]] = {}
    accepted: list[AcceptedFile] = []
    room = limits.max_total_bytes
    for slot in settled.walk():
        if slot.component.type == "filepicker" and not slot.hidden and not slot.locked:
            here = Arrived(data, files, before, replace(limits, max_total_bytes=room))
            one = read_files(slot, here, settled.scope_of(slot), locale)
            accepted.extend(one)
            room -= sum(len(file.content) for file in one)
            set_in(settled.data, slot.path, slot.value)
        message = _judge(slot, settled, locale, complete=action == "submit" and not draft)
        if message is not None:
            errors[to_name(slot.path)] = (message,)
    values = _values(settled, draft=draft or action != "submit")
    return Submission(
        values, errors, tuple(accepted), _shown(settled), action, target if action != "submit" else ""
    )


def _action(form: Form, data: Mapping[str, Sequence[str]]) -> tuple[str, str]:
    """Return the action and the name of its list; what names no changeable list of the form is an update."""
    posted = data.get(ACTION) or ()
    word, _, target = (posted[-1] if posted else "submit").partition(":")
    if word not in {"update", "add", "remove"}:
        return "submit", ""
    lists = {
        to_name(one.path).replace(".[]", "[]") for one in form.walk() if one.is_list and one.can_change_rows
    }
    shape = re.sub(r"\[\d+\]", "[]", target)
    if (word == "add" and shape in lists) or (word == "remove" and shape.removesuffix("[]") in lists):
        return word, target
    return "update", ""


class _Posted:
    """Give the values of a post to the slots of a form."""

    def __init__(
        self,
        data: Mapping[str, Sequence[str]],
        before: Mapping[str, Any],
        *,
        action: str,
        target: str,
        locale: str,
        env: Environment,
    ) -> None:
        self.data, self.before, self.action, self.target = data, before, action, target
        self.locale, self.env = locale, env
        self.highest = _highest_rows(data)

    def row_numbers(self, component: Component, posted_path: Path) -> list[int]:
        """Return the rows of a list: those stored where rows are fixed, else those posted, as changed."""
        name = to_name(posted_path)
        if not component.can_change_rows or not self._is_posted(name):
            stored = get_in(self.before, posted_path)
            count = len(stored) if isinstance(stored, list) else component.default_rows
            numbers = list(range(min(count, MAX_ROWS)))
        else:
            numbers = list(range(min(self._posted_count(name), MAX_ROWS)))
        if self.action == "add" and self.target == name and len(numbers) < component.validation.max_rows:
            numbers.append(max(numbers, default=-1) + 1)
        if self.action == "remove":
            numbers = [number for number in numbers if f"{name}[{number}]" != self.target]
        return numbers

    def _is_posted(self, name: str) -> bool:
        return name + ROWS_SUFFIX in self.data or name in self.highest

    def _posted_count(self, name: str) -> int:
        counted = (self.data.get(name + ROWS_SUFFIX) or ("",))[-1]
        said = int(counted) if counted.isascii() and counted.isdigit() and len(counted) < 5 else 0
        return max(said, self.highest.get(name, -1) + 1)

    def fill(self, slot: Slot) -> None:
        """Read the posted text of a slot; a field that was not on the page keeps its stored value."""
        component = slot.component
        name = to_name(slot.posted_path)
        slot.error = None
        slot.asked = any(name + suffix in self.data for suffix in ("", PRESENT_SUFFIX, "__date", "__time"))
        if component.type == "filepicker":
            slot.value = get_in(self.before, slot.path, [])
            return
        posted = self.data
        if not slot.asked:
            stored = MISSING if slot.in_changing_list else get_in(self.before, slot.path, MISSING)
            if stored is MISSING:
                slot.raw = slot.value = empty_or_default(component)
                return
            # read again, not trusted: what is stored may be the unfinished text of a draft
            posted = {name: as_posted(stored)}
        slot.value, slot.raw, slot.error = read_posted(
            component, posted, name, choices=slot.choices, env=self.env, locale=self.locale
        )


def _highest_rows(data: Mapping[str, Sequence[str]]) -> dict[str, int]:
    highest: dict[str, int] = {}
    for name in data:
        for found in re.finditer(r"\[(\d{1,4})\]", name[:500], re.ASCII):
            before = name[: found.start()]
            highest[before] = max(highest.get(before, -1), int(found[1]))
    return highest


def _judge(slot: Slot, settled: Settled, locale: str, *, complete: bool) -> Text | None:
    """Return the first thing that is wrong with a visible, changeable slot."""
    component = slot.component
    if slot.hidden or slot.locked or component.type == "expression":
        return None
    if component.is_list:
        return check_list(slot, locale, settled.scope_of(slot)) if complete else None
    if not component.is_keyed:
        return None
    if component.type == "filepicker" and slot.error is not None:
        return slot.error
    return check_value(slot, settled.scope_of(slot), locale, complete=complete)


def _values(settled: Settled, *, draft: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for slot in settled.walk():
        component = slot.component
        if slot.hidden or not (component.is_keyed or component.is_list) or slot.disabled:
            continue
        if component.is_list:
            set_in(values, slot.path, [{} for _ in slot.rows])
        elif slot.readonly and component.expression is None:
            kept = get_in(settled.data, slot.path, MISSING)
            if kept is not MISSING:
                set_in(values, slot.path, kept)
        elif draft and slot.error is not None and component.type not in CHOICE_TYPES | {"filepicker"}:
            set_in(values, slot.path, None if slot.refused else slot.raw)
        else:
            set_in(values, slot.path, slot.value)
    return values


def _shown(settled: Settled) -> dict[str, Any]:
    shown = settled.data
    for slot in settled.walk():
        if slot.hidden or slot.locked or not slot.component.is_keyed or slot.component.type == "expression":
            continue
        if slot.component.type in CHOICE_TYPES | {"filepicker"}:
            continue
        if slot.error is not None and slot.raw is not MISSING:
            set_in(shown, slot.path, slot.raw)
    return shown
