"""Ask the database whether it can serve: the readiness probe's question."""

from sqlalchemy import select

from app.runtime import Runtime
from app.store.tables.people import unit


def check_database(runtime: Runtime) -> None:
    """Read one row of a table every installation has; raise the database's error when that fails."""
    with runtime.read() as tx:
        tx.execute(select(unit.c.code).limit(1)).first()
