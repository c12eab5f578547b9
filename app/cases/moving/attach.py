"""Files that people add to a case: bytes first under their digest, the row in the transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert

from app.access.actor import Actor
from app.forms import AcceptedFile
from app.runtime import Runtime
from app.store.keys import new_key
from app.store.tables.cases import attachment


def store_files(
    runtime: Runtime,
    tx: Connection,
    instance_key: int,
    actor: Actor,
    files: Sequence[AcceptedFile],
    *,
    submission_key: int | None,
    public: bool = False,
) -> list[int]:
    """Store files that a form field accepted and return their keys."""
    keys = []
    for file in files:
        digest = runtime.blobs.put(file.content)
        key = new_key()
        tx.execute(
            insert(attachment).values(
                key=key,
                instance_key=instance_key,
                submission_key=submission_key,
                field=file.field,
                name=file.name,
                mime=file.mime,
                size=len(file.content),
                digest=digest,
                public=public,
                added_by=actor.account_key,
                added_at=runtime.clock.now(),
            )
        )
        keys.append(key)
    return keys
