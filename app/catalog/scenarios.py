"""Scenarios of a process package: given data, dates and steps with what must come of them (scenarios.yaml).

docs/reference/processes.md explains the format. Reading is strict and names every problem; running them is the
business of a use case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import yaml

from app.clock import LOCAL_ZONE
from app.errors import InvalidError
from app.text import Text, text

FILE: Final = "scenarios.yaml"
MAX_BYTES: Final = 300_000
_MOST_VALUES: Final = 50_000
_STEP_KEYS: Final = frozenset({"at", "as", "form", "complete", "message", "data", "expect", "refuse"})
_EXPECT_KEYS: Final = frozenset({"tasks", "terms", "variables", "passed"})
_END_KEYS: Final = frozenset({"outcome", "dates", "documents"})


_TRUTH = "tag:yaml.org,2002:bool"
_RESOLVERS = {
    first: [(tag, rule) for tag, rule in found if tag != _TRUTH or first in "tTfF"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
# as YAML 1.2 has it, only true and false are truth values: `on` and `no` are words
_Loader: Any = type("_Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": _RESOLVERS})


@dataclass(frozen=True)
class Refusal:
    """Hold values that must be refused, and the fields at which."""

    data: Mapping[str, Any]
    fields: frozenset[str]


@dataclass(frozen=True)
class ScenarioStep:
    """Hold one step: at a moment, what must be so (`expect`), then what is done.

    Somebody (`actor`: a candidate group, or "applicant") completes a task or sends a message; without either only
    time passes.
    """

    at: datetime
    actor: str = ""
    complete: str = ""
    message: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)
    refuse: Refusal | None = None


@dataclass(frozen=True)
class Scenario:
    """Hold one scenario: how the case starts, its steps, what must be true at the end."""

    id: str
    title: str
    start: ScenarioStep
    steps: tuple[ScenarioStep, ...]
    end: Mapping[str, Any]


def read_scenarios(source: bytes) -> tuple[Scenario, ...]:
    """Read a scenarios.yaml.

    Raises InvalidError with every problem: scenario and step → what is wrong.
    """
    return _Reader().read(source)


class _Reader:
    """Collect problems while scenarios are read."""

    def __init__(self) -> None:
        self.problems: dict[str, list[Text]] = {}
        self.values = 0

    def read(self, source: bytes) -> tuple[Scenario, ...]:
        """Return the scenarios, or raise with every problem."""
        loaded = self._load(source)
        listed = loaded.get("scenarios") if isinstance(loaded, dict) else None
        if not self.problems and not isinstance(listed, list):
            self.problem("", text("缺少列表 scenarios。"))
        items = listed if isinstance(listed, list) else []
        found = [self._scenario(number, item) for number, item in enumerate(items, 1)]
        ids = [scenario.id for scenario in found if scenario]
        for repeated in sorted({name for name in ids if ids.count(name) > 1}):
            self.problem(repeated, text("编号重复。"))
        if self.problems:
            count = sum(len(messages) for messages in self.problems.values())
            raise InvalidError(text("情景文件有 %(count)s 处问题。", count=count), self.problems)
        return tuple(scenario for scenario in found if scenario)

    def problem(self, where: str, message: Text) -> None:
        """Note a problem of a scenario or step."""
        self.problems.setdefault(where, []).append(message)

    def _load(self, source: bytes) -> Any:
        if len(source) > MAX_BYTES:
            self.problem("", text("文件超过 %(limit)s 字节。", limit=MAX_BYTES))
            return None
        try:
            return yaml.load(source, Loader=_Loader)  # noqa: S506 - a SafeLoader with fewer words for truth
        except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
            self.problem("", text("不是有效的 YAML：%(reason)s", reason=" ".join(str(error).split())[:200]))
            return None

    def _scenario(self, number: int, item: Any) -> Scenario | None:
        where = str(item.get("id") or f"#{number}") if isinstance(item, dict) else f"#{number}"
        if not isinstance(item, dict) or not item.get("id") or not item.get("title"):
            self.problem(where, text("每个情景都要有 id 和 title。"))
            return None
        for name in sorted(item.keys() - {"id", "title", "start", "before", "steps", "end"}):
            self.problem(where, text("不认识的键 %(name)s。", name=name))
        start = self._step(f"{where} start", item.get("start"))
        given = [*self._list(where, item, "before"), *self._list(where, item, "steps")]
        steps = [self._step(f"{where} {place}", step) for place, step in enumerate(given, 1)]
        end = self._plain(where, item.get("end") or {})
        self._keys(f"{where} end", end, _END_KEYS)
        if start is None or any(step is None for step in steps):
            return None
        return Scenario(
            str(item["id"]), str(item["title"]), start, tuple(step for step in steps if step), end
        )

    def _list(self, where: str, item: Mapping[str, Any], name: str) -> list[Any]:
        found = item.get(name) or []
        if isinstance(found, list):
            return found
        self.problem(where, text("%(name)s 应为列表。", name=name))
        return []

    def _step(self, where: str, item: Any) -> ScenarioStep | None:
        if not isinstance(item, dict):
            self.problem(where, text("每一步都是一组键和值。"))
            return None
        at = self._moment(where, item.get("at"))
        self._keys(where, item, _STEP_KEYS)
        expect, data = (
            self._plain(where, item.get("expect") or {}),
            self._plain(where, item.get("data") or {}),
        )
        self._keys(where, expect, _EXPECT_KEYS)
        if (item.get("complete") or item.get("message")) and not item.get("as"):
            self.problem(where, text("要写明由谁办理（as）。"))
        if at is None or not isinstance(data, dict):
            return None
        return ScenarioStep(
            at=at,
            actor=str(item.get("as") or ""),
            complete=str(item.get("complete") or ""),
            message=str(item.get("message") or ""),
            data=data,
            expect=expect,
            refuse=self._refusal(where, item.get("refuse")),
        )

    def _refusal(self, where: str, item: Any) -> Refusal | None:
        if item is None:
            return None
        if not isinstance(item, dict) or not isinstance(item.get("fields"), list):
            self.problem(where, text("refuse 要有 data 和 fields。"))
            return None
        return Refusal(self._plain(where, item.get("data") or {}), frozenset(map(str, item["fields"])))

    def _keys(self, where: str, item: Any, known: frozenset[str]) -> None:
        if not isinstance(item, dict):
            self.problem(where, text("应为一组键和值。"))
            return
        for name in sorted(str(key) for key in item.keys() - known):
            self.problem(where, text("不认识的键 %(name)s。", name=name))

    def _moment(self, where: str, raw: Any) -> datetime | None:
        try:
            found = raw if isinstance(raw, datetime) else datetime.fromisoformat(str(raw))
        except ValueError:
            self.problem(where, text("at 应为当地时间，例如 2026-04-20T09:00。"))
            return None
        return found if found.tzinfo else found.replace(tzinfo=LOCAL_ZONE)

    def _plain(self, where: str, value: Any) -> Any:
        """Return a value with dates as ISO text, as forms and variables hold them."""
        self.values += 1
        if self.values > _MOST_VALUES:
            if self.values == _MOST_VALUES + 1:
                self.problem(where, text("文件里的值太多。"))
            return None
        if isinstance(value, Mapping):
            return {str(name): self._plain(where, one) for name, one in value.items()}
        if isinstance(value, Sequence) and not isinstance(value, str | bytes):
            return [self._plain(where, one) for one in value]
        return value.isoformat() if isinstance(value, date) else value
