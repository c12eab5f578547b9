"""What a use case needs from its surroundings: the first argument of every one of them.

The runtime opens transactions and keeps caches; it decides nothing and knows no use case.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import OperationalError

from app.clock import Clock, OffsetClock, SystemClock
from app.crypto import KeyRing
from app.documents import BlobStore
from app.errors import UnavailableError
from app.store.base import READ_ONLY, open_engine
from app.store.tables.cases import setting
from app.text import text
from config import Settings


@dataclass
class LiveCache:
    """Keep the most recently used live instances: instance key → (version, live instance)."""

    capacity: int = 500
    _entries: OrderedDict[int, tuple[int, Any]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: int, version: int) -> Any | None:
        """Remove and return the live instance if it stands at this version.

        It is taken out while it is worked on: a failure leaves nothing half-changed behind, and a
        second thread loads its own copy and loses the optimistic race instead of sharing this one.
        """
        with self._lock:
            found = self._entries.pop(key, None)
        return found[1] if found is not None and found[0] == version else None

    def put(self, key: int, version: int, live: object) -> None:
        """Keep a live instance whose state is committed at this version."""
        with self._lock:
            self._entries[key] = (version, live)
            self._entries.move_to_end(key)
            while len(self._entries) > self.capacity:
                self._entries.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()


@dataclass
class Runtime:
    """Bundle settings, clock, database, keys, blobs and caches of one process."""

    settings: Settings
    engine: Engine
    clock: Clock
    keys: KeyRing
    blobs: BlobStore
    live: LiveCache = field(default_factory=LiveCache)
    cache: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open the one transaction of a use case: committed at the end, rolled back on any exception.

        Raises UnavailableError when the database does not answer; a commit that was asked for may have happened.
        """
        with _as_outage(), self.engine.begin() as connection:
            self._follow_demo_clock(connection)
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that will not write."""
        with _as_outage(), self.engine.connect().execution_options(**{READ_ONLY: True}) as connection:
            self._follow_demo_clock(connection)
            yield connection

    def _follow_demo_clock(self, connection: Connection) -> None:
        # the time machine may have been moved by another process
        if isinstance(self.clock, OffsetClock):
            seconds = connection.scalar(
                select(setting.c.value).where(setting.c.name == "clock_offset_seconds")
            )
            self.clock.set_offset(float(seconds or 0))

    def close(self) -> None:
        """Give the database connections back."""
        self.engine.dispose()


@contextmanager
def _as_outage() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        # no statement: connecting or committing failed. Anything else is an error of ours and no outage
        if error.connection_invalidated or error.statement is None or "locked" in str(error.orig):
            raise UnavailableError(text("暂时连不上数据库，请稍后再试。")) from error
        raise


def open_runtime(settings: Settings, *, clock: Clock | None = None) -> Runtime:
    """Open the database, the key ring and the file store; in the demo city the clock can be moved.

    Raises KeyFileError when there is no usable key file (the demo city makes its own).
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    keys = KeyRing.open(settings.key_file, demo=settings.demo)
    return Runtime(
        settings=settings,
        engine=open_engine(settings.database_url),
        clock=clock or (OffsetClock() if settings.demo else SystemClock()),
        keys=keys,
        blobs=BlobStore(settings.data_dir / "blobs", keys),
    )
