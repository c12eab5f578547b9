"""Full-text search that finds two Chinese characters on both databases: words are cut into bigrams by us.

SQLite's trigram index finds nothing under three characters and PostgreSQL has no Chinese parser in
Debian, so the text is stored as overlapping pairs and both databases index plain "words".
"""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Table,
    TableClause,
    column,
    delete,
    func,
    insert,
    select,
    table,
    text,
)

from app.store.tables.cases import case_search
from app.store.tables.official import official_search

_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]+")
_WORD = re.compile(r"[0-9a-z]+")


@dataclass(frozen=True)
class Index:
    """Hold what is indexed: the table of texts, its key, and the name of the full-text table beside it in SQLite."""

    texts: Table
    key: Column[int]
    fts: str


CASES = Index(case_search, case_search.c.instance_key, "case_fts")
DOCUMENTS = Index(official_search, official_search.c.document_key, "official_fts")


def grams(source: str) -> str:
    """Return the index terms of a text: Han runs as characters and bigrams, Latin words and numbers whole."""
    folded = unicodedata.normalize("NFKC", source).casefold()
    terms: list[str] = []
    for run in _HAN.findall(folded):
        terms += run
        terms += [run[i : i + 2] for i in range(len(run) - 1)]
    terms += _WORD.findall(folded)
    return " ".join(dict.fromkeys(terms))


def query_terms(query: str) -> list[str]:
    """Return the terms all of which must occur: bigrams of Han runs (a single character as itself)."""
    folded = unicodedata.normalize("NFKC", query).casefold()
    terms: list[str] = []
    for run in _HAN.findall(folded):
        terms += [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
    return terms + _WORD.findall(folded)


def create_index(connection: Connection, index: Index = CASES) -> None:
    """Create the full-text index next to the table."""
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"CREATE VIRTUAL TABLE {index.fts} USING fts5(grams, tokenize='unicode61')"))
    else:
        name = index.texts.name
        connection.execute(
            text(f"CREATE INDEX ix_{name}_fts ON {name} USING gin (to_tsvector('simple', grams))")
        )


def index_case(tx: Connection, instance_key: int, source: str) -> None:
    """Put a case's searchable text into the index, replacing what was there."""
    put(tx, CASES, instance_key, grams(source))


def put(tx: Connection, index: Index, key: int, words: str) -> None:
    """Put terms under a key, replacing what was there."""
    tx.execute(delete(index.texts).where(index.key == key))
    tx.execute(insert(index.texts).values({index.key: key, "grams": words}))
    if tx.dialect.name == "sqlite":
        fts = fts_table(index)
        tx.execute(delete(fts).where(fts.c.rowid == key))
        tx.execute(insert(fts).values(rowid=key, grams=words))


def fts_table(index: Index) -> TableClause:
    """Return the full-text table of SQLite; its rowid is the key."""
    return table(index.fts, column("rowid"), column("grams"))


def matches(tx: Connection, instance_key: ColumnElement[int], query: str) -> ColumnElement[bool] | None:
    """Return the condition that a case's text holds every term of the query; None for an empty query."""
    terms = query_terms(query)
    if not terms:
        return None
    if tx.dialect.name == "sqlite":
        fts = fts_table(CASES)
        return instance_key.in_(select(fts.c.rowid).where(fts.c.grams.match(all_of(terms))))
    return instance_key.in_(select(CASES.key).where(holds(CASES, terms)))


def all_of(terms: list[str]) -> str:
    """Return the full-text question of SQLite for texts that hold every term."""
    return " AND ".join(f'"{term}"' for term in terms)


def holds(index: Index, terms: list[str]) -> ColumnElement[bool]:
    """Return the condition of PostgreSQL that a text of an index holds every term."""
    vector = func.to_tsvector(text("'simple'"), index.texts.c.grams)
    wanted = func.plainto_tsquery(text("'simple'"), " ".join(terms))
    return vector.op("@@")(wanted)
