"""Read deployed forms and decision files by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from app.access.actor import Actor
from app.access.policy import require
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import resources
from app.store.searching import NOTHING, Found, Source, Wanted, find
from app.store.tables.interfaces import resource
from app.text import text

_KINDS = ("form", "requirements")


@dataclass(frozen=True, slots=True)
class Resource:
    """Hold one version of a deployed file (not a process)."""

    key: int
    kind: str
    id: str
    version: int
    file: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """Hold one version of a form; `schema` is the author's JSON."""

    key: int
    form_id: str
    version: int
    schema: str


def read_form(runtime: Runtime, actor: Actor, form_key: int) -> Form:
    """Return a form; NotFoundError when there is none."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        return form_in(_row(tx, form_key, "form"))


def form_in(row: Row[Any]) -> Form:
    """Return the form of a row."""
    return Form(row.key, row.resource_id, row.version, bytes(row.body).decode("utf-8-sig"))


def read_resource(runtime: Runtime, actor: Actor, key: int) -> Resource:
    """Return a deployed file; NotFoundError when there is none."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        return _resource(_row(tx, key, *_KINDS))


def search_resources(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, Sequence[Resource]]:
    """Return a page of deployed files, without their bytes."""
    require(actor, "process.read", None)
    columns = [column for column in resource.c if column.name != "body"]
    source = Source(
        select(*columns).where(resource.c.kind.in_(_KINDS)),
        {
            "resourceKey": resource.c.key,
            "resourceName": resource.c.file,
            "resourceId": resource.c.resource_id,
            "version": resource.c.version,
            "versionTag": NOTHING,
            "deploymentKey": resource.c.deployment_key,
        },
        resource.c.key,
    )
    with runtime.read() as tx:
        found = find(tx, source, wanted)
    return found, [_resource(row) for row in found.rows]


def _row(tx: Connection, key: int, *kinds: str) -> Row[Any]:
    row = resources.resource_by_key(tx, key, *kinds)
    if row is None:
        raise NotFoundError(text("没有编号为 %(key)s 的文件", key=key))
    return row


def _resource(row: Any) -> Resource:
    body = getattr(row, "body", b"")
    return Resource(row.key, row.kind, row.resource_id, row.version, row.file, bytes(body))
