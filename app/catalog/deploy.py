"""Check a package as a whole and store it as the next immutable version of its process."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.policy import require
from app.catalog.check import check_files
from app.catalog.problem import InvalidPackageError
from app.catalog.resolve import resolve_package
from app.catalog.shelf import Shelf
from app.record.append import append_event
from app.runtime import Runtime
from app.store import instances
from app.store.keys import new_key


@dataclass(frozen=True)
class Deployed:
    """Name the version that now runs; `created` is false when the same bytes were deployed before."""

    key: int
    process_id: str
    version: int
    created: bool


def deploy(runtime: Runtime, actor: Actor, process_id: str, files: Mapping[str, bytes]) -> Deployed:
    """Store a package as a new version; running cases stay on theirs.

    Raises InvalidPackageError with every problem of every file when the package does not pass its check, and
    ForbiddenError when the actor may not deploy. The same bytes as the newest version change nothing.
    """
    require(actor, "process.deploy", None)
    with runtime.transaction() as tx:
        return deploy_in(runtime, tx, actor, process_id, files)


def deploy_in(
    runtime: Runtime, tx: Connection, actor: Actor, process_id: str, files: Mapping[str, bytes]
) -> Deployed:
    """Deploy within the caller's transaction (see `deploy`)."""
    problems = [problem for problem in check_files(process_id, files) if problem.blocking]
    if problems:
        raise InvalidPackageError(process_id, problems)
    Shelf(runtime, tx, None).store_package(files)
    return store_version(runtime, tx, actor, process_id, files)


def store_version(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    process_id: str,
    files: Mapping[str, bytes],
    *,
    deployment_key: int | None = None,
) -> Deployed:
    """Store a checked package as the next version, unless the newest one has the same bytes."""
    digest = package_digest(files)
    newest = instances.newest_definition(tx, process_id)
    if newest is not None and newest.digest == digest:
        return Deployed(newest.key, process_id, newest.version, created=False)
    key, version = new_key(), instances.next_version(tx, process_id)
    values = {
        "key": key,
        "process_id": process_id,
        "version": version,
        "name": process_id,
        "digest": digest,
        "deployed_at": runtime.clock.now(),
        "deployed_by": actor.account_key,
        "deployment_key": deployment_key,
    }
    instances.add_definition(tx, values, dict(files))
    package = resolve_package(runtime, tx, key)
    instances.name_definition(tx, key, package.definition.name, package.definition.version_tag)
    facts = {"process": process_id, "version": version, "digest": digest}
    append_event(runtime, tx, None, actor=actor, action="process.deployed", facts=facts)
    return Deployed(key, process_id, version, created=True)


def package_digest(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 over names and contents of a package, hex."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
    return total.hexdigest()
