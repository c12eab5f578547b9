"""The person (or the system) behind a call."""

from dataclasses import dataclass, field
from typing import Literal

ActorKind = Literal["guest", "citizen", "staff", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Say who acts, with everything the access policy may ask about.

    `cases` are the instance keys that a guest opened with a 查询码; `acting_for` maps the account key
    of a principal to the candidate groups this actor stands in for today (替代, 委托).
    """

    kind: ActorKind
    account_key: int | None = None
    name: str = ""
    unit: str | None = None
    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    cases: frozenset[int] = frozenset()
    acting_for: dict[int, frozenset[str]] = field(default_factory=dict)
    stepped_up: bool = False
    address: str = ""

    @property
    def all_groups(self) -> frozenset[str]:
        """Return own candidate groups and those of the people this actor substitutes for."""
        return self.groups.union(*self.acting_for.values()) if self.acting_for else self.groups


GUEST = Actor(kind="guest")
SYSTEM = Actor(kind="system", name="系统")
