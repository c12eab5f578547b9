"""Write down a citizen's rating, and whether it counts.

Ten anonymous one-star votes from one device count once (国办发〔2019〕51号: 差评 are looked into, not
multiplied); a rating in one's own name always counts.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from app.runtime import Runtime
from app.store import ratings
from app.store.keys import new_key

FIELD = "rating"
"""Key of the form field that holds the level, 5 (best) to 1."""
SAME_DEVICE_FOR = timedelta(days=30)
"""How long a device is remembered: a terminal in a library is used by many people over the months."""


def record_rating(
    runtime: Runtime, tx: Connection, instance_key: int, values: Mapping[str, Any], device: str
) -> None:
    """Store the rating that a form brought; nothing when it brought none.

    `device` says from where (address and browser); only a keyed digest of it is kept, and only of an
    anonymous rating.
    """
    level = values.get(FIELD)
    if not isinstance(level, int) or isinstance(level, bool):
        return
    named, now = values.get("rating_named") is True, runtime.clock.now()
    digest = None if named else runtime.keys.digest(device, purpose="rating-device")
    counts = digest is None or not ratings.has_counted(
        tx, device_digest=digest, level=level, since=now - SAME_DEVICE_FOR
    )
    comment, key = str(values.get("rating_comment") or ""), new_key()
    ratings.add_rating(
        tx,
        {
            "key": key,
            "instance_key": instance_key,
            "level": level,
            "body": runtime.keys.encrypt_optional(comment, table="rating", column="body", key=key),
            "named": named,
            "device_digest": digest,
            "counts": counts,
            "rated_at": now,
        },
    )
