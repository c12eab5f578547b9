"""Put a message of the program itself into the boxes of colleagues, each in their own language."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from app.runtime import Runtime
from app.store import notifications, people
from app.text import Name


@dataclass(frozen=True)
class Words:
    """Hold a message in both languages."""

    subject: Name
    body: Name


def tell(
    runtime: Runtime,
    tx: Connection,
    account_keys: Collection[int],
    words: Words,
    instance_key: int,
    *,
    task_key: int | None = None,
) -> None:
    """Write the message for these accounts; it leads to the case and, where one is given, to the task."""
    languages = people.languages_of(tx, account_keys)
    rows = [
        {
            "account_key": key,
            "instance_key": instance_key,
            "task_key": task_key,
            "subject": words.subject.in_language(languages[key]),
            "body": words.body.in_language(languages[key]),
            "created_at": runtime.clock.now(),
        }
        for key in sorted(set(account_keys))
        if key in languages
    ]
    notifications.add_notifications(tx, rows)
