"""Send one message of the outbox: an e-mail over SMTP, an SMS through the adapter.

At least once and hardly ever twice: a message marked as sent is not sent again, and every try carries the same
reference. Without a mail server the message stays and is shown as 未配置.
"""

import smtplib
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.enqueue_mail import DELIVERY
from app.errors import LuoshuError
from app.notifications import FileSms, MailServer, RefusedError, SmsAdapter, send_mail
from app.runtime import Runtime
from app.store import notifications
from app.text import text

_ERROR_LENGTH = 500
SMS = "sms"
"""`runtime.cache[SMS]`: another `SmsAdapter` than the one that writes files."""


class NotSentError(LuoshuError):
    """Say that a message could not be sent now and why."""


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], None]:
    """Send, and return the step that writes down how it went.

    Raises NotSentError when it may work later; the try is counted on the delivery either way.
    """
    key = int(job.args["delivery_key"])
    with runtime.read() as tx:
        row = notifications.delivery_by_key(tx, key)
    if row is None or row.state not in {"waiting", "unconfigured"}:
        return lambda _tx: None
    if row.channel == "mail" and not runtime.settings.smtp_host:
        return lambda tx: notifications.change_delivery(tx, key, {"state": "unconfigured"})
    outcome = _send(runtime, row)

    def finish(tx: Connection) -> None:
        notifications.change_delivery(tx, key, {**outcome, "attempts": row.attempts + 1})

    return finish


def mail_server(runtime: Runtime) -> MailServer:
    """Return the mail server of the settings."""
    chosen = runtime.settings
    return MailServer(
        chosen.smtp_host,
        chosen.smtp_port,
        chosen.smtp_user,
        chosen.smtp_password,
        chosen.smtp_starttls,
        chosen.mail_from,
        chosen.site_name,
    )


def _send(runtime: Runtime, row: Row[Any]) -> dict[str, Any]:
    address = runtime.keys.decrypt(row.address, table=DELIVERY, column="address", key=row.key)
    body = runtime.keys.decrypt(row.body, table=DELIVERY, column="body", key=row.key)
    reference, now = f"luoshu-{row.key}", runtime.clock.now()
    try:
        if row.channel == "sms":
            adapter: SmsAdapter = runtime.cache.get(SMS) or FileSms(runtime.settings.data_dir / "sms")
            adapter.send(phone=address, body=body, reference=reference)
        else:
            server = mail_server(runtime)
            send_mail(server, to=address, subject=row.subject, body=body, reference=reference, at=now)
    except RefusedError as error:
        return {"state": "refused", "error": str(error)[:_ERROR_LENGTH]}
    except (OSError, smtplib.SMTPException) as error:
        reason = f"{type(error).__name__}: {error}".replace(address, row.address_hint)[:_ERROR_LENGTH]
        with runtime.transaction() as tx:
            notifications.count_attempt(tx, row.key, reason)
        message = text("发往 %(address)s 的消息没有发出：%(reason)s", address=row.address_hint, reason=reason)
        raise NotSentError(message) from error
    return {"state": "sent", "sent_at": now, "error": None}
