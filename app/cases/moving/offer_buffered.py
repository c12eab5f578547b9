"""Give a case that begins to wait for a message what was published before: as a job, so that one move stays one."""

from collections.abc import Collection

from app.cases.moving.step import Step
from app.store import jobs, messages


def offer_buffered(step: Step, wanted: Collection[tuple[str, str | None]]) -> None:
    """Enqueue the delivery of kept messages with these names and correlation keys."""
    pairs = {(name, key or "") for name, key in wanted}
    if not pairs:
        return
    for message in messages.buffered(step.tx, pairs, step.now):
        jobs.enqueue(
            step.tx,
            "buffered_message",
            {"message": str(message.key)},
            run_at=step.now,
            once_key=f"buffered:{message.key}:{step.key}:{step.head.version}",
            instance_key=step.key,
        )
