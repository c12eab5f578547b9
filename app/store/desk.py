"""What a clerk keeps at the desk: saved filters and common phrases. Each row belongs to one account."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from app.store.keys import new_key
from app.store.tables.cases import phrase, saved_filter


def filters_of(tx: Connection, account_key: int) -> Sequence[Row[Any]]:
    """Return a person's saved filters by name."""
    own = select(saved_filter).where(saved_filter.c.account_key == account_key)
    return tx.execute(own.order_by(saved_filter.c.name)).all()


def save_filter(tx: Connection, account_key: int, name: str, query: str) -> None:
    """Store a filter; one of the same name is replaced."""
    tx.execute(
        delete(saved_filter).where(saved_filter.c.account_key == account_key, saved_filter.c.name == name)
    )
    tx.execute(insert(saved_filter).values(key=new_key(), account_key=account_key, name=name, query=query))


def delete_filter(tx: Connection, account_key: int, key: int) -> bool:
    """Delete one of a person's filters; False when it is not theirs or not there."""
    own = delete(saved_filter).where(saved_filter.c.key == key, saved_filter.c.account_key == account_key)
    return tx.execute(own).rowcount == 1


def phrases_of(tx: Connection, account_key: int) -> Sequence[Row[Any]]:
    """Return a person's phrases, the most used first."""
    own = select(phrase).where(phrase.c.account_key == account_key)
    return tx.execute(own.order_by(phrase.c.used.desc(), phrase.c.key)).all()


def count_phrases(tx: Connection, account_key: int) -> int:
    """Return how many phrases a person keeps."""
    return int(
        tx.scalar(select(func.count()).select_from(phrase).where(phrase.c.account_key == account_key)) or 0
    )


def add_phrase(tx: Connection, account_key: int, body: str) -> None:
    """Store a phrase."""
    tx.execute(insert(phrase).values(key=new_key(), account_key=account_key, body=body, used=0))


def change_phrase(tx: Connection, account_key: int, key: int, body: str) -> bool:
    """Write new words; False when the phrase is not theirs or not there."""
    own = update(phrase).where(phrase.c.key == key, phrase.c.account_key == account_key)
    return tx.execute(own.values(body=body)).rowcount == 1


def delete_phrase(tx: Connection, account_key: int, key: int) -> bool:
    """Delete a phrase; False when it is not theirs or not there."""
    own = delete(phrase).where(phrase.c.key == key, phrase.c.account_key == account_key)
    return tx.execute(own).rowcount == 1


def count_use(tx: Connection, account_key: int, key: int) -> None:
    """Note that a phrase was put into a form once more."""
    own = update(phrase).where(phrase.c.key == key, phrase.c.account_key == account_key)
    tx.execute(own.values(used=phrase.c.used + 1))
