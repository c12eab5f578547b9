"""One move of one case on its way into rows: what the parts that write its consequences share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.cases.moving.cause import Cause
from app.cases.moving.expressions import evaluate, evaluate_date, evaluate_text
from app.catalog.package import Package
from app.clock import local_date
from app.runtime import Runtime


@dataclass(frozen=True)
class OpenTask:
    """Name a task that this move opened and who may do it."""

    key: int
    assignee: int | None
    candidates: frozenset[str]

    def is_for(self, account_key: int | None, groups: frozenset[str]) -> bool:
        """Say whether a person with these candidate groups may do it."""
        if account_key is None:
            return False
        return self.assignee == account_key or (self.assignee is None and bool(self.candidates & groups))


@dataclass
class Step:
    """Carry runtime, transaction, live instance, outcome and cause through the parts of `apply`.

    `case_values` collects changes of the instance row, which is written once, last; `terms` are the
    running terms of the case after this move (rows as dicts), `opened` the tasks it opened; `facts` are added to
    the event in the record, where they stay for ever.
    """

    runtime: Runtime
    tx: Connection
    package: Package
    live: engine.LiveInstance
    head: Row[Any]
    outcome: engine.Outcome
    cause: Cause
    environment: engine.EngineEnvironment
    case_values: dict[str, Any] = field(default_factory=dict)
    terms: list[dict[str, Any]] = field(default_factory=list)
    opened: list[OpenTask] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> int:
        """Return the key of the case."""
        return int(self.head.key)

    @property
    def now(self) -> datetime:
        """Return the moment of the move."""
        return self.environment.now

    @property
    def today(self) -> date:
        """Return the city's day of the move."""
        return local_date(self.environment.now)

    @property
    def values(self) -> Mapping[str, Any]:
        """Return what property expressions see: the case's variables, what its task saw, the submitted values."""
        return {**self.outcome.variables, **self.cause.item, **self.cause.values}

    def properties(self, element_id: str) -> Mapping[str, str]:
        """Return the properties of an element; none for an element that the version does not have."""
        element = self.package.definition.elements.get(element_id)
        return element.properties if element else {}

    def name(self, element_id: str) -> str:
        """Return an element's Chinese name, or its id when it has none."""
        element = self.package.definition.elements.get(element_id)
        return (element.name if element else None) or element_id

    def ancestors(self, element_id: str) -> Iterator[str]:
        """Yield the element and the sub-processes around it, innermost first."""
        current: str | None = element_id
        while current is not None:
            yield current
            element = self.package.definition.elements.get(current)
            current = element.parent_id if element else None

    def text(self, source: str | None) -> str | None:
        """Evaluate a property as text."""
        return evaluate_text(source, self.values, self.environment.feel)

    def day(self, source: str | None) -> date | None:
        """Evaluate a property as a local day."""
        return evaluate_date(source, self.values, self.environment.feel)

    def value(self, source: str | None) -> Any:
        """Evaluate a property."""
        return evaluate(source, self.values, self.environment.feel)

    @property
    def case_unit(self) -> str | None:
        """Return the responsible unit after this move."""
        unit = self.text(self.package.definition.properties.get("case.unit"))
        return unit or self.head.unit or self.head.intake_unit
