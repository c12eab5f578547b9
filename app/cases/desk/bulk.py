"""Claim or hand on several tasks at once: each in a transaction of its own, and honest about every one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.access.actor import Actor
from app.access.policy import require
from app.cases.desk.claim import claim_task, reassign_task
from app.errors import InvalidError, LuoshuError, NotFoundError
from app.runtime import Runtime
from app.store import worklist
from app.text import Text, text

MOST = 100
"""As many as one page of the inbox can hold."""


@dataclass(frozen=True)
class BulkItem:
    """Say what became of one task: `refused` is None when it was done. Unknown tasks have no number or title."""

    key: int
    number: str
    title: str
    step: str
    refused: Text | None


def claim_tasks(runtime: Runtime, actor: Actor, task_keys: Sequence[int]) -> Sequence[BulkItem]:
    """Claim several tasks and report on each. Raises InvalidError when none (or too many) are named."""
    return _each(runtime, actor, task_keys, lambda key: claim_task(runtime, actor, key))


def reassign_tasks(
    runtime: Runtime, actor: Actor, task_keys: Sequence[int], login: str, reason: str
) -> Sequence[BulkItem]:
    """Hand several tasks to one colleague and report on each. Raises InvalidError as `claim_tasks` does."""
    return _each(runtime, actor, task_keys, lambda key: reassign_task(runtime, actor, key, login, reason))


def _each(
    runtime: Runtime, actor: Actor, task_keys: Sequence[int], act: Callable[[int], None]
) -> Sequence[BulkItem]:
    require(actor, "case.start")
    keys = list(dict.fromkeys(task_keys))
    if not keys or len(keys) > MOST:
        message = text("请先勾选任务。") if not keys else text("一次最多办理%(most)s项。", most=MOST)
        raise InvalidError(message, {"task": [message]})
    refused: dict[int, Text] = {}
    unknown = set()
    for key in keys:
        try:
            act(key)
        except LuoshuError as error:
            refused[key] = error.message
            if isinstance(error, NotFoundError):
                unknown.add(key)
    with runtime.read() as tx:
        heads = worklist.task_heads(tx, [key for key in keys if key not in unknown])
    return [
        BulkItem(key, head.number, head.title, head.name, refused.get(key))
        if (head := heads.get(key)) is not None
        else BulkItem(key, "", "", "", refused.get(key, text("没有找到这项任务")))
        for key in keys
    ]
