"""The number series of the demo city's organs (演示): the words before 〔2026〕, read from demo_city.toml."""

from typing import Any

from sqlalchemy import Connection

from app.runtime import Runtime
from app.store import official


def seed_series(runtime: Runtime, tx: Connection, table: dict[str, dict[str, Any]]) -> None:
    """Open the series of the table (unit → format → word) that are not there yet."""
    known = {row.word for row in official.series_of_organs(tx)}
    for organ, words in table.items():
        for kind, word in words.items():
            if word not in known:
                official.add_series(
                    tx, {"word": word, "organ": organ, "kind": kind, "opened_at": runtime.clock.now()}
                )
