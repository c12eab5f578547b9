"""Take personal data out of rows for good. Decides nothing: what may go was judged before."""

from typing import Any

from sqlalchemy import Connection, delete, update

from app.store import search
from app.store.tables.cases import attachment, follower, instance, rating, submission
from app.store.tables.notifications import delivery, notification


def change_case(tx: Connection, key: int, values: dict[str, Any]) -> None:
    """Write columns of a case that hold personal data; the engine's state and version stay."""
    tx.execute(update(instance).where(instance.c.key == key).values(values))


def replace_submission(tx: Connection, key: int, values: str) -> None:
    """Write a submission's values anew (encrypted)."""
    tx.execute(update(submission).where(submission.c.key == key).values(values=values))


def drop_addresses(tx: Connection, instance_key: int) -> None:
    """Forget who follows a case, and every address and text that was sent about it."""
    tx.execute(delete(follower).where(follower.c.instance_key == instance_key))
    tx.execute(delete(delivery).where(delivery.c.instance_key == instance_key))


def drop_comments_of_ratings(tx: Connection, instance_key: int) -> None:
    """Take the words and the name from a case's ratings; the levels still count."""
    tx.execute(update(rating).where(rating.c.instance_key == instance_key).values(body=None, named=False))


def drop_files(tx: Connection, instance_key: int) -> None:
    """Forget the files people added to a case; the bytes go with the next sweep."""
    tx.execute(delete(attachment).where(attachment.c.instance_key == instance_key))


def drop_words(tx: Connection, instance_key: int, number: str, title: str) -> None:
    """Put a neutral title in the place of the citizen's, and leave the number alone to be found by."""
    tx.execute(update(instance).where(instance.c.key == instance_key).values(title=title))
    tx.execute(delete(notification).where(notification.c.instance_key == instance_key))
    search.index_case(tx, instance_key, number)
