"""Give forms and decisions versions of their own, beside the packages that hold them: programs look them up by key."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.catalog.deployed_files import DeployedDecisions, DeployedFiles, read_files
from app.runtime import Runtime
from app.store import resources
from app.store.keys import new_key


@dataclass(frozen=True, slots=True)
class DeployedResource:
    """Name a deployed version (`kind` process, form, requirements or decision); a decision stands in `requirements`."""

    kind: str
    key: int
    id: str
    version: int
    name: str
    file: str
    requirements: "DeployedResource | None" = None


@dataclass(frozen=True, slots=True)
class _Thing:
    kind: str
    id: str
    name: str
    file: str
    digest: str
    body: bytes | None = None


class Shelf:
    """Store forms and decisions of one deployment; what has not changed keeps its version."""

    def __init__(self, runtime: Runtime, tx: Connection, deployment_key: int | None) -> None:
        self._runtime = runtime
        self._tx = tx
        self._deployment_key = deployment_key
        self._newest: dict[tuple[str, str], Any] = {}
        self._rows: list[dict[str, Any]] = []

    def store(self, read: DeployedFiles) -> list[DeployedResource]:
        """Store everything that was read: decisions, the files they stand in, forms."""
        files = {one.file: one for one in read.decisions.values()}
        self._newest = resources.newest_of(
            self._tx,
            [*read.forms, *read.decisions, *(one.requirements_id for one in files.values())],
        )
        found = [stored for one in files.values() for stored in self._decisions(one)]
        for form in read.forms.values():
            thing = _Thing("form", form.form_id, form.form_id, form.file, _digest(form.body), form.body)
            found.append(self._store(thing))
        resources.add_resources(self._tx, self._rows)
        return found

    def store_package(self, files: Mapping[str, bytes]) -> None:
        """Store the forms and decisions of a package."""
        self.store(
            read_files({path: body for path, body in files.items() if path.endswith((".dmn", ".form"))})
        )

    def _decisions(self, read: DeployedDecisions) -> Iterator[DeployedResource]:
        digest = _digest(read.body)
        name = read.name or read.requirements_id
        known = self._newest.get(("requirements", read.requirements_id))
        whole = self._store(_Thing("requirements", read.requirements_id, name, read.file, digest, read.body))
        kept = {}
        if known is not None and known.key == whole.key:
            kept = {row.resource_id: row for row in resources.decisions_of(self._tx, whole.key)}
        for decision_id, decision in read.model.decision_names.items():
            if decision_id in kept:
                yield _named(kept[decision_id], whole)
            else:
                yield self._add(_Thing("decision", decision_id, decision, read.file, digest), whole)
        yield whole

    def _store(self, thing: _Thing) -> DeployedResource:
        newest = self._newest.get((thing.kind, thing.id))
        return _named(newest) if newest is not None and newest.digest == thing.digest else self._add(thing)

    def _add(self, thing: _Thing, requirements: DeployedResource | None = None) -> DeployedResource:
        newest = self._newest.get((thing.kind, thing.id))
        key, version = new_key(), newest.version + 1 if newest is not None else 1
        self._rows.append(
            {
                "key": key,
                "kind": thing.kind,
                "resource_id": thing.id,
                "version": version,
                "name": thing.name[:200],
                "file": thing.file[:200],
                "digest": thing.digest,
                "body": thing.body,
                "requirements_key": requirements.key if requirements is not None else None,
                "deployment_key": self._deployment_key,
                "deployed_at": self._runtime.clock.now(),
            }
        )
        return DeployedResource(thing.kind, key, thing.id, version, thing.name, thing.file, requirements)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _named(row: Any, requirements: DeployedResource | None = None) -> DeployedResource:
    return DeployedResource(row.kind, row.key, row.resource_id, row.version, row.name, row.file, requirements)
