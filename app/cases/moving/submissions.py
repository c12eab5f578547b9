"""What people sent with forms: stored encrypted, read back merged (later forms win)."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from app.access.actor import Actor
from app.feel import from_feel, to_feel
from app.runtime import Runtime
from app.store import instances
from app.store.keys import new_key


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return form values as JSON-native data: decimals become numbers without losing a digit."""
    return {name: from_feel(to_feel(value)) for name, value in values.items()}


def store_submission(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    values: Mapping[str, Any],
    *,
    instance_key: int,
    element_id: str,
    form_id: str,
    task_key: int | None = None,
    on_behalf_of: int | None = None,
    corrects_key: int | None = None,
) -> int:
    """Store the JSON-native values of one form, encrypted as a whole, and return the submission's key."""
    key = new_key()
    plain = json.dumps(values, ensure_ascii=False)
    instances.add_submission(
        tx,
        {
            "key": key,
            "instance_key": instance_key,
            "task_key": task_key,
            "element_id": element_id,
            "form_id": form_id,
            "values": runtime.keys.encrypt(plain, table="submission", column="values", key=key),
            "submitted_by": actor.account_key,
            "on_behalf_of": on_behalf_of,
            "submitted_at": runtime.clock.now(),
            "corrects_key": corrects_key,
        },
    )
    return key


def submitted_values(runtime: Runtime, tx: Connection, instance_key: int) -> dict[str, Any]:
    """Return every value sent to a case so far; of the same field the latest counts."""
    merged: dict[str, Any] = {}
    for row in instances.submissions_of(tx, instance_key):
        merged.update(read_values(runtime, row))
    return merged


def read_values(runtime: Runtime, row: Any) -> dict[str, Any]:
    """Return the values of one submission row."""
    plain = runtime.keys.decrypt(row.values, table="submission", column="values", key=row.key)
    values: dict[str, Any] = json.loads(plain)
    return values
