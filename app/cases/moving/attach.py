"""Files that people add to a case: bytes first under their digest, the row in the transaction."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert

from app.access.actor import Actor
from app.errors import InvalidError
from app.forms import AcceptedFile, UploadedFile, UploadLimits
from app.forms.upload import check_count, check_file
from app.runtime import Runtime
from app.store.keys import new_key
from app.store.tables.cases import attachment
from app.text import Text, text

LABEL = "附件"


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


def judge_files(files: Sequence[UploadedFile], limits: UploadLimits) -> list[AcceptedFile]:
    """Return the files that may be kept, all of them or none.

    Raises InvalidError (field `file`) naming each refused one: its kind, its size, or a state-secret mark on it.
    """
    problems: list[Text] = []
    accepted: list[AcceptedFile] = []
    if not files:
        problems.append(text("请选择要上传的文件。"))
    too_many = check_count(len(files), limits, LABEL)
    if too_many is not None:
        problems.append(too_many)
    for file in files:
        verdict = check_file(file, limits, LABEL)
        if isinstance(verdict, AcceptedFile):
            accepted.append(verdict)
        else:
            problems.append(verdict)
    if problems:
        raise InvalidError(problems[0], {"file": problems})
    return accepted
