"""Rows of forms and decisions with versions of their own, and of the deployments that brought them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from app.store.tables.interfaces import deployment, resource


def add_deployment(tx: Connection, values: dict[str, Any]) -> None:
    """Insert a deployment."""
    tx.execute(insert(deployment).values(values))


def add_resources(tx: Connection, rows: list[dict[str, Any]]) -> None:
    """Insert versions of forms, of DMN files and, after them, of the decisions in them."""
    if rows:
        tx.execute(insert(resource), rows)


def newest_of(tx: Connection, ids: Collection[str]) -> dict[tuple[str, str], Row[Any]]:
    """Return the newest versions of everything with these ids, by kind and id; without their bytes."""
    newest = (
        select(resource.c.kind, resource.c.resource_id, func.max(resource.c.version).label("version"))
        .where(resource.c.resource_id.in_(ids))
        .group_by(resource.c.kind, resource.c.resource_id)
        .subquery()
    )
    columns = [column for column in resource.c if column.name != "body"]
    query = select(*columns).join(
        newest,
        (newest.c.kind == resource.c.kind)
        & (newest.c.resource_id == resource.c.resource_id)
        & (newest.c.version == resource.c.version),
    )
    return {(row.kind, row.resource_id): row for row in tx.execute(query)}


def newest_resource(tx: Connection, kind: str, resource_id: str) -> Row[Any] | None:
    """Return the newest version."""
    query = select(resource).where(resource.c.kind == kind, resource.c.resource_id == resource_id)
    return tx.execute(query.order_by(resource.c.version.desc()).limit(1)).first()


def resource_by_key(tx: Connection, key: int, *kinds: str) -> Row[Any] | None:
    """Return one version by its key, of these kinds."""
    return tx.execute(select(resource).where(resource.c.key == key, resource.c.kind.in_(kinds))).first()


def resource_of(tx: Connection, kind: str, resource_id: str, digest: str) -> Row[Any] | None:
    """Return the version with this content."""
    query = select(resource).where(
        resource.c.kind == kind, resource.c.resource_id == resource_id, resource.c.digest == digest
    )
    return tx.execute(query.order_by(resource.c.version.desc()).limit(1)).first()


def decisions_of(tx: Connection, requirements_key: int) -> Sequence[Row[Any]]:
    """Return the decisions of one version of a DMN file."""
    query = select(resource).where(resource.c.requirements_key == requirements_key)
    return tx.execute(query.order_by(resource.c.key)).all()
