"""The digest under which rows of the access log are sealed into the system's chain."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from app.audit.canonical import canonical, plain
from app.crypto import sm3_hex

SEALED_ACTION = "access.sealed"
"""Action of the event that seals the rows written since the one before."""


def accesses_digest(rows: Iterable[Row[Any]]) -> str:
    """Return one digest over access rows in the order of their keys."""
    lines = (
        canonical(
            plain(
                [
                    str(row.key),
                    str(row.instance_key),
                    row.at,
                    row.actor_kind,
                    str(row.actor_key),
                    row.actor_name,
                    row.unit,
                    row.purpose,
                    row.reason,
                ]
            )
        )
        for row in rows
    )
    return sm3_hex("\n".join(lines).encode())
