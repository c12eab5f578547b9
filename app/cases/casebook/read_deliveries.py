"""What was sent about a case by e-mail and SMS, and how far each message came: for those who work on it."""

from dataclasses import dataclass
from datetime import datetime

from app.access.actor import Actor
from app.cases.moving.enqueue_mail import state_name
from app.cases.moving.get_case import get_case
from app.runtime import Runtime
from app.store import notifications
from app.text import Text, text

CHANNELS = {"mail": text("电子邮件"), "sms": text("短信")}
_LOOKS = {"sent": "good", "waiting": "info", "unconfigured": "soon", "refused": "late"}


@dataclass(frozen=True, slots=True)
class Delivery:
    """Hold one message: the address masked, its state in words and as a look (good, info, soon, late)."""

    channel: Text
    address: str
    subject: str
    state: Text
    look: str
    attempts: int
    error: str | None
    written_at: datetime
    sent_at: datetime | None


def list_deliveries(runtime: Runtime, actor: Actor, key: int) -> tuple[Delivery, ...]:
    """Return the messages of a case, newest first; raises NotFoundError or ForbiddenError as the policy says."""
    with runtime.read() as tx:
        get_case(tx, actor, key)
        rows = notifications.deliveries_of(tx, key)
    return tuple(
        Delivery(
            CHANNELS[row.channel],
            row.address_hint,
            row.subject,
            state_name(row.state),
            _LOOKS[row.state],
            row.attempts,
            row.error,
            row.created_at,
            row.sent_at,
        )
        for row in rows
    )
