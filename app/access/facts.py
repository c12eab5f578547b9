"""What the policy may know about a thing: frozen facts, filled in by whoever asks."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Say whose case it is and who works on it.

    `above` are the units over the responsible one (parents and 复查 superiors); `participants` are
    the accounts that hold or held a task of the case; `participant_groups` the candidate groups of its
    tasks; `readers` those to whom it was circulated (传阅). `accused_unit` is the unit a 检举控告 is about.
    """

    instance_key: int
    process_id: str = ""
    unit: str | None = None
    intake_unit: str | None = None
    above: frozenset[str] = frozenset()
    restricted: bool = False
    accused_unit: str | None = None
    applicant_key: int | None = None
    actor_key: int | None = None
    participants: frozenset[int] = frozenset()
    participant_groups: frozenset[str] = frozenset()
    ended: bool = False
    readers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadingFacts:
    """Say to whom a case was circulated."""

    case: CaseFacts
    reader_key: int


@dataclass(frozen=True, slots=True)
class SideFacts:
    """Say of whom an opinion or an answer is asked beside a task, and which kind of work that is."""

    case: CaseFacts
    asked_key: int
    kind: str = "handle"


@dataclass(frozen=True, slots=True)
class DoneTaskFacts:
    """Say who completed a task, and in whose place."""

    case: CaseFacts
    closed_by: int | None = None
    acting_for: int | None = None


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """Say who may work on a user task; `barred` are accounts that must step aside (回避), `kind` that of its work."""

    case: CaseFacts
    assignee: int | None = None
    candidate_groups: frozenset[str] = frozenset()
    candidate_users: frozenset[int] = frozenset()
    open: bool = True
    for_applicant: bool = False
    barred: frozenset[int] = frozenset()
    kind: str = "handle"


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """Say to which case a document or attachment belongs and whether the applicant may have it."""

    case: CaseFacts
    public: bool = False


@dataclass(frozen=True, slots=True)
class TermFacts:
    """Say which post must approve (`head` unless the drawing says otherwise) and of which unit."""

    case: CaseFacts
    unit: str | None = None
    approver: str = "head"


@dataclass(frozen=True, slots=True)
class GrantFacts:
    """Say which role somebody shall get or lose, who it is, and what they hold already."""

    account_key: int
    role: str
    held: frozenset[str] = frozenset()
    kind: str = "staff"
    requested_by: int | None = None
    grant: bool = True


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """Say whose account it is and which roles it holds."""

    account_key: int
    unit: str | None = None
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Say which cases a list or a search may show; the query turns it into conditions.

    A case is in it when it is not restricted, is not about one of `hidden_accused` units, and
    `everything` holds, or its unit or intake unit is in `units`, or a task of it belongs to `groups`
    or `accounts`. Cases opened by the person (applicant or filer) are asked for separately.
    """

    everything: bool = False
    units: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    accounts: frozenset[int] = frozenset()
    hidden_accused: frozenset[str] = field(default_factory=frozenset)
