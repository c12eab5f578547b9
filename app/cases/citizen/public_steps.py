"""The way of a case as its citizen is told it: steps done with dates, steps at hand, in plain words.

What the drawing marks `public` = false is left out; it must not know pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from app.catalog.names import ENGLISH
from app.catalog.package import Package
from app.engine import Element

_TOLD = frozenset({"userTask", "serviceTask", "manualTask", "callActivity", "sendTask", "receiveTask"})
_EVENTS = frozenset({"startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent"})


@dataclass(frozen=True, slots=True)
class PublicStep:
    """Hold one step: its plain wording, its name, when it began and ended, and whose turn it is."""

    element_id: str
    words: str
    name: str
    began_at: datetime
    ended_at: datetime | None
    for_applicant: bool


def done_steps(package: Package, events: Sequence[Row[Any]], locale: str) -> tuple[PublicStep, ...]:
    """Return the steps that were finished, oldest first; what was broken off is left out."""
    return tuple(
        _step(element, event, locale)
        for element, event in _told(package, events)
        if event.left_at is not None and not event.canceled and _counts(package, element)
    )


def present_steps(package: Package, events: Sequence[Row[Any]], locale: str) -> tuple[PublicStep, ...]:
    """Return the steps at hand; where only a hidden one is, the phase around it speaks."""
    here = [(e, event) for e, event in _told(package, events) if event.left_at is None and e.kind in _TOLD]
    if not here:
        here = [(e, v) for e, v in _told(package, events) if v.left_at is None and e.kind == "subProcess"]
    return tuple(_step(element, event, locale) for element, event in here)


def wording(element: Element, locale: str) -> str:
    """Return an element's plain wording in the reader's language, else its name."""
    properties = element.properties
    if locale.startswith("en"):
        return properties.get("public.text.en") or properties.get(ENGLISH) or element.name
    return properties.get("public.text") or element.name


def is_public(package: Package, element_id: str) -> bool:
    """Say whether citizens are shown an element: neither it nor a phase around it is hidden."""
    current: str | None = element_id
    while current is not None:
        element = package.definition.elements.get(current)
        if element is None:
            return current != element_id
        if element.properties.get("public") == "false" or element.synthetic:
            return False
        current = element.parent_id
    return True


def _told(package: Package, events: Sequence[Row[Any]]) -> Iterator[tuple[Element, Row[Any]]]:
    for event in events:
        element = package.definition.elements.get(event.element_id)
        if element is not None and is_public(package, element.id):
            yield element, event


def _counts(package: Package, element: Element) -> bool:
    """Say whether passing an element is a step worth telling: work, and events that mean something."""
    if element.kind in _TOLD:
        return True
    inner = element.parent_id is not None and element.parent_id != package.process_id
    if element.kind not in _EVENTS or (inner and element.kind in {"startEvent", "endEvent"}):
        return False
    return bool(element.properties.get("public.text")) or (element.kind == "endEvent" and bool(element.name))


def _step(element: Element, event: Row[Any], locale: str) -> PublicStep:
    english = locale.startswith("en")
    return PublicStep(
        element.id,
        wording(element, locale),
        (element.properties.get(ENGLISH) if english else None) or element.name,
        event.entered_at,
        event.left_at,
        '"applicant"' in (element.candidate_groups or ""),
    )
