"""Follow substitutions: give back what was lent for a time that is over, report what was not lent."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.operations.lend import give_back_lent, report_not_lent
from app.runtime import Runtime

LENDING = "lending"


def handle(runtime: Runtime, _job: Row[Any]) -> Callable[[Connection], None]:
    """Do both, each in a transaction of its own; nothing is left for the job's own end."""
    give_back_lent(runtime)
    report_not_lent(runtime)
    return lambda _tx: None
