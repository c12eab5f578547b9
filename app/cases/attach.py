"""Files that people add to a case: bytes first under their digest, the row in the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from app.access.actor import Actor
from app.runtime import Runtime
from app.store.keys import new_key
from app.store.tables.cases import attachment


@dataclass(frozen=True)
class Upload:
    """Hold one uploaded file in memory: the form field it came with, its name, claimed type and bytes."""

    field: str
    name: str
    mime: str
    content: bytes


def store_uploads(
    runtime: Runtime,
    tx: Connection,
    instance_key: int,
    actor: Actor,
    uploads: Sequence[Upload],
    *,
    submission_key: int | None,
    public: bool = False,
) -> list[int]:
    """Store files of a case and return their keys; their form field has checked them before."""
    keys = []
    for upload in uploads:
        digest = runtime.blobs.put(upload.content)
        key = new_key()
        tx.execute(
            insert(attachment).values(
                key=key,
                instance_key=instance_key,
                submission_key=submission_key,
                field=upload.field,
                name=upload.name,
                mime=upload.mime,
                size=len(upload.content),
                digest=digest,
                public=public,
                added_by=actor.account_key,
                added_at=runtime.clock.now(),
            )
        )
        keys.append(key)
    return keys
