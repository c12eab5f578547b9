"""Go on computing running terms after a calendar was imported, until none is left on an older version."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.terms.recompute_terms import recompute_terms
from app.runtime import Runtime


def handle(runtime: Runtime, _job: Row[Any]) -> Callable[[Connection], None]:
    """Move the cases, each in its own transaction; nothing is left for the job's own end."""
    recompute_terms(runtime)
    return lambda _tx: None
