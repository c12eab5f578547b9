"""Read process definitions: search, one, its drawing, its start form, its figures."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, select

from app.access.actor import Actor
from app.access.policy import require
from app.cases.interface.read_resources import Form, form_in
from app.cases.interface.within_reach import within_reach
from app.catalog.resolve import resolve_package
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import resources
from app.store.searching import Condition, Found, Source, Wanted, find
from app.store.tables.cases import definition, element_event, incident, instance
from app.text import text


@dataclass(frozen=True, slots=True)
class Definition:
    """Hold one version of a process."""

    key: int
    process_id: str
    name: str
    version: int
    version_tag: str | None
    retired: bool
    has_start_form: bool

    @property
    def file(self) -> str:
        """Return the name of its drawing."""
        return f"{self.process_id}.bpmn"


@dataclass(frozen=True, slots=True)
class ElementCount:
    """Say how many tokens stand at, passed, were taken from an element, and how many have an incident there."""

    element_id: str
    active: int
    completed: int
    canceled: int
    incidents: int


def search_definitions(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, list[Definition]]:
    """Return a page of versions."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        found = find(tx, _source(), wanted)
        return found, [_definition(runtime, tx, row) for row in found.rows]


def read_definition(runtime: Runtime, actor: Actor, key: int) -> Definition:
    """Return one version; NotFoundError when there is none."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        return _definition(runtime, tx, _row(tx, key))


def read_drawing_of(runtime: Runtime, actor: Actor, key: int) -> bytes:
    """Return the author's bytes of the drawing of a version."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        _row(tx, key)
        return resolve_package(runtime, tx, key).drawing


def read_start_form(runtime: Runtime, actor: Actor, key: int) -> Form | None:
    """Return the form a process starts with, None when it has none."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        _row(tx, key)
        package = resolve_package(runtime, tx, key)
        start = next((one for one in package.definition.starts if one.kind == "none"), None)
        form_id = package.definition.elements[start.element_id].form_id if start is not None else None
        return stored_form(tx, package.files, form_id)


def stored_form(tx: Connection, files: Mapping[str, bytes], form_id: str | None) -> Form | None:
    """Return the version of a form that a package holds."""
    places = (f"forms/{form_id}.form", f"forms/{(form_id or '').replace('.', '/')}.form")
    body = next((files[place] for place in places if place in files), None)
    if form_id is None or body is None:
        return None
    row = resources.resource_of(tx, "form", form_id, hashlib.sha256(body).hexdigest())
    return form_in(row) if row is not None else None


def count_elements(
    runtime: Runtime, actor: Actor, *, definition_key: int | None = None, instance_key: int | None = None
) -> list[ElementCount]:
    """Return figures of the elements of a version or of a case, over the cases the actor may find."""
    with runtime.read() as tx:
        reach = within_reach(tx, actor)
        query: Select[Any] = (
            select(
                element_event.c.element_id,
                func.sum(case((element_event.c.left_at.is_(None), 1), else_=0)).label("active"),
                func.sum(case((_completed(), 1), else_=0)).label("completed"),
                func.sum(case((element_event.c.canceled.is_(True), 1), else_=0)).label("canceled"),
            )
            .join(instance, instance.c.key == element_event.c.instance_key)
            .where(reach)
            .group_by(element_event.c.element_id)
            .order_by(element_event.c.element_id)
        )
        stopped = select(incident.c.element_id, func.count()).where(incident.c.state == "open")
        stopped = stopped.join(instance, instance.c.key == incident.c.instance_key)
        stopped = stopped.where(reach).group_by(incident.c.element_id)
        for column, value in (
            (instance.c.definition_key, definition_key),
            (instance.c.key, instance_key),
        ):
            if value is not None:
                query, stopped = query.where(column == value), stopped.where(column == value)
        incidents: dict[str, int] = {row[0]: row[1] for row in tx.execute(stopped)}
        return [
            ElementCount(
                row.element_id,
                int(row.active),
                int(row.completed),
                int(row.canceled),
                int(incidents.get(row.element_id, 0)),
            )
            for row in tx.execute(query)
        ]


def _completed() -> ColumnElement[bool]:
    return element_event.c.left_at.is_not(None) & element_event.c.canceled.is_(False)


def _source() -> Source:
    latest = definition.alias("latest")
    highest = (
        select(func.max(latest.c.version))
        .where(latest.c.process_id == definition.c.process_id)
        .scalar_subquery()
    )

    def is_latest(wanted: Condition) -> ColumnElement[bool]:
        return (definition.c.version == highest) if wanted.value else (definition.c.version != highest)

    return Source(
        select(definition),
        {
            "processDefinitionKey": definition.c.key,
            "processDefinitionId": definition.c.process_id,
            "name": definition.c.name,
            "resourceName": definition.c.process_id + literal(".bpmn"),
            "version": definition.c.version,
            "versionTag": definition.c.version_tag,
            "state": case((definition.c.retired_at.is_(None), "ACTIVE"), else_="DRAINING"),
            "isLatestVersion": is_latest,
        },
        definition.c.key,
    )


def _row(tx: Connection, key: int) -> Any:
    row = tx.execute(select(definition).where(definition.c.key == key)).first()
    if row is None:
        raise NotFoundError(text("没有编号为 %(key)s 的流程版本", key=key))
    return row


def _definition(runtime: Runtime, tx: Connection, row: Any) -> Definition:
    package = resolve_package(runtime, tx, row.key)
    start = next((one for one in package.definition.starts if one.kind == "none"), None)
    form_id = package.definition.elements[start.element_id].form_id if start is not None else None
    return Definition(
        row.key,
        row.process_id,
        row.name,
        row.version,
        row.version_tag,
        row.retired_at is not None,
        form_id is not None,
    )
