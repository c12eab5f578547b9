"""Which cases a person may find in lists and counts, as a condition of the database."""

from datetime import date, timedelta

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.case_rules import search_scope
from app.clock import local_date
from app.deadlines import RULES
from app.errors import ForbiddenError
from app.runtime import Runtime
from app.store import people
from app.store.case_list import Moment, Visible
from app.text import text

CITIZEN_RULES = frozenset(rule.id for rule in RULES.values() if rule.obliged == "citizen" or rule.not_before)
"""Rules that no office can be late with."""


def visible_to(tx: Connection, actor: Actor) -> Visible:
    """Return what this person may find; ForbiddenError for people who find nothing (三员, citizens)."""
    below = people.units_below(tx, actor.units) if actor.units else frozenset()
    scope = search_scope(actor, below=below)
    if scope is None:
        raise ForbiddenError(text("此操作仅限办理业务的工作人员"))
    return Visible(scope.everything, scope.units, scope.groups, scope.accounts, scope.hidden_accused)


def moment_of(runtime: Runtime) -> Moment:
    """Return today, the Sunday of this week, and the rules that bind no office."""
    today = local_date(runtime.clock.now())
    return Moment(today, week_end(today), CITIZEN_RULES)


def week_end(today: date) -> date:
    """Return the Sunday of the week a day lies in."""
    return today + timedelta(days=6 - today.weekday())
