"""Read and set the variables of cases, to who may read those cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select

from app import engine
from app.access.actor import Actor
from app.cases.interface.user_tasks import require_task
from app.cases.interface.within_reach import within_reach
from app.cases.moving.advance import advance
from app.cases.moving.cause import Cause
from app.cases.moving.get_case import get_case
from app.errors import ConflictError, InvalidError, NotFoundError
from app.runtime import Runtime
from app.store import instances
from app.store.searching import Condition, Found, Source, Wanted, find
from app.store.tables.cases import element_event, instance
from app.store.variables import instance_in, spread, variable_key
from app.text import text

_LONGEST_SHOWN = 8191


@dataclass(frozen=True, slots=True)
class Variable:
    """Hold one variable of a case; `value` is JSON."""

    key: int
    name: str
    value: str
    instance_key: int

    def cut(self) -> tuple[str, bool]:
        """Return the value as lists show it, and whether something is missing."""
        return self.value[:_LONGEST_SHOWN], len(self.value) > _LONGEST_SHOWN


def search_variables(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, list[Variable]]:
    """Return a page of variables of the cases the actor may find."""
    with runtime.read() as tx:
        return _search(tx, within_reach(tx, actor), wanted)


def search_task_variables(
    runtime: Runtime, actor: Actor, task_key: int, wanted: Wanted
) -> tuple[Found, list[Variable]]:
    """Return a page of the variables that the holder of a task sees: those of its case."""
    with runtime.read() as tx:
        row = require_task(tx, actor, task_key)
        return _search(tx, instance.c.key == row.instance_key, wanted)


def read_variable(runtime: Runtime, actor: Actor, key: int) -> Variable:
    """Return one variable; NotFoundError when there is none."""
    instance_key = instance_in(key)
    with runtime.read() as tx:
        head, _ = get_case(tx, actor, instance_key)
        rows, name, value = spread(tx.dialect)
        query = select(name.label("name"), value.label("value")).select_from(instance).join(rows, _TRUE)
        for row in tx.execute(query.where(instance.c.key == head.key)):
            if variable_key(instance_key, row.name) == key:
                return Variable(key, row.name, row.value, instance_key)
    raise NotFoundError(text("没有编号为 %(key)s 的变量", key=key))


def set_variables(runtime: Runtime, actor: Actor, element_key: int, variables: Mapping[str, Any]) -> None:
    """Set variables of a running case, named by its own key or by one of its elements.

    Whoever may direct the case may; variables of a single element are not kept apart. Raises ConflictError when the
    case has ended.
    """
    with runtime.transaction() as tx:
        key = tx.scalar(select(element_event.c.instance_key).where(element_event.c.key == element_key))
        head, facts = get_case(tx, actor, key or element_key, action="case.migrate")
        if facts.ended:
            raise ConflictError(text("此件已经办结。"))
        cause = Cause(
            actor=actor,
            action="case.variables_corrected",
            details={"names": sorted(variables)},
        )
        moved = advance(
            runtime, tx, head, lambda live, env: engine.set_variables(live, variables, env), cause
        )
    moved.keep()


_TRUE = instance.c.key == instance.c.key


def _search(tx: Connection, reach: ColumnElement[bool], wanted: Wanted) -> tuple[Found, list[Variable]]:
    rows, name, value = spread(tx.dialect)
    query = (
        select(instance.c.key.label("instance_key"), name.label("name"), value.label("value"))
        .select_from(instance)
        .join(rows, _TRUE)
        .where(reach)
    )

    def by_key(asked: Condition) -> ColumnElement[bool]:
        keys = asked.value if isinstance(asked.value, list) else [asked.value]
        if asked.operator not in ("eq", "in"):
            message = text("变量编号只能用 $eq 或 $in 查询。")
            raise InvalidError(message, {"filter.variableKey": [message]})
        return or_(false(), *(_is_variable(tx, key, name) for key in keys))

    source = Source(
        query,
        {
            "name": name,
            "value": value,
            "processInstanceKey": instance.c.key,
            "scopeKey": instance.c.key,
            "variableKey": by_key,
        },
        name,
    )
    wanted = replace(wanted, sort=(*wanted.sort, ("processInstanceKey", False)))
    found = find(tx, source, wanted)
    return found, [_variable(row) for row in found.rows]


def _is_variable(tx: Connection, key: int, name: ColumnElement[str]) -> ColumnElement[bool]:
    head = instances.head_by_key(tx, instance_in(key))
    names: Sequence[str] = list(head.variables) if head is not None else []
    same = [one for one in names if head is not None and variable_key(head.key, one) == key]
    return and_(instance.c.key == instance_in(key), name.in_(same)) if same else false()


def _variable(row: Any) -> Variable:
    return Variable(variable_key(row.instance_key, row.name), row.name, row.value, row.instance_key)
