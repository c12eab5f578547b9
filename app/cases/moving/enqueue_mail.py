"""Put a message for somebody outside into the outbox: it leaves after the commit, and once."""

import re
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from app.crypto import mask_email, mask_phone
from app.errors import InvalidError
from app.runtime import Runtime
from app.store import jobs, notifications
from app.store.keys import new_key
from app.text import Text, text

DELIVERY = "delivery"
"""Table to whose rows the encrypted address and body are bound."""
_SUBJECT_LENGTH = 300
_TRIES = 8
_EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+")
_PHONE = re.compile(r"\+?[0-9]{5,20}")
_STATES = {
    "waiting": text("等待发送"),
    "sent": text("已发送"),
    "refused": text("对方拒收"),
    "unconfigured": text("未配置"),
}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Hold one message to an address; `once_key` keeps it from being written twice.

    `template` and `definition_key` say from which text of which version it was written.
    """

    to: str
    subject: str
    body: str
    once_key: str
    instance_key: int | None = None
    template: str | None = None
    definition_key: int | None = None


def enqueue_mail(
    runtime: Runtime,
    tx: Connection,
    *,
    to: str,
    subject: str,
    body: str,
    once_key: str,
    instance_key: int | None = None,
) -> bool:
    """Write an e-mail into the outbox; see `send_later`."""
    return send_later(runtime, tx, "mail", Outgoing(to, subject, body, once_key, instance_key))


def send_later(runtime: Runtime, tx: Connection, channel: Literal["mail", "sms"], message: Outgoing) -> bool:
    """Write a message into the outbox; False when one of the same `once_key` was written before.

    Raises InvalidError for an address that no e-mail, or a number that no SMS, can go to.
    """
    address, hint = _checked(channel, message.to)
    key, now = new_key(), runtime.clock.now()
    added = notifications.add_delivery(
        tx,
        {
            "key": key,
            "once_key": message.once_key,
            "instance_key": message.instance_key,
            "channel": channel,
            "address": runtime.keys.encrypt(address, table=DELIVERY, column="address", key=key),
            "body": runtime.keys.encrypt(message.body, table=DELIVERY, column="body", key=key),
            "address_hint": hint,
            # a line break in a subject would begin a header of its own
            "subject": " ".join(message.subject.split())[:_SUBJECT_LENGTH],
            "template": message.template,
            "definition_key": message.definition_key,
            "state": "waiting",
            "created_at": now,
        },
    )
    if added:
        # the job names the row and nothing else: no address stands in the job table or in an incident
        jobs.enqueue(
            tx,
            "mail",
            {"delivery_key": str(key)},
            run_at=now,
            once_key=f"mail:{key}",
            instance_key=message.instance_key,
            max_attempts=_TRIES,
        )
    return added


def state_name(state: str) -> Text:
    """Return what a delivery's state is called."""
    return _STATES[state]


def _checked(channel: str, to: str) -> tuple[str, str]:
    if channel == "mail":
        if not _EMAIL.fullmatch(to.strip()):
            problem = text("“%(address)s”不是电子邮箱地址", address=mask_email(to))
            raise InvalidError(problem, {"email": [problem]})
        return to.strip(), mask_email(to.strip())
    number = re.sub(r"[\s()-]", "", to)
    if not _PHONE.fullmatch(number):
        problem = text("“%(phone)s”不是电话号码", phone=mask_phone(to))
        raise InvalidError(problem, {"phone": [problem]})
    return number, mask_phone(number)
