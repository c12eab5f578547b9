"""Settle what depends on what: visibility, read-only state, options and computed values, to a fixed point.

A hidden answer does not count, which may hide or show others; so rules are evaluated over and over until
nothing
changes. Rules that contradict each other in a circle end too: after half the rounds a hidden field stays
hidden.
It must not know how values are posted or shown; a `Source` gives them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from app.feel import Environment
from app.forms.choices import Choice, choices_of
from app.forms.definition import CHOICE_TYPES, Component, Form
from app.forms.expressions import Scope
from app.forms.paths import MISSING, Path, get_in, plain_copy, remove_in, set_in
from app.text import Text

MAX_CHAIN = 60
"""Longest chain of rules that depend on each other which is settled exactly."""
MAX_SLOTS = 5_000
"""Most components of one filled form, rows counted; what goes beyond is left out and reported."""


@dataclass(slots=True)
class Slot:
    """Hold one occurrence of a component and its present state.

    `path` is where its value lives now, `posted_path` where the page had it (rows may have moved since).
    `refused` marks text that may not be stored, not even in a draft.
    """

    component: Component
    path: Path
    posted_path: Path
    in_changing_list: bool = False
    children: "list[Slot]" = field(default_factory=list)
    rows: "list[list[Slot]]" = field(default_factory=list)
    overflow: bool = False
    value: Any = MISSING
    raw: Any = MISSING
    error: Text | None = None
    asked: bool = True
    refused: bool = False
    choices: tuple[Choice, ...] = ()
    hidden: bool = False
    readonly: bool = False
    disabled: bool = False

    @property
    def locked(self) -> bool:
        """Tell whether the person may not change the value."""
        return self.readonly or self.disabled

    def walk(self) -> "Iterator[Slot]":
        """Yield this slot and all inside it."""
        yield self
        for child in self.children:
            yield from child.walk()
        for row in self.rows:
            for child in row:
                yield from child.walk()


class Source(Protocol):
    """Give rows and values for the slots of a form."""

    def row_numbers(self, component: Component, posted_path: Path) -> list[int]:
        """Return the numbers the rows of a list have in the source, in the order they are to stand."""
        ...

    def fill(self, slot: Slot) -> None:
        """Set value, raw, error and asked of a slot; its choices are known."""
        ...


@dataclass(slots=True)
class Settled:
    """Hold the settled state: the slots, the data all rules have seen, and its scope."""

    slots: list[Slot]
    data: dict[str, Any]
    scope: Scope

    def walk(self) -> Iterator[Slot]:
        """Yield every slot in order."""
        for slot in self.slots:
            yield from slot.walk()

    def scope_of(self, slot: Slot) -> Scope:
        """Return the scope a slot's expressions are evaluated in."""
        scope = self.scope
        for length, segment in enumerate(slot.path):
            if isinstance(segment, int):
                scope = scope.row(get_in(self.data, slot.path[: length + 1], {}), segment)
        return scope


def settle(form: Form, source: Source, before: Mapping[str, Any], env: Environment) -> Settled:
    """Build the slots of a form from a source and settle them; `before` is what was stored earlier."""
    budget = [MAX_SLOTS]
    slots = [_grow(one, (), (), source, budget, changing=False) for one in form.components]
    data = plain_copy(before)
    scope = Scope.of(data, env)
    for slot in (inner for outer in slots for inner in outer.walk()):
        _fill(slot, scope, source)
    rules = sum(1 for component in form.walk() if _has_rules(component))
    rounds = 2 * min(rules, MAX_CHAIN) + 4
    for number in range(rounds):
        data = _compose(slots, before)
        scope = Scope.of(data, env)
        sticky = number >= rounds // 2
        # a list, not a generator: every slot must be evaluated, whatever the others answered
        changed = [_evaluate(slot, scope, data, source, hidden=False, sticky=sticky) for slot in slots]
        if not any(changed):
            break
    data = _compose(slots, before)
    return Settled(slots, data, Scope.of(data, env))


def empty_or_default(component: Component) -> Any:
    """Return what a field holds before anybody has answered it."""
    if component.has_default:
        default = component.default
        return number_of(default) if component.type == "number" and not component.as_text else default
    if component.type == "checkbox":
        return False
    return [] if component.type in {"checklist", "taglist", "filepicker"} else None


