"""The person (or the system) behind a call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from app.text import Text, text

ActorKind = Literal["guest", "citizen", "staff", "system"]
ADMIN_ROLES = frozenset({"system_admin", "security_admin", "audit_admin"})
"""三员分立: nobody holds two of these, and none of them sees what is in a case (GB/T 22239-2019 8.1.4.2)."""
ROLES: Mapping[str, str] = MappingProxyType(
    {
        "clerk": "经办人员",
        "head": "部门负责人",
        "leader": "分管领导",
        "supervisor": "督办人员",
        "designer": "流程设计员",
        "system_admin": "系统管理员",
        "security_admin": "安全管理员",
        "audit_admin": "审计管理员",
    }
)
"""Every role an account can be granted, with its name."""


KINDS: Mapping[str, Text] = MappingProxyType(
    {"handle": text("承办"), "review": text("批阅"), "sign": text("签发"), "read": text("阅知")}
)
"""Kinds of work a substitution can be limited to (property `task.kind` of the drawing)."""
SIGN_KIND = "sign"


@dataclass(frozen=True, slots=True)
class Scope:
    """Limit a substitution to processes and kinds of task; None: every process, every kind but signing."""

    processes: frozenset[str] | None = None
    kinds: frozenset[str] | None = None

    @property
    def known_kinds(self) -> frozenset[str]:
        """Return the kinds of task within the limits, spelt out."""
        return frozenset(KINDS) - {SIGN_KIND} if self.kinds is None else self.kinds

    def covers(self, process_id: str, kind: str | None) -> bool:
        """Say whether a task is within the limits; a kind of None asks about the process alone."""
        if self.processes is not None and process_id not in self.processes:
            return False
        return kind is None or kind in self.known_kinds


@dataclass(frozen=True, slots=True)
class Actor:
    """Say who acts, with everything the access policy may ask about.

    `cases` are the instance keys that a guest opened with a 查询码; `acting_for` maps the account key
    of a principal to the candidate groups this actor stands in for today (替代, 委托), and
    `acting_scopes` limits that (a missing principal: every process, every kind of task but signing). `stepped_up`
    says that the person proved anew in the last minutes who they are, `second_factor` that this takes a
    one-time code.
    """

    kind: ActorKind
    account_key: int | None = None
    name: str = ""
    unit: str | None = None
    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    cases: frozenset[int] = frozenset()
    acting_for: Mapping[int, frozenset[str]] = field(default_factory=dict)
    stepped_up: bool = False
    second_factor: bool = False
    address: str = ""
    acting_scopes: Mapping[int, tuple[Scope, ...]] = field(default_factory=dict)
    acting_names: Mapping[int, str] = field(default_factory=dict)
    session_key: int | None = None
    login: str = ""
    rights: frozenset[str] | None = None

    @property
    def all_groups(self) -> frozenset[str]:
        """Return own candidate groups and those of the people this actor substitutes for."""
        return self.groups.union(*self.acting_for.values()) if self.acting_for else self.groups

    @property
    def units(self) -> frozenset[str]:
        """Return the codes of every unit this actor belongs to, by account or by post."""
        own = {group.partition(".")[0] for group in self.groups}
        return frozenset(own | {self.unit}) if self.unit else frozenset(own)

    @property
    def works_on_cases(self) -> bool:
        """Say whether cases are this person's work: who only draws processes and stands in for nobody has none."""
        return self.roles != {"designer"} or bool(self.acting_for)

    @property
    def is_admin(self) -> bool:
        """Say whether this is one of the three administrators, who stay out of cases."""
        return bool(self.roles & ADMIN_ROLES)

    def scopes_for(self, principal_key: int) -> tuple[Scope, ...]:
        """Return the limits within which this actor stands in for the principal; one of them is enough."""
        return self.acting_scopes.get(principal_key, (Scope(),))

    def may_stand_in(self, principal_key: int, process_id: str, kind: str | None = None) -> bool:
        """Say whether this actor substitutes today for the principal in this process and kind of task."""
        if principal_key not in self.acting_for:
            return False
        return any(scope.covers(process_id, kind) for scope in self.scopes_for(principal_key))

    def groups_in(self, process_id: str, kind: str | None = None) -> frozenset[str]:
        """Return the candidate groups this actor may act in for one process, substitutions included."""
        lent = [groups for key, groups in self.acting_for.items() if self.may_stand_in(key, process_id, kind)]
        return self.groups.union(*lent)

    def principal_for(
        self,
        process_id: str,
        *,
        assignee: int | None,
        candidate_groups: Iterable[str],
        kind: str | None = None,
    ) -> int | None:
        """Return the account key this actor would act for on a task, None when it acts in its own name.

        Own competence comes first; of several principals the lowest key is taken, so that the record
        does not depend on the order of rows.
        """
        if assignee is not None:
            own = assignee == self.account_key
            return None if own or not self.may_stand_in(assignee, process_id, kind) else assignee
        wanted = frozenset(candidate_groups)
        if self.groups & wanted:
            return None
        for key in sorted(self.acting_for):
            if self.acting_for[key] & wanted and self.may_stand_in(key, process_id, kind):
                return key
        return None


GUEST = Actor(kind="guest")
SYSTEM = Actor(kind="system", name="系统")
