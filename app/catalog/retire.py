"""Retire a version of a process: no new case starts on it, running cases go on."""

from app.access.actor import Actor
from app.access.policy import require
from app.errors import ConflictError, NotFoundError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import instances
from app.text import text


def retire_version(runtime: Runtime, actor: Actor, process_id: str, version: int) -> None:
    """Retire a version. An older version that is not retired becomes the one that starts new cases.

    Raises NotFoundError when there is none, ConflictError when it is retired already, ForbiddenError when the actor
    may not deploy.
    """
    require(actor, "process.deploy", None)
    with runtime.transaction() as tx:
        key = instances.version_key(tx, process_id, version)
        if key is None:
            raise NotFoundError(text("没有这个流程或版本"))
        if not instances.retire_definition(tx, key, runtime.clock.now()):
            raise ConflictError(text("这个版本已经停用"))
        facts = {"process": process_id, "version": version}
        append_event(runtime, tx, None, actor=actor, action="process.retired", facts=facts)
