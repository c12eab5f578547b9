"""What a completed task over HTTP is measured against: Flask on the same server, one indexed UPDATE, one commit."""

import os

from flask import Flask, redirect
from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, insert, update
from werkzeug.wrappers import Response

from app.store.base import open_engine

ROWS = 1000
row = Table(
    "bench_row",
    MetaData(),
    Column("key", BigInteger, primary_key=True),
    Column("number", Integer, nullable=False),
)


def fill(database_url: str) -> None:
    """Create the table and its rows."""
    engine = open_engine(database_url)
    with engine.begin() as tx:
        row.create(tx)
        tx.execute(insert(row), [{"key": key, "number": 0} for key in range(ROWS)])
    engine.dispose()


def create_app() -> Flask:
    """Build the application that gunicorn serves."""
    engine = open_engine(os.environ["LUOSHU_DATABASE_URL"])
    site = Flask("bare")

    @site.get("/readyz")
    def ready() -> str:
        return "ok"

    @site.post("/<int:key>")
    def change(key: int) -> Response:
        with engine.begin() as tx:
            tx.execute(update(row).where(row.c.key == key).values(number=row.c.number + 1))
        return redirect("/", 303)

    return site
