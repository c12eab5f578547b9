"""Find the package of a running case or the newest version of a process; compiled once a process."""

from sqlalchemy import Connection

from app.catalog.legal_functions import known_functions
from app.catalog.package import Package, build_package
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import instances
from app.text import text


def resolve_package(runtime: Runtime, tx: Connection, definition_key: int) -> Package:
    """Return the compiled package of a definition version.

    Raises NotFoundError when the version is not stored here.
    """
    found: Package | None = runtime.cache.get(f"package:{definition_key}")
    if found is not None:
        return found
    row = instances.definition_by_key(tx, definition_key)
    if row is None:
        raise NotFoundError(text("没有编号为 %(key)s 的流程版本", key=definition_key))
    files = instances.resources(tx, definition_key)
    package = build_package(
        row.process_id, files, key=definition_key, version=row.version, functions=known_functions()
    )
    runtime.cache[f"package:{definition_key}"] = package
    return package


def newest_package(runtime: Runtime, tx: Connection, process_id: str) -> Package:
    """Return the newest deployed version of a process.

    Raises NotFoundError when none is deployed.
    """
    row = instances.newest_definition(tx, process_id)
    if row is None:
        raise NotFoundError(text("流程“%(name)s”尚未发布", name=process_id))
    return resolve_package(runtime, tx, row.key)
