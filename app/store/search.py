"""Full-text search that finds two Chinese characters on both databases: words are cut into bigrams by us.

SQLite's trigram index finds nothing under three characters and PostgreSQL has no Chinese parser in
Debian, so the text is stored as overlapping pairs and both databases index plain "words".
"""

import re
import unicodedata

from sqlalchemy import ColumnElement, Connection, column, delete, func, insert, select, table, text

from app.store.tables.cases import case_search

_HAN = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]+")
_WORD = re.compile(r"[0-9a-z]+")
_fts = table("case_fts", column("rowid"), column("grams"))


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


def create_index(connection: Connection) -> None:
    """Create the full-text index next to the table."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("CREATE VIRTUAL TABLE case_fts USING fts5(grams, tokenize='unicode61')"))
    else:
        connection.execute(
            text("CREATE INDEX ix_case_search_fts ON case_search USING gin (to_tsvector('simple', grams))")
        )


def index_case(tx: Connection, instance_key: int, source: str) -> None:
    """Put a case's searchable text into the index, replacing what was there."""
    words = grams(source)
    tx.execute(delete(case_search).where(case_search.c.instance_key == instance_key))
    tx.execute(insert(case_search).values(instance_key=instance_key, grams=words))
    if tx.dialect.name == "sqlite":
        tx.execute(text("DELETE FROM case_fts WHERE rowid = :key"), {"key": instance_key})
        tx.execute(
            text("INSERT INTO case_fts(rowid, grams) VALUES (:key, :words)"),
            {"key": instance_key, "words": words},
        )


def matches(tx: Connection, instance_key: ColumnElement[int], query: str) -> ColumnElement[bool] | None:
    """Return the condition that a case's text holds every term of the query; None for an empty query."""
    terms = query_terms(query)
    if not terms:
        return None
    if tx.dialect.name == "sqlite":
        phrase = " AND ".join(f'"{term}"' for term in terms)
        return instance_key.in_(select(_fts.c.rowid).where(_fts.c.grams.match(phrase)))
    vector = func.to_tsvector(text("'simple'"), case_search.c.grams)
    wanted = func.plainto_tsquery(text("'simple'"), " ".join(terms))
    return instance_key.in_(select(case_search.c.instance_key).where(vector.op("@@")(wanted)))
