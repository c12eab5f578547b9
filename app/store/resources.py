"""Rows of forms and decisions with versions of their own, and of the deployments that brought them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from app.store.tables.interfaces import deployment, resource


def add_deployment(tx: Connection, values: dict[str, Any]) -> None:
    """Insert a deployment."""
    tx.execute(insert(deployment).values(values))


def add_resource(tx: Connection, values: dict[str, Any]) -> None:
    """Insert a version of a form, of a DMN file or of a decision in it."""
    tx.execute(insert(resource).values(values))


def newest_resource(tx: Connection, kind: str, resource_id: str) -> Row[Any] | None:
    """Return the newest version."""
    query = select(resource).where(resource.c.kind == kind, resource.c.resource_id == resource_id)
    return tx.execute(query.order_by(resource.c.version.desc()).limit(1)).first()


def next_version(tx: Connection, kind: str, resource_id: str) -> int:
    """Return the number of the next version."""
    query = select(func.max(resource.c.version)).where(
        resource.c.kind == kind, resource.c.resource_id == resource_id
    )
    return int(tx.scalar(query) or 0) + 1


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