def number_of(default: Any) -> Any:
    """Turn a default written as text or float into int or Decimal; anything else comes back as it is."""
    try:
        exact = Decimal(str(default))
    except InvalidOperation:
        return default
    return int(exact) if exact.is_finite() and exact == exact.to_integral_value() else exact


def _has_rules(component: Component) -> bool:
    switches = (component.hide, component.readonly, component.disabled)
    return (
        any(not isinstance(switch, bool) for switch in switches)
        or component.expression is not None
        or component.values_expression is not None
        or bool(component.values_key)
    )


def _grow(
    component: Component, base: Path, posted_base: Path, source: Source, budget: list[int], *, changing: bool
) -> Slot:
    """Build a slot and those inside; `base` replaces the row placeholders of the component's path."""
    budget[0] -= 1
    slot = Slot(
        component, _with_rows(component.path, base), _with_rows(component.path, posted_base), changing
    )
    if not component.is_list:
        slot.children = [
            _grow(child, base, posted_base, source, budget, changing=changing) for child in component.children
        ]
        return slot
    changing = changing or component.can_change_rows
    for index, posted in enumerate(source.row_numbers(component, slot.posted_path)):
        if budget[0] < 0:
            slot.overflow = True
            break
        here, there = (*slot.path, index), (*slot.posted_path, posted)
        slot.rows.append(
            [_grow(child, here, there, source, budget, changing=changing) for child in component.children]
        )
    return slot


def _with_rows(path: Path, base: Path) -> Path:
    """Replace each "[]" of a component's path by the row number the base has at that place."""
    return (*base, *path[len(base) :]) if base else path


def _fill(slot: Slot, scope: Scope, source: Source) -> None:
    component = slot.component
    if not component.is_keyed or component.type == "expression":
        return
    if component.type in CHOICE_TYPES:
        slot.choices = choices_of(component, scope)
    source.fill(slot)


def _evaluate(
    slot: Slot, scope: Scope, data: dict[str, Any], source: Source, *, hidden: bool, sticky: bool
) -> bool:
    component = slot.component
    old = (slot.hidden, slot.readonly, slot.disabled, slot.value, slot.choices)
    slot.hidden = hidden or scope.holds(component.hide) or (sticky and slot.hidden)
    if not slot.hidden and component.is_keyed:
        slot.readonly, slot.disabled = scope.holds(component.readonly), scope.holds(component.disabled)
        if component.expression is not None:
            slot.value = scope.native(component.expression)
        elif component.type in CHOICE_TYPES:
            _fill(slot, scope, source)
    changed = old != (slot.hidden, slot.readonly, slot.disabled, slot.value, slot.choices)
    for child in slot.children:
        changed |= _evaluate(child, scope, data, source, hidden=slot.hidden, sticky=sticky)
    for index, row in enumerate(slot.rows):
        inner = scope.row(get_in(data, (*slot.path, index), {}), index)
        for child in row:
            changed |= _evaluate(child, inner, data, source, hidden=slot.hidden, sticky=sticky)
    return changed


def _compose(slots: list[Slot], before: Mapping[str, Any]) -> dict[str, Any]:
    data = plain_copy(before)
    for slot in slots:
        _compose_slot(slot, data)
    return dict(data)


def _compose_slot(slot: Slot, data: dict[str, Any]) -> None:
    component = slot.component
    if component.is_list:
        if slot.hidden:
            remove_in(data, slot.path)
        else:
            old = [] if component.can_change_rows else get_in(data, slot.path, [])
            kept = old if isinstance(old, list) else []
            rows = [
                kept[i] if i < len(kept) and isinstance(kept[i], dict) else {} for i in range(len(slot.rows))
            ]
            set_in(data, slot.path, rows)
    elif component.is_keyed:
        if slot.hidden:
            remove_in(data, slot.path)
        elif not slot.locked or component.expression is not None:
            if slot.value is not MISSING:
                set_in(data, slot.path, slot.value)
        elif component.has_default and get_in(data, slot.path, MISSING) is MISSING:
            set_in(data, slot.path, component.default)
    for child in (*slot.children, *(one for row in slot.rows for one in row)):
        if not slot.hidden or not component.is_list:
            _compose_slot(child, data)
