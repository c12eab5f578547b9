"""Opening a register of 100,000 official documents against the same register with 1,000, on both databases.

Whole requests of the site in this process, the two sizes by turns: any page of the register, and searches by two
characters, rare and common ones.
"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import timedelta
from io import StringIO
from pathlib import Path
from statistics import quantiles
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Connection, insert, select, text

from app import create_app
from app.runtime import Runtime
from app.store.base import open_engine
from app.store.migrate import migrate
from app.store.official_words import document_words
from app.store.search import DOCUMENTS
from app.store.tables.cases import instance
from app.store.tables.official import official_document
from bench.figure import Figure
from tests.harness import postgres
from tests.harness.city import sign_in_client
from tests.harness.installation import Installation
from tests.harness.petition import file_petition

SMALL, LARGE = 1_000, 100_000
PAGE = 20
ROUNDS, WARM_UP = 160, 10
LIMIT = 2.0
BATCH = 5_000
PLACES = ("涧西区", "老城区", "嵩山县", "洛宁县", "高新区", "龙门镇", "伊水街道", "周山路")
MATTERS = (
    "供暖管网改造",
    "防汛抗旱",
    "老旧小区整治",
    "农业生产",
    "消防安全",
    "校园周边环境",
    "营商环境优化",
    "污水处理",
)
WORDS = ("供暖", "防汛", "校园", "消防", "嵩山", "关于", "通知", "工作")
"""Two characters each; the last three stand in every title."""


def measure() -> Iterable[Figure]:
    """Yield the ratios of the 95th percentiles on both databases."""
    folder = Path(tempfile.mkdtemp(prefix="luoshu-bench-", dir="/tmp"))
    try:
        urls = {size: f"sqlite:///{folder / f'register-{size}.sqlite3'}" for size in (SMALL, LARGE)}
        yield from _measure_on("SQLite", urls, folder)
        folder.chmod(0o755)
        cluster = postgres.start(folder)
        try:
            for size in (SMALL, LARGE):
                cluster.execute(f"CREATE DATABASE register_{size}")
            urls = {size: cluster.url(f"register_{size}") for size in (SMALL, LARGE)}
            yield from _measure_on("PostgreSQL", urls, folder)
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure_on(database: str, urls: dict[int, str], folder: Path) -> Iterable[Figure]:
    with (
        _site(urls[SMALL], folder / f"{database}-small", SMALL) as few,
        _site(urls[LARGE], folder / f"{database}-large", LARGE) as many,
    ):
        for name, addresses in (("a page", _pages), ("two characters", _searches)):
            chance = random.Random(20260224)
            yield _ratio(f"register, {name}, {database}", few, many, addresses(chance))


def _ratio(name: str, few: FlaskClient, many: FlaskClient, asked: Iterator[tuple[str, str]]) -> Figure:
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS + WARM_UP):
        for client, path, times in zip((few, many), next(asked), took, strict=True):
            started = time.perf_counter()
            answer = client.get(path)
            if answer.status_code != 200 or "/cases/" not in answer.text:
                raise AssertionError(path)
            if number >= WARM_UP:
                times.append(time.perf_counter() - started)
    small, large = (quantiles(times, n=20)[-1] * 1000 for times in took)
    note = f"p95 {large:.1f} ms at {LARGE:,}, {small:.1f} ms at {SMALL:,}"
    return Figure(name, large / small, LIMIT, "×", note)


def _pages(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield addresses of a page of both registers, at the same share of their depth."""
    while True:
        depth = chance.random()
        pages = [1 + int(depth * (size // PAGE - 1)) for size in (SMALL, LARGE)]
        yield f"/registers?page={pages[0]}", f"/registers?page={pages[1]}"


def _searches(chance: random.Random) -> Iterator[tuple[str, str]]:
    while True:
        path = f"/registers?q={chance.choice(WORDS)}&page={chance.randint(1, 3)}"
        yield path, path


@contextmanager
def _site(url: str, folder: Path, size: int) -> Iterator[FlaskClient]:
    """Serve the demo city with a register of this size to a clerk of its unit."""
    engine = open_engine(url)
    migrate(engine)
    engine.dispose()
    runtime = Installation.make(url, folder).open()
    try:
        fill(runtime, size)
        with redirect_stderr(StringIO()):
            site = create_app(runtime=runtime)
            yield sign_in_client(site, "luohao")
    finally:
        runtime.close()


def fill(runtime: Runtime, size: int) -> None:
    """Enter documents into the register of one unit, five years of them."""
    like = file_petition(runtime)
    chance = random.Random(9704)
    with runtime.transaction() as tx:
        row = dict(tx.execute(select(instance).where(instance.c.key == like.key)).mappings().one())
        for first in range(1, size + 1, BATCH):
            numbers = range(first, min(first + BATCH, size + 1))
            _enter(tx, row, [_document(runtime, row["key"], number, size, chance) for number in numbers])
    with runtime.engine.connect() as connection:
        statement = "ANALYZE" if connection.dialect.name == "sqlite" else "VACUUM ANALYZE"
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(statement))


def _document(runtime: Runtime, base: int, number: int, size: int, chance: random.Random) -> dict[str, Any]:
    entered = runtime.clock.now() - timedelta(days=5 * 365 * (1 - number / size))
    place, matter = chance.choice(PLACES), chance.choice(MATTERS)
    return {
        "key": base + number,
        "instance_key": base + number,
        "register": "outgoing",
        "organ": "zjj",
        "number": f"洛建〔{entered.year}〕{number}号",
        "title": f"关于做好{place}{matter}工作的通知",
        "genre": "通知",
        "from_organ": "住房和城乡建设局",
        "to_organs": ["szf", "cgj"],
        "copy_to": [],
        "signer": "唐伟",
        "dated_on": entered.date(),
        "state": "archived",
        "created_at": entered,
        "closed_at": entered,
    }


def _enter(tx: Connection, like: dict[str, Any], documents: list[dict[str, Any]]) -> None:
    cases = [
        like | {"key": one["key"], "number": f"文{one['key']}", "title": one["title"], "unit": "zjj"}
        for one in documents
    ]
    words = [{"key": one["key"], "grams": document_words(one)} for one in documents]
    tx.execute(insert(instance), cases)
    tx.execute(insert(official_document), documents)
    tx.execute(
        insert(DOCUMENTS.texts), [{"document_key": one["key"], "grams": one["grams"]} for one in words]
    )
    if tx.dialect.name == "sqlite":
        tx.execute(text(f"INSERT INTO {DOCUMENTS.fts}(rowid, grams) VALUES (:key, :grams)"), words)
