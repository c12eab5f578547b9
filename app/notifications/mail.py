"""E-mail over SMTP. Knows one server and one letter; trying again is the job table's business."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

_PERMANENT = range(500, 600)
_TIMEOUT_SECONDS = 20


class RefusedError(Exception):
    """Say that the receiver refuses for good: trying again would not help."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Hold how to reach the server and whose name the letters carry."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    starttls: bool = False
    sender: str = "luoshu@localhost"
    sender_name: str = ""
    timeout_seconds: int = _TIMEOUT_SECONDS


def send_mail(server: MailServer, *, to: str, subject: str, body: str, reference: str, at: datetime) -> None:
    """Send one letter.

    `reference` becomes the Message-ID, the same on every try, so that a mailbox can drop a second copy.
    Raises RefusedError when sender or receiver is refused for good, OSError or smtplib.SMTPException
    when it may work later.
    """
    letter = _letter(server, to=to, subject=subject, body=body, reference=reference, at=at)
    with smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds) as connection:
        if server.starttls:
            connection.starttls(context=ssl.create_default_context())
        if server.user:
            connection.login(server.user, server.password)
        try:
            connection.send_message(letter, from_addr=parseaddr(server.sender)[1], to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            if code in _PERMANENT:
                raise RefusedError(_said(code, words)) from error
            raise
        except smtplib.SMTPDataError as error:
            if error.smtp_code in _PERMANENT:
                raise RefusedError(_said(error.smtp_code, error.smtp_error)) from error
            raise


def _letter(
    server: MailServer, *, to: str, subject: str, body: str, reference: str, at: datetime
) -> EmailMessage:
    address = parseaddr(server.sender)[1]
    letter = EmailMessage()
    letter["From"] = Address(server.sender_name, addr_spec=address) if server.sender_name else address
    letter["To"] = to
    letter["Subject"] = subject
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{reference}@{address.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body, cte="base64")
    return letter


def _said(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {said}"
