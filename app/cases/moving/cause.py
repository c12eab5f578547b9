"""Why a case moves: who acted, on which task, with which values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.access.actor import Actor


@dataclass(frozen=True)
class Cause:
    """Say what set a case in motion; the audit event and the follow-up rows are written from it.

    `engine_id` is the engine's id of the task a person completed; `values` are the values submitted with it;
    `on_behalf_of` is the account key of the principal when a substitute acts, `closed_by` that of whoever
    completed the task when somebody else's act lets it go on.
    """

    actor: Actor
    action: str
    engine_id: str | None = None
    task_key: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    on_behalf_of: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    item: Mapping[str, Any] = field(default_factory=dict)
    closed_by: int | None = None
