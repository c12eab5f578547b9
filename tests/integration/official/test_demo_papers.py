"""The demo city's documents: in different states, on past days, without a failure."""

import pytest
from sqlalchemy import select

from app.cli._demo_papers import let_papers_come
from app.runtime import Runtime
from app.store import jobs
from app.store.tables.exchange import exchange_item
from app.store.tables.official import official_document


@pytest.mark.database("sqlite")
@pytest.mark.packages("receipt", "internal-request")
@pytest.mark.now("2026-06-17 11:00")
def test_documents_stand_in_every_state(city: Runtime) -> None:
    count = let_papers_come(city)

    with city.read() as tx:
        states = set(tx.scalars(select(official_document.c.state)))
        waiting = set(tx.scalars(select(exchange_item.c.state).where(exchange_item.c.direction == "in")))
        wrong = jobs.list_incidents(tx)
    assert count == 10
    assert states >= {"archived", "returned", "done", "assigned", "proposed", "received", "reviewed"}
    assert waiting == {"arrived", "signed", "returned"}
    assert wrong == []
