"""Pages of a register of official documents: filtered, searched and paged so that depth and size cost next to nothing.

A page is found in an index that holds everything it filters by, from the nearer end, and only its rows are read from
the table. A search counts to `COUNTED` and no further.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select, text

from app.store.official_words import organ_term, register_term
from app.store.search import DOCUMENTS, all_of, fts_table, query_terms
from app.store.tables.cases import instance
from app.store.tables.official import official_document as document

COUNTED = 1000
"""A search that finds more says so; whoever looks for one document narrows it then."""
SORTS = {"dated": document.c.dated_on, "due": document.c.due_on}


@dataclass(frozen=True)
class RegisterFilter:
    """Say which documents of a register are wanted; what is empty narrows nothing.

    `organs` are the units whose registers are looked at, None for every one. `due` is late or week (of documents
    that run), `since` and `until` bound the moment of entry.
    """

    register: str
    organs: frozenset[str] | None
    q: str = ""
    genre: str = ""
    state: str = ""
    urgency: str = ""
    due: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def is_narrowed(self) -> bool:
        """Say whether more is asked than the index of words knows."""
        return bool(self.genre or self.state or self.urgency or self.due or self.since or self.until)


@dataclass(frozen=True)
class RegisterPage:
    """Hold one page of rows, the number of all, and whether there are more than were counted."""

    rows: Sequence[Row[Any]]
    total: int
    more: bool = False


def list_register(
    tx: Connection, wanted: RegisterFilter, *, today: date, week_end: date, sort: str, limit: int, offset: int
) -> RegisterPage:
    """Return one page of a register; `sort` is -dated, dated, -due, due, or empty for the latest entries first."""
    conditions = _conditions(wanted, today, week_end)
    if wanted.q:
        terms = query_terms(wanted.q)
        if not terms:
            return RegisterPage((), 0)
        keys, total = _search(tx, wanted, terms, conditions, limit=limit, offset=offset)
        return RegisterPage(_rows(tx, keys), min(total, COUNTED), total > COUNTED)
    total = _count(tx, conditions)
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        keys = _latest(tx, conditions, total, limit, offset)
    else:
        keys = _sorted(tx, conditions, column, limit, offset, down=sort.startswith("-"))
    return RegisterPage(_rows(tx, keys), total)


def first_entry(tx: Connection, register: str, organs: frozenset[str] | None) -> datetime | None:
    """Return when the first document was entered into a register."""
    where = _conditions(RegisterFilter(register, organs), date.min, date.min)
    return tx.scalar(select(document.c.created_at).where(*where).order_by(document.c.key).limit(1))


def _conditions(wanted: RegisterFilter, today: date, week_end: date) -> list[ColumnElement[bool]]:
    found = [document.c.register == wanted.register]
    if wanted.organs is not None:
        one = len(wanted.organs) == 1
        found.append(document.c.organ == min(wanted.organs) if one else document.c.organ.in_(wanted.organs))
    for column, value in (
        (document.c.genre, wanted.genre),
        (document.c.state, wanted.state),
        (document.c.urgency, wanted.urgency),
    ):
        if value:
            found.append(column == value)
    if wanted.since is not None:
        found.append(document.c.created_at >= wanted.since)
    if wanted.until is not None:
        found.append(document.c.created_at < wanted.until)
    if wanted.due:
        found.append(document.c.closed_at.is_(None))
        late = document.c.due_on < today
        found.append(late if wanted.due == "late" else document.c.due_on.between(today, week_end))
    return found


def _count(tx: Connection, conditions: Sequence[ColumnElement[bool]]) -> int:
    return int(tx.scalar(select(func.count()).select_from(document).where(*conditions)) or 0)


def _latest(
    tx: Connection, conditions: Sequence[ColumnElement[bool]], total: int, limit: int, offset: int
) -> list[int]:
    """Return the keys of a page, the latest entry first, counted from the nearer end."""
    query = select(document.c.key).where(*conditions)
    if offset <= total // 2:
        return list(tx.scalars(query.order_by(document.c.key.desc()).limit(limit).offset(offset)))
    rest = total - offset
    if rest <= 0:
        return []
    limit, skipped = min(limit, rest), max(0, rest - limit)
    found = list(tx.scalars(query.order_by(document.c.key).limit(limit).offset(skipped)))
    return found[::-1]


def _sorted(
    tx: Connection,
    conditions: Sequence[ColumnElement[bool]],
    column: ColumnElement[Any],
    limit: int,
    offset: int,
    *,
    down: bool,
) -> list[int]:
    """Return the keys of a page in order of a day; documents without one come last, either way."""
    with_day = [*conditions, column.is_not(None)]
    first = column.desc() if down else column.asc()
    second = document.c.key.desc() if down else document.c.key.asc()
    query = select(document.c.key).where(*with_day).order_by(first, second)
    found = list(tx.scalars(query.limit(limit).offset(offset)))
    if len(found) < limit:
        beyond = max(0, offset - _count(tx, with_day)) if not found else 0
        without = select(document.c.key).where(*conditions, column.is_(None)).order_by(document.c.key.desc())
        found += list(tx.scalars(without.limit(limit - len(found)).offset(beyond)))
    return found


def _search(
    tx: Connection,
    wanted: RegisterFilter,
    terms: list[str],
    conditions: Sequence[ColumnElement[bool]],
    *,
    limit: int,
    offset: int,
) -> tuple[list[int], int]:
    terms = [*terms, register_term(wanted.register)]
    organs = None if wanted.organs is None else [organ_term(code) for code in sorted(wanted.organs)]
    query = select(document.c.key)
    if tx.dialect.name == "sqlite":
        fts = fts_table(DOCUMENTS)
        query = query.join(fts, fts.c.rowid == document.c.key)
        ordered = query.where(fts.c.grams.match(_match(terms, organs)), *conditions).order_by(
            fts.c.rowid.desc()
        )
        # in order, too: else SQLite reads the whole register and asks the index about each row of it
        counted = ordered
    else:
        hit = _holds(terms, organs)
        query = query.join(DOCUMENTS.texts, DOCUMENTS.key == document.c.key)
        ordered = query.where(hit, *conditions).order_by(document.c.key.desc())
        # in no order and from the index alone where it knows enough: else PostgreSQL cuts text after text into terms
        counted = ordered if wanted.is_narrowed else select(DOCUMENTS.key).where(hit)
    total = int(tx.scalar(select(func.count()).select_from(counted.limit(COUNTED + 1).subquery())) or 0)
    offset = min(offset, COUNTED)
    return list(tx.scalars(ordered.limit(min(limit, COUNTED - offset)).offset(offset))), total


def _match(terms: list[str], organs: list[str] | None) -> str:
    """Return the full-text question of SQLite."""
    question = all_of(terms)
    if organs is None:
        return question
    either = " OR ".join(f'"{code}"' for code in organs) or '"xxnone"'
    return f"{question} AND ({either})"


def _holds(terms: list[str], organs: list[str] | None) -> ColumnElement[bool]:
    """Return the same question for PostgreSQL."""
    question = " & ".join(f"'{term}'" for term in terms)
    if organs is not None:
        question += " & (" + (" | ".join(f"'{code}'" for code in organs) or "'xxnone'") + ")"
    vector = func.to_tsvector(text("'simple'"), DOCUMENTS.texts.c.grams)
    return vector.op("@@")(func.to_tsquery(text("'simple'"), question))


def _rows(tx: Connection, keys: Sequence[int]) -> Sequence[Row[Any]]:
    """Return the rows of these keys in this order."""
    if not keys:
        return ()
    query = (
        select(document, instance.c.number.label("case_number"), instance.c.outcome)
        .join(instance, instance.c.key == document.c.instance_key)
        .where(document.c.key.in_(keys))
    )
    place = {key: at for at, key in enumerate(keys)}
    return sorted(tx.execute(query).all(), key=lambda row: place[row.key])
