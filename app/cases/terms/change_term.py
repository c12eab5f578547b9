"""Change a running term outside of the drawing: its dates, the due dates under it and its timers move together."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import Actor
from app.access.facts import CaseFacts, TermFacts
from app.access.policy import require
from app.cases.moving.advance import Moved, load_live, row_values
from app.cases.moving.apply import apply_step
from app.cases.moving.apply_terms import legal_term_of, refresh_term
from app.cases.moving.cause import Cause
from app.cases.moving.environment import engine_environment
from app.cases.moving.get_case import get_case
from app.cases.moving.step import Step
from app.catalog.resolve import resolve_package
from app.deadlines import LegalTerm
from app.errors import ConflictError, NotFoundError
from app.runtime import Runtime
from app.store import instances, terms
from app.text import text

CHANGED = text("这件事刚刚被别人处理过，您的操作没有生效。请看最新状态后再试。")


def term_to_change(
    tx: Connection, actor: Actor, term_key: int, action: str
) -> tuple[Row[Any], Row[Any], LegalTerm, CaseFacts]:
    """Return a running term, its case's head, what the law says of it, and the facts, after asking the policy.

    Raises NotFoundError when there is no such term, ConflictError when it no longer runs.
    """
    row = terms.term_by_key(tx, term_key)
    if row is None:
        raise NotFoundError(text("没有找到您要的内容"))
    head, facts = get_case(tx, actor, row.instance_key)
    legal = legal_term_of(row.definition)
    if legal is None:
        raise NotFoundError(text("没有找到您要的内容"))
    approver = legal.extension_approver or "head"
    require(actor, action, TermFacts(case=facts, unit=row.unit, approver=approver))
    if row.state != "running":
        raise ConflictError(text("这个期限已经结束，不能再改变。"))
    return row, head, legal, facts


def change_term(
    runtime: Runtime,
    tx: Connection,
    head: Row[Any],
    term_key: int,
    *,
    cause: Cause,
    change: Callable[[dict[str, Any]], None],
) -> Moved:
    """Apply `change` to the term's row (its extension) and move dates, timers and due dates with it.

    Timers that are due now fire first, as they would have without the change. Raises ConflictError when
    the case moved meanwhile.
    """
    if instances.lock_version(tx, head.key) != head.version:
        raise ConflictError(CHANGED)
    package = resolve_package(runtime, tx, head.definition_key)
    environment = engine_environment(runtime, tx, package)
    live = load_live(runtime, tx, package, head.key, head.version)
    step = Step(runtime, tx, package, live, head, engine.fire_timers(live, environment), cause, environment)
    apply_step(step)
    row = next((found for found in step.terms if found["key"] == term_key), None)
    if row is None:
        raise ConflictError(text("这个期限已经结束，不能再改变。"))
    change(row)
    refresh_term(step, row)
    if not instances.save_instance(tx, head.key, head.version, row_values(step)):
        raise ConflictError(CHANGED)
    return Moved(runtime, head.key, head.version + 1, live, step.outcome, package, tuple(step.opened))


def details_of(row: Row[Any], reason: str, **more: Any) -> Mapping[str, Any]:
    """Return what the record keeps of a change of a term."""
    return {"term": str(row.key), "rule": row.rule, "reason": reason, **more}
