"""List the cases a citizen may follow: those of the account and those opened with a 查询码."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from app.access.actor import Actor
from app.cases.citizen.public_words import case_state, is_running
from app.runtime import Runtime
from app.store.public_cases import heads_of, own_cases
from app.text import Text


@dataclass(frozen=True, slots=True)
class OwnCase:
    """Hold one line of the list."""

    number: str
    title: str
    received_on: date
    state: Text
    running: bool


@dataclass(frozen=True, slots=True)
class OwnCases:
    """Hold one page of cases and the number of all."""

    items: tuple[OwnCase, ...]
    total: int


def list_own_cases(runtime: Runtime, actor: Actor, *, offset: int, size: int) -> OwnCases:
    """Return one page of the account's cases; a guest gets those opened in this session."""
    with runtime.read() as tx:
        if actor.account_key is None or actor.kind != "citizen":
            opened = heads_of(tx, actor.cases)
            return OwnCases(_lines(opened[offset : offset + size]), len(opened))
        rows, total = own_cases(tx, actor.account_key, offset=offset, size=size)
        return OwnCases(_lines(rows), total)


def _lines(rows: Sequence[Row[Any]]) -> tuple[OwnCase, ...]:
    return tuple(
        OwnCase(
            row.number,
            row.title,
            row.received_on,
            case_state(row.status, row.outcome),
            is_running(row.status),
        )
        for row in rows
    )
