"""Read a person's inbox: one page of a box with everything its rows show, in a fixed number of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.cases.desk.due_badge import DueBadge, due_badge, terms_by_case
from app.cases.moving.current_calendar import current_calendar
from app.catalog.names import ListedNames
from app.clock import local_date
from app.crypto import mask_name
from app.runtime import Runtime
from app.store import desk, people, worklist
from app.store.worklist import BOXES, SORTS, Box, Competence, InboxRequest, WorklistQuery
from app.text import Text, text

__all__ = [
    "BOXES",
    "SORTS",
    "Box",
    "Colleague",
    "Inbox",
    "InboxRequest",
    "InboxRow",
    "count_waiting",
    "read_inbox",
]


@dataclass(frozen=True)
class InboxRow:
    """Hold one task as the list shows it. The applicant's name is masked.

    `unit_name` is empty for the reader's own unit. `on_behalf_of` names the colleague in whose place the
    reader would act, `lent_to` the one who holds the reader's own task in the reader's place; `follow_up` says
    that the day the holder set is reached, `standing` why the task cannot go on just now or where it came from.
    """

    key: int
    instance_key: int
    number: str
    title: str
    applicant: str
    step: str
    unit_name: str
    holder: str
    on_behalf_of: str
    lent_to: str
    received_on: date
    opened_at: datetime
    closed_at: datetime | None
    due: DueBadge | None
    follow_up_on: date | None
    follow_up: bool
    standing: Text | None


@dataclass(frozen=True)
class Choice:
    """Hold one option of a filter."""

    value: str
    label: str


@dataclass(frozen=True)
class SavedFilter:
    """Hold a filter the person saved: its name and the query string it stands for."""

    key: int
    name: str
    query: str


@dataclass(frozen=True)
class Colleague:
    """Hold somebody a task can be handed to."""

    login: str
    name: str


@dataclass(frozen=True)
class Inbox:
    """Hold one page of a box and what stands around it; `counts` also tells overdue, today and week."""

    rows: Sequence[InboxRow]
    total: int
    page: int
    pages: int
    boxes: Sequence[Box]
    counts: Mapping[str, int]
    processes: Sequence[Choice]
    steps: Sequence[Choice]
    saved: Sequence[SavedFilter]
    colleagues: Sequence[Colleague]


def read_inbox(runtime: Runtime, actor: Actor, asked: InboxRequest) -> Inbox:
    """Return one page of a box. Raises ForbiddenError for people who do not handle cases."""
    require(actor, "case.start")
    today = local_date(runtime.clock.now())
    boxes = boxes_of(actor)
    query = _query(actor, asked, boxes)
    with runtime.read() as tx:
        found = worklist.list_tasks(tx, query, today)
        steps = worklist.list_steps(tx, query)
        leads = "head" in actor.roles
        listed = ListedNames(runtime, tx, {row.process_id for row in steps})
        return Inbox(
            rows=_rows(runtime, tx, actor, found.rows, today, listed),
            total=found.total,
            page=query.page,
            pages=max(1, -(-found.total // query.size)),
            boxes=boxes,
            counts=worklist.count_boxes(tx, query, today, [box for box in boxes if box != "done"]),
            processes=_choices(
                (row.process_id, listed.process(row.process_id, row.process_name)) for row in steps
            ),
            steps=_choices(
                (row.element_id, listed.step(row.process_id, row.element_id, row.name))
                for row in steps
                if not asked.process_id or row.process_id == asked.process_id
            ),
            saved=[SavedFilter(r.key, r.name, r.query) for r in desk.filters_of(tx, _own(actor))],
            colleagues=_colleagues(tx, actor) if leads or query.box == "mine" else (),
        )


def count_waiting(runtime: Runtime, actor: Actor) -> int:
    """Return how many tasks the person holds: the number in the menu of every page."""
    if actor.account_key is None:
        return 0
    with runtime.read() as tx:
        return worklist.count_held(tx, _query(actor, InboxRequest(), BOXES))


def boxes_of(actor: Actor) -> tuple[Box, ...]:
    """Return the boxes a person has; heads see everything open in their unit beside them."""
    return BOXES if "head" in actor.roles else BOXES[:-1]


def _own(actor: Actor) -> int:
    return actor.account_key or 0


def _query(actor: Actor, asked: InboxRequest, boxes: Collection[Box]) -> WorklistQuery:
    own = Competence(frozenset({_own(actor)}), actor.groups | {f"@{actor.login}"})
    lent = [
        Competence(frozenset({key}), groups, scope.processes, scope.known_kinds)
        for key, groups in sorted(actor.acting_for.items())
        for scope in actor.scopes_for(key)
    ]
    units = {group.partition(".")[0] for group in actor.all_groups}
    known = replace(
        asked,
        box=asked.box if asked.box in boxes else "mine",
        due=asked.due if asked.due in worklist.DUES else "",
    )
    return WorklistQuery(
        **vars(known),
        competences=(own, *lent),
        hidden_accused=actor.units | units,
        lead_units=actor.units if "head" in actor.roles else frozenset(),
    )


def _rows(  # noqa: PLR0917 - what every row of one page needs
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    rows: Sequence[Row[Any]],
    today: date,
    listed: ListedNames,
) -> list[InboxRow]:
    if not rows:
        return []
    names = people.account_names(
        tx, {key for row in rows for key in (row.assignee, row.acting_for) if key is not None}
    )
    units = people.unit_names(tx, {row.case_unit for row in rows if row.case_unit})
    candidates = worklist.candidates_of_many(tx, [row.key for row in rows])
    running = terms_by_case(tx, {row.instance_key for row in rows}, today)
    calendar = current_calendar(runtime, tx)
    found = []
    for row in rows:
        principal = row.acting_for or actor.principal_for(
            row.process_id,
            assignee=row.assignee,
            candidate_groups=candidates.get(row.key, frozenset()),
            kind=row.kind,
        )
        name = runtime.keys.decrypt(
            row.applicant_name, table="instance", column="applicant_name", key=row.instance_key
        )
        is_open = row.state == "open"
        lent = row.acting_for is not None and row.acting_for == actor.account_key
        found.append(
            InboxRow(
                key=row.key,
                instance_key=row.instance_key,
                number=row.number,
                title=row.title,
                # a document has no applicant
                applicant="" if name == "—" else mask_name(name),
                step=listed.step(row.process_id, row.element_id, row.name),
                unit_name="" if row.case_unit in actor.units else units.get(row.case_unit or "", ""),
                holder=names.get(row.assignee or 0, ""),
                on_behalf_of=""
                if lent
                else names.get(principal or 0, "") or actor.acting_names.get(principal or 0, ""),
                lent_to=names.get(row.assignee or 0, "") if lent and is_open else "",
                received_on=row.received_on,
                opened_at=row.opened_at,
                closed_at=row.closed_at,
                due=due_badge(row.due_on, running.get(row.instance_key, ()), today, calendar)
                if is_open
                else None,
                follow_up_on=row.follow_up_on if is_open else None,
                follow_up=is_open and row.follow_up_on is not None and row.follow_up_on <= today,
                standing=_standing(row, actor),
            )
        )
    return found


def _standing(row: Row[Any], actor: Actor) -> Text | None:
    """Return what is special about an open task: its case is suspended, it waits for opinions, it was delegated."""
    if row.state != "open":
        return None
    if row.suspended_at is not None and not row.for_applicant:
        return text("已挂起")
    if row.held_at is not None:
        return text("等待加签意见")
    delegated = row.delegated_by is not None and row.delegated_by != actor.account_key
    return text("委派") if delegated else None


def _choices(pairs: Any) -> list[Choice]:
    return [Choice(value, label) for value, label in dict(pairs).items()]


def _colleagues(tx: Connection, actor: Actor) -> list[Colleague]:
    rows = people.colleagues(tx, actor.unit, but=_own(actor)) if actor.unit else ()
    return [Colleague(row.login, row.name) for row in rows]
