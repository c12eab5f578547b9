"""Queries over official documents, their number series and the numbers given."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, or_, select, update

from app.store.keys import new_key
from app.store.official_words import WATCHED, document_words
from app.store.search import DOCUMENTS, put
from app.store.tables.cases import instance
from app.store.tables.official import document_number, document_series, official_document
from app.store.tables.people import account, unit


def document_of_case(tx: Connection, instance_key: int) -> Row[Any] | None:
    """Return the official document that a case is, None when it is none."""
    return tx.execute(
        select(official_document).where(official_document.c.instance_key == instance_key)
    ).first()


def document_by_key(tx: Connection, key: int) -> Row[Any] | None:
    """Return an official document by its key."""
    return tx.execute(select(official_document).where(official_document.c.key == key)).first()


def document_of_number(tx: Connection, case_number: str) -> Row[Any] | None:
    """Return the official document whose case has this number."""
    return tx.execute(
        select(official_document)
        .join(instance, instance.c.key == official_document.c.instance_key)
        .where(instance.c.number == case_number)
    ).first()


def add_document(tx: Connection, values: dict[str, Any]) -> int:
    """Insert an official document and return its key."""
    key = new_key()
    tx.execute(insert(official_document).values(key=key, **values))
    put(tx, DOCUMENTS, key, document_words(values))
    return key


def change_document(tx: Connection, key: int, values: dict[str, Any]) -> None:
    """Write columns of an official document, and what of it is searched."""
    tx.execute(update(official_document).where(official_document.c.key == key).values(**values))
    if WATCHED & values.keys():
        row = tx.execute(select(official_document).where(official_document.c.key == key)).one()
        put(tx, DOCUMENTS, key, document_words(dict(row._mapping)))  # noqa: SLF001 - its public door


def units_of_accounts(tx: Connection, keys: Collection[int]) -> dict[int, str]:
    """Return account key → name of its unit."""
    rows = tx.execute(
        select(account.c.key, unit.c.name)
        .join(unit, unit.c.code == account.c.unit_code)
        .where(account.c.key.in_(keys))
    )
    return {int(row.key): str(row.name) for row in rows}


def published(tx: Connection, *, limit: int, offset: int, query: str = "") -> tuple[Sequence[Row[Any]], int]:
    """Return one page of the documents on the public pages, newest first, and how many there are."""
    where: list[ColumnElement[bool]] = [official_document.c.published_at.is_not(None)]
    if query:
        like = f"%{query.replace('%', '').replace('_', '')}%"
        where.append(or_(official_document.c.title.like(like), official_document.c.number.like(like)))
    total = tx.scalar(select(func.count()).select_from(official_document).where(*where)) or 0
    rows = tx.execute(
        select(official_document)
        .where(*where)
        .order_by(official_document.c.published_at.desc(), official_document.c.key.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    return rows, int(total)


def published_by_index(tx: Connection, index_no: str) -> Row[Any] | None:
    """Return a published document by its 索引号."""
    return tx.execute(
        select(official_document).where(
            official_document.c.index_no == index_no, official_document.c.published_at.is_not(None)
        )
    ).first()


def add_series(tx: Connection, values: dict[str, Any]) -> None:
    """Open a series."""
    tx.execute(insert(document_series).values(**values))


def close_series(tx: Connection, word: str, at: datetime) -> None:
    """Let a series give no more numbers."""
    tx.execute(update(document_series).where(document_series.c.word == word).values(closed_at=at))


def series_by_word(tx: Connection, word: str) -> Row[Any] | None:
    """Return a series by its 机关代字."""
    return tx.execute(select(document_series).where(document_series.c.word == word)).first()


def series_of(tx: Connection, organ: str, kind: str) -> Row[Any] | None:
    """Return the open series of an organ for a format, None when it has none."""
    return tx.execute(
        select(document_series)
        .where(
            document_series.c.organ == organ,
            document_series.c.kind == kind,
            document_series.c.closed_at.is_(None),
        )
        .order_by(document_series.c.opened_at.desc(), document_series.c.word)
        .limit(1)
    ).first()


def series_of_organs(tx: Connection, organs: Sequence[str] | None = None) -> Sequence[Row[Any]]:
    """Return the series of some organs, or every one, in order of organ and format."""
    query = select(document_series).order_by(
        document_series.c.organ, document_series.c.kind, document_series.c.word
    )
    if organs is not None:
        query = query.where(document_series.c.organ.in_(organs))
    return tx.execute(query).all()


def add_number(tx: Connection, values: dict[str, Any]) -> None:
    """Keep a number that was given."""
    tx.execute(insert(document_number).values(**values))


def last_kept(tx: Connection, word: str, year: int) -> int:
    """Return the last number kept of a series in a year, 0 when there is none."""
    return int(
        tx.scalar(
            select(func.max(document_number.c.number)).where(
                document_number.c.word == word, document_number.c.year == year
            )
        )
        or 0
    )


def number_row(tx: Connection, word: str, year: int, number: int) -> Row[Any] | None:
    """Return one number with the case that has it."""
    return tx.execute(
        select(document_number).where(
            document_number.c.word == word,
            document_number.c.year == year,
            document_number.c.number == number,
        )
    ).first()


def void_number(tx: Connection, row: Row[Any], *, reason: str, at: datetime, by: int | None) -> None:
    """Mark a number as void; it stays and is never given again."""
    tx.execute(
        update(document_number)
        .where(
            document_number.c.word == row.word,
            document_number.c.year == row.year,
            document_number.c.number == row.number,
        )
        .values(state="void", reason=reason, voided_at=at, voided_by=by)
    )


def numbers_of(
    tx: Connection, word: str, year: int, *, limit: int, offset: int
) -> tuple[Sequence[Row[Any]], int]:
    """Return one page of a series' numbers of a year, newest first, with the title of their case."""
    where = (document_number.c.word == word, document_number.c.year == year)
    total = tx.scalar(select(func.count()).select_from(document_number).where(*where)) or 0
    rows = tx.execute(
        select(document_number, instance.c.title, instance.c.number.label("case_number"))
        .outerjoin(instance, instance.c.key == document_number.c.instance_key)
        .where(*where)
        .order_by(document_number.c.number.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    return rows, int(total)
