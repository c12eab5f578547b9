"""Start a case for a program: by process id, version, tag or key; through the form when the process has one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from app import forms
from app.access.actor import Actor
from app.access.policy import require
from app.cases.interface.beyond_form import refuse_beyond_form
from app.cases.moving.start import open_case, start_case, start_form
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.errors import ConflictError, NotFoundError
from app.people.digest import new_token
from app.runtime import Runtime
from app.store import instances
from app.store.tables.cases import definition
from app.text import text

CHANNEL = "api"


@dataclass(frozen=True, slots=True)
class Start:
    """Say which process is started with what: by `definition_key`, or `process_id` with version or tag or neither."""

    process_id: str | None = None
    definition_key: int | None = None
    version: int | None = None
    version_tag: str | None = None
    variables: Mapping[str, Any] | None = None
    business_id: str | None = None
    tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StartedInstance:
    """Name the case that was started."""

    key: int
    definition_key: int
    process_id: str
    version: int


def start_instance(runtime: Runtime, actor: Actor, start: Start) -> StartedInstance:
    """Start a case; it is received by the unit of the account behind the client, over the channel `api`.

    A process with a start form takes what the form asks for and is held to its rules; one without takes any
    variables. Raises NotFoundError for an unknown process, ConflictError for a retired version, InvalidError
    naming the fields.
    """
    require(actor, "case.start", None)
    with runtime.read() as tx:
        row = _definition(tx, start)
        package = resolve_package(runtime, tx, row.key)
    if row.retired_at is not None:
        raise ConflictError(text("流程“%(name)s”的这个版本已停用。", name=row.process_id))
    variables = dict(start.variables or {})
    facts = {"channel": CHANNEL, "business_id": start.business_id, "tags": list(start.tags) or None}
    form = _form(package)
    if form is not None:
        refuse_beyond_form(form, variables)
        started = start_case(
            runtime,
            actor,
            row.process_id,
            forms.as_post(variables),
            token=new_token(),
            definition_key=row.key,
            facts=facts,
        )
    else:
        with runtime.transaction() as tx:
            started = open_case(runtime, tx, actor, package, variables, form_id=None, preset={}, facts=facts)
    return StartedInstance(started.key, row.key, row.process_id, row.version)


def result_of(runtime: Runtime, actor: Actor, key: int) -> dict[str, Any] | None:
    """Return the variables of a case that has ended, None while it runs."""
    require(actor, "case.start", None)
    with runtime.read() as tx:
        head = instances.head_by_key(tx, key)
    return dict(head.variables) if head is not None and head.ended_at is not None else None


def _definition(tx: Connection, start: Start) -> Row[Any]:
    query = select(definition)
    if start.definition_key is not None:
        query = query.where(definition.c.key == start.definition_key)
    else:
        query = query.where(definition.c.process_id == start.process_id)
        if start.version is not None and start.version > 0:
            query = query.where(definition.c.version == start.version)
        elif start.version_tag is not None:
            query = query.where(definition.c.version_tag == start.version_tag)
        else:
            query = query.where(definition.c.retired_at.is_(None))
    row = tx.execute(query.order_by(definition.c.version.desc()).limit(1)).first()
    if row is None:
        name = start.process_id or str(start.definition_key)
        raise NotFoundError(text("流程“%(name)s”尚未发布", name=name))
    return row


def _form(package: Package) -> forms.Form | None:
    try:
        return start_form(package, by_clerk=True)
    except NotFoundError:
        return None
