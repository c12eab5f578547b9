"""Read what is deployed: processes, their versions, the files and the picture of one version."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import DBAPIError

from app.access.actor import Actor
from app.access.policy import require
from app.catalog.check import check_files
from app.catalog.package_zip import write_zip
from app.catalog.problem import PackageProblem
from app.catalog.read_package import PackageFiles
from app.catalog.resolve import resolve_package
from app.diagrams import Step, describe, render_svg
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import instances, people
from app.text import text


@dataclass(frozen=True)
class ProcessVersion:
    """Hold one version; `running` counts its open cases."""

    key: int
    process_id: str
    version: int
    tag: str
    name: str
    digest: str
    deployed_at: datetime
    deployed_by: str
    retired_at: datetime | None
    running: int


@dataclass(frozen=True)
class Process:
    """Hold a process: its newest version that can be started (None: all are retired) and all versions."""

    process_id: str
    name: str
    current: ProcessVersion | None
    versions: tuple[ProcessVersion, ...]

    @property
    def running(self) -> int:
        """Return the number of open cases in all versions."""
        return sum(version.running for version in self.versions)


@dataclass(frozen=True)
class ShownVersion:
    """Hold a version with its picture, the same in words, its files (path, bytes) and what could be better."""

    process: Process
    version: ProcessVersion
    svg: str
    steps: tuple[Step, ...]
    files: tuple[tuple[str, int], ...]
    problems: tuple[PackageProblem, ...]


def list_processes(runtime: Runtime, actor: Actor) -> list[Process]:
    """Return every process with its versions, newest first."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        return _processes(tx)


def read_version(
    runtime: Runtime, actor: Actor, process_id: str, version: int | None, *, locale: str
) -> ShownVersion:
    """Return a version (None: the newest) for the page. Raises NotFoundError when there is none."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        process = next((found for found in _processes(tx) if found.process_id == process_id), None)
        found = _pick(process, version) if process else None
        if process is None or found is None:
            raise NotFoundError(text("没有这个流程或版本"))
        package = resolve_package(runtime, tx, found.key)
    files = tuple((path, len(body)) for path, body in sorted(package.files.items()))
    drawing = package.drawing
    return ShownVersion(
        process,
        found,
        render_svg(drawing, locale=locale, title=found.name),
        describe(drawing, {}, locale),
        files,
        tuple(check_files(process_id, package.files, groups=_posts(runtime))),
    )


def check_package(runtime: Runtime, actor: Actor, package: PackageFiles) -> list[PackageProblem]:
    """Check a package against the posts of this organisation; nothing is stored."""
    require(actor, "process.read", None)
    return check_files(package.process_id, package.files, groups=_posts(runtime))


def export_version(runtime: Runtime, actor: Actor, process_id: str, version: int) -> bytes:
    """Return a version as ZIP. Raises NotFoundError when there is none."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        key = instances.version_key(tx, process_id, version)
        if key is None:
            raise NotFoundError(text("没有这个流程或版本"))
        return write_zip(process_id, instances.resources(tx, key))


def _posts(runtime: Runtime) -> frozenset[str] | None:
    """Return every post as a candidate group; None where no organisation is set up (or no database) yet."""
    try:
        with runtime.read() as tx:
            found = frozenset(f"{row.unit_code}.{row.code}" for row in people.posts(tx))
    except DBAPIError:
        return None
    return found or None


def _processes(tx: Connection) -> list[Process]:
    running = instances.running_by_definition(tx)
    rows = instances.list_definitions(tx)
    names = people.account_names(tx, {row.deployed_by for row in rows if row.deployed_by})
    grouped: dict[str, list[ProcessVersion]] = {}
    for row in rows:
        grouped.setdefault(row.process_id, []).append(_version(row, names, running))
    return [_process(process_id, versions) for process_id, versions in grouped.items()]


def _process(process_id: str, versions: list[ProcessVersion]) -> Process:
    current = next((version for version in versions if version.retired_at is None), None)
    return Process(process_id, versions[0].name, current, tuple(versions))


def _version(row: Row[Any], names: dict[int, str], running: dict[int, int]) -> ProcessVersion:
    return ProcessVersion(
        row.key,
        row.process_id,
        row.version,
        row.version_tag or "",
        row.name,
        row.digest,
        row.deployed_at,
        names.get(row.deployed_by, ""),
        row.retired_at,
        running.get(row.key, 0),
    )


def _pick(process: Process, version: int | None) -> ProcessVersion | None:
    if version is None:
        return process.current or process.versions[0]
    return next((found for found in process.versions if found.version == version), None)
