"""The supervisors' board: what is overdue, what is due this week, by unit, and which answers are wanted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.cases.casebook.case_overview import SupervisionView, views_of
from app.cases.desk.search_scope import moment_of, visible_to
from app.cases.moving.get_case import get_case
from app.deadlines import find_rule
from app.errors import InvalidError, NotFoundError
from app.runtime import Runtime
from app.store import people, supervision
from app.store.supervision import BoardQuery
from app.text import Name, text

TABS = ("overdue", "week", "orders", "units")


@dataclass(frozen=True)
class UnitLoad:
    """Hold what runs at one unit."""

    code: str | None
    name: str
    running: int
    overdue: int
    this_week: int


@dataclass(frozen=True)
class BoardTerm:
    """Hold one running term on the board; `days` is how many calendar days it is late (negative: left)."""

    key: int
    instance_key: int
    number: str
    title: str
    name: str
    unit_name: str
    legal_on: date
    target_on: date
    days: int
    late: bool


@dataclass(frozen=True)
class Board:
    """Hold one tab of the board with the figures above it; `total` counts the rows of the tab."""

    tab: str
    overdue: int
    this_week: int
    waiting: int
    answers_late: int
    red_cards: int
    units: tuple[UnitLoad, ...]
    terms: tuple[BoardTerm, ...]
    orders: tuple[SupervisionView, ...]
    total: int


def read_board(
    runtime: Runtime,
    actor: Actor,
    *,
    tab: str = "overdue",
    unit: str | None = None,
    state: str = "open",
    size: int = 20,
    offset: int = 0,
) -> Board:
    """Return one tab of the board within the reader's scope; ForbiddenError for people without it."""
    require(actor, "supervision.board", None)
    with runtime.read() as tx:
        moment, visible = moment_of(runtime), visible_to(tx, actor).condition()
        query = BoardQuery(visible, moment.today, moment.week_end, moment.citizen_rules, unit)
        counts = supervision.board_counts(tx, query)
        orders = supervision.supervision_counts(tx, visible, moment.today)
        terms: tuple[BoardTerm, ...] = ()
        acts: tuple[SupervisionView, ...] = ()
        total = len(counts)
        if tab in {"overdue", "week"}:
            rows, total = supervision.board_terms(tx, query, which=tab, limit=size, offset=offset)
            terms = _terms(tx, rows, moment.today)
        elif tab == "orders":
            units = {unit} if unit else None
            rows, total = supervision.board_supervisions(
                tx, visible, state=state, units=units, limit=size, offset=offset
            )
            acts = views_of(runtime, tx, rows)
        return Board(
            tab,
            sum(int(row.overdue or 0) for row in counts),
            sum(int(row.this_week or 0) for row in counts),
            orders["waiting"],
            orders["late"],
            orders["red"],
            _units(tx, counts),
            terms,
            acts,
            total,
        )


def read_unit_orders(
    runtime: Runtime, actor: Actor, *, state: str = "open", size: int = 20, offset: int = 0
) -> tuple[tuple[SupervisionView, ...], int]:
    """Return the supervision addressed to the reader's own units: what they have to answer."""
    require(actor, "case.search", None)
    with runtime.read() as tx:
        visible = visible_to(tx, actor).condition()
        rows, total = supervision.board_supervisions(
            tx, visible, state=state, units=actor.units, limit=size, offset=offset
        )
        return views_of(runtime, tx, rows), total


def case_of_order(runtime: Runtime, actor: Actor, key: int) -> SupervisionView:
    """Return one act of supervision of a case the actor may read; NotFoundError otherwise."""
    with runtime.read() as tx:
        row = supervision.supervision_by_key(tx, key)
        if row is None:
            raise NotFoundError(text("没有找到您要的内容"))
        head, _facts = get_case(tx, actor, row.instance_key)
        return views_of(runtime, tx, [row], head)[0]


def term_name(rule: str, definition: dict[str, Any]) -> Name:
    """Return what a term is called: its own title, else its rule's, else its law."""
    own = definition.get("term.title")
    if own:
        return Name(str(own), definition.get("term.title.en"))
    try:
        found = find_rule(rule)
    except InvalidError:
        return Name(str(definition.get("term.law") or rule))
    return Name(found.title, found.title_en)


def _terms(tx: Connection, rows: list[Row[Any]], today: date) -> tuple[BoardTerm, ...]:
    names = people.unit_names(tx, {row.unit for row in rows if row.unit})
    return tuple(
        BoardTerm(
            row.key,
            row.instance_key,
            row.number,
            row.title,
            term_name(row.rule, row.definition),
            names.get(row.unit or "", row.unit or ""),
            row.legal_on,
            row.target_on,
            (today - max(row.legal_on, row.target_on)).days
            if max(row.legal_on, row.target_on) < today
            else (today - row.target_on).days,
            max(row.legal_on, row.target_on) < today,
        )
        for row in rows
    )


def _units(tx: Connection, rows: list[Row[Any]]) -> tuple[UnitLoad, ...]:
    names = people.unit_names(tx, {row.unit for row in rows if row.unit})
    found = [
        UnitLoad(
            row.unit,
            names.get(row.unit or "", row.unit or "—"),
            int(row.running or 0),
            int(row.overdue or 0),
            int(row.this_week or 0),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda load: (-load.overdue, -load.this_week, load.name)))
