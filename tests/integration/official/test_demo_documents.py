"""The demo city's own documents come about by its people's acts, each as far as its table says."""

import pytest
from sqlalchemy import select

from app.cli._demo_dispatch import let_documents_go
from app.runtime import Runtime
from app.store.tables.cases import incident
from app.store.tables.official import official_document


@pytest.mark.database("sqlite")
@pytest.mark.packages("dispatch", "receipt")
def test_every_document_of_the_table_stands_where_it_says(city: Runtime) -> None:
    count = let_documents_go(city)

    with city.read() as tx:
        states = [
            row.state
            for row in tx.execute(select(official_document).where(official_document.c.register == "outgoing"))
        ]
        failed = tx.execute(select(incident.c.message)).all()
    assert failed == []
    assert sorted(states) == sorted(["archived", "issued", "numbered", "reviewed", "drafted"])
    assert count == len(states)
