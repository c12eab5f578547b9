"""The rules as data: one TOML file a layer; a later layer adds rules or takes the place of one with the same id."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LAYERS: Mapping[str, str] = {"national": "国家", "province": "省", "city": "市"}
KINDS: Mapping[str, str] = {
    "permit-single": "行政许可（单独办理）",
    "permit-joint": "行政许可（联合办理）",
    "petition": "信访",
    "disclosure": "政府信息公开",
}
"""What a process can say it is (property `law.kind`)."""
CHECKS = ("exists", "before", "after", "once", "term", "approver", "timer", "separate")


@dataclass(frozen=True, slots=True)
class Selector:
    """Choose elements: all that is named must hold. Empty chooses nothing.

    `act` is one of the words of `law.act`; `property` is `name` or `name=value`; `mentions` are words that the paper of
    a document task contains; `kind` is a BPMN element.
    """

    act: tuple[str, ...] = ()
    property: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LawRule:
    """Hold one rule: what the law says, and what to look for in the drawing.

    `check`: exists (there is a `need`), before (no way to `at` without a `need`), after (no way from `at` to an end
    without a `need`), once (`at` is not passed twice), term (`at` runs under one of `terms`), approver (`at` is done by
    one of `posts`), timer (`at` or what is around it has a timer on its legal date), separate (`at` keeps out who did a
    `need`). A rule whose `at` chooses nothing says nothing.
    """

    id: str
    layer: str
    kinds: tuple[str, ...]
    law: str
    article: str
    check: str
    message: str
    message_en: str
    at: Selector = field(default_factory=Selector)
    need: tuple[Selector, ...] = ()
    terms: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    blocking: bool = False

    @property
    def citation(self) -> str:
        """Return law and article as they are cited."""
        return f"《{self.law}》{self.article}"


@cache
def load_rules() -> tuple[LawRule, ...]:
    """Return the rules of every layer, later layers over earlier ones."""
    found: dict[str, LawRule] = {}
    for layer in LAYERS:
        source = Path(__file__).with_name(f"{layer}.toml").read_text(encoding="utf-8")
        for entry in tomllib.loads(source).get("rule", []):
            rule = read_rule(layer, entry)
            found[rule.id] = rule
    return tuple(found.values())


def read_rule(layer: str, entry: Mapping[str, Any]) -> LawRule:
    """Return one rule; raises ValueError naming the rule for an unknown kind, check or key."""
    rule = LawRule(
        layer=layer,
        at=_selector(entry.get("at", {})),
        need=tuple(_selector(one) for one in _list(entry.get("need", ()))),
        kinds=tuple(entry["kinds"]),
        terms=tuple(entry.get("terms", ())),
        posts=tuple(entry.get("posts", ())),
        **{
            key: value for key, value in entry.items() if key not in {"at", "need", "kinds", "terms", "posts"}
        },
    )
    if rule.check not in CHECKS or not set(rule.kinds) <= set(KINDS):
        raise ValueError(rule.id)
    return rule


def _selector(entry: Mapping[str, Any]) -> Selector:
    return Selector(**{key: tuple(_list(value)) for key, value in entry.items()})


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
