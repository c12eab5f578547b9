"""Messages to people: how a text file becomes subject and body, and how e-mails and SMS leave the house.

Knows texts, mail servers and adapters; not who gets a message and not what a case is.
"""

from app.notifications.mail import MailServer, RefusedError, send_mail
from app.notifications.message import Message, parse_message
from app.notifications.sms import FileSms, SmsAdapter

__all__ = [
    "FileSms",
    "MailServer",
    "Message",
    "RefusedError",
    "SmsAdapter",
    "parse_message",
    "send_mail",
]
