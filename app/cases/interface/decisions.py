"""Read deployed decisions and decide with them; nothing is stored by that."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, select

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.environment import feel_environment
from app.catalog.declared_inputs import declare_inputs
from app.catalog.legal_functions import known_functions
from app.dmn import Model
from app.dmn import load as load_decisions
from app.dmn.trace import MatchedRule
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import resources
from app.store.keys import new_key
from app.store.searching import Found, Source, Wanted, find
from app.store.tables.interfaces import resource
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class Decision:
    """Hold one version of a decision, and of the file it stands in."""

    key: int
    id: str
    name: str
    version: int
    file: str
    requirements_key: int
    requirements_id: str
    requirements_name: str
    requirements_version: int


@dataclass(frozen=True, slots=True)
class Evaluated:
    """Hold what a decision came to: the value as JSON, the rules that matched, what was strange on the way."""

    key: int
    decision: Decision
    output: str
    inputs: Mapping[str, Any]
    rules: Sequence[MatchedRule]
    notes: Sequence[Text]


def search_decisions(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, list[Decision]]:
    """Return a page of decisions."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        found = find(tx, _source(), wanted)
    return found, [_decision(row) for row in found.rows]


def read_decision(runtime: Runtime, actor: Actor, key: int) -> Decision:
    """Return one version of a decision; NotFoundError when there is none."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        return _decision(_row(tx, _query().where(_D.c.key == key)))


def read_decision_file(runtime: Runtime, actor: Actor, key: int) -> bytes:
    """Return the DMN file a decision (or a version of the file itself) stands in."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        row = resources.resource_by_key(tx, key, "decision", "requirements")
        if row is None:
            raise NotFoundError(text("没有编号为 %(key)s 的决策", key=key))
        return _body(tx, row.requirements_key or row.key)


def search_requirements(runtime: Runtime, actor: Actor, wanted: Wanted) -> tuple[Found, Sequence[Row[Any]]]:
    """Return a page of DMN files (key, resource_id, name, version, file)."""
    require(actor, "process.read", None)
    columns = [column for column in resource.c if column.name != "body"]
    source = Source(
        select(*columns).where(resource.c.kind == "requirements"),
        {
            "decisionRequirementsKey": resource.c.key,
            "decisionRequirementsId": resource.c.resource_id,
            "decisionRequirementsName": resource.c.name,
            "version": resource.c.version,
            "resourceName": resource.c.file,
        },
        resource.c.key,
    )
    with runtime.read() as tx:
        found = find(tx, source, wanted)
    return found, found.rows


def read_requirements(runtime: Runtime, actor: Actor, key: int) -> Row[Any]:
    """Return one version of a DMN file."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        row = resources.resource_by_key(tx, key, "requirements")
    if row is None:
        raise NotFoundError(text("没有编号为 %(key)s 的决策", key=key))
    return row


def evaluate(
    runtime: Runtime,
    actor: Actor,
    variables: Mapping[str, Any],
    *,
    decision_id: str | None = None,
    key: int | None = None,
) -> Evaluated:
    """Decide with the newest version of a decision, or with the one of a key. NotFoundError when there is none."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        query = _query().where(_D.c.key == key if key is not None else _D.c.resource_id == decision_id)
        decision = _decision(_row(tx, query.order_by(_D.c.version.desc()).limit(1)))
        model = _model(runtime, _body(tx, decision.requirements_key))
        environment = feel_environment(runtime, tx)
    made = model.evaluate(decision.id, variables, env=environment)
    output = orjson.dumps(made.native(), default=str).decode()
    inputs = {name: variables.get(name) for name in model.inputs_of(decision.id)}
    return Evaluated(new_key(), decision, output, inputs, made.matched, made.notes)


_D = resource.alias("decision")
_R = resource.alias("requirements")


def _query() -> Select[Any]:
    return (
        select(
            _D.c.key,
            _D.c.resource_id,
            _D.c.name,
            _D.c.version,
            _D.c.file,
            _R.c.key.label("requirements_key"),
            _R.c.resource_id.label("requirements_id"),
            _R.c.name.label("requirements_name"),
            _R.c.version.label("requirements_version"),
        )
        .join(_R, _R.c.key == _D.c.requirements_key)
        .where(_D.c.kind == "decision")
    )


def _source() -> Source:
    return Source(
        _query(),
        {
            "decisionDefinitionKey": _D.c.key,
            "decisionDefinitionId": _D.c.resource_id,
            "name": _D.c.name,
            "version": _D.c.version,
            "decisionRequirementsId": _R.c.resource_id,
            "decisionRequirementsKey": _R.c.key,
            "decisionRequirementsName": _R.c.name,
            "decisionRequirementsVersion": _R.c.version,
        },
        _D.c.key,
    )


def _row(tx: Connection, query: Select[Any]) -> Any:
    row = tx.execute(query).first()
    if row is None:
        raise NotFoundError(text("没有找到这个决策"))
    return row


def _body(tx: Connection, key: int) -> bytes:
    row = resources.resource_by_key(tx, key, "requirements")
    if row is None:
        raise NotFoundError(text("没有找到这个决策"))
    return bytes(row.body)


def _model(runtime: Runtime, body: bytes) -> Model:
    place = f"decisions:{hashlib.sha256(body).hexdigest()}"
    found: Model | None = runtime.cache.get(place)
    if found is None:
        found = load_decisions(declare_inputs(body), functions=known_functions())
        runtime.cache[place] = found
    return found


def _decision(row: Any) -> Decision:
    return Decision(
        row.key,
        row.resource_id,
        row.name,
        row.version,
        row.file,
        row.requirements_key,
        row.requirements_id,
        row.requirements_name,
        row.requirements_version,
    )
