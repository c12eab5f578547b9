"""Tell the applicant, or the people whose turn it is, what happened: box, e-mail, SMS, followers.

The text is messages/<template>.<locale>.txt of the case's own version. Everything is written in one
transaction; e-mails and SMS leave the house by jobs of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.citizen.follow import link_token
from app.cases.moving.document_context import message_context
from app.cases.moving.enqueue_mail import Outgoing, send_later
from app.cases.moving.handlers.finish import case_of
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.documents import render_text
from app.errors import InvalidError
from app.notifications import Message, parse_message
from app.runtime import Runtime
from app.store import followers, notifications, people
from app.text import text

_LOCALE = "zh"
_STOP = "\n不再接收：{link}\n"


@dataclass(frozen=True)
class _Notice:
    """Carry what every part of one notice needs."""

    runtime: Runtime
    tx: Connection
    job: Row[Any]
    head: Row[Any]
    package: Package

    @property
    def template(self) -> str:
        """Return the name of the text."""
        return str(self.job.args["template"])

    def words(self, *, outside: bool, desk: bool = False) -> Message:
        """Return the text filled in."""
        source = parse_message(self.package.message(self.template, _LOCALE), self.template)
        context = message_context(self.runtime, self.tx, self.head, outside=outside, desk=desk)
        return Message(
            render_text(source.subject, self.template, context),
            render_text(source.body, self.template, context),
        )

    def put_into_boxes(self, account_keys: list[int], message: Message) -> None:
        """Write the notice for accounts."""
        rows = [
            {
                "account_key": key,
                "instance_key": self.head.key,
                "subject": message.subject,
                "body": message.body,
                "template": self.template,
                "definition_key": self.package.key,
                "created_at": self.runtime.clock.now(),
            }
            for key in account_keys
        ]
        notifications.add_notifications(self.tx, rows)

    def send(self, channel: Any, to: str, message: Message, whom: str) -> None:
        """Write the notice into the outbox; an impossible address loses this one copy, not the notice."""
        once_key = f"{self.job.once_key}:{channel}:{whom}"
        outgoing = Outgoing(
            to, message.subject, message.body, once_key, self.head.key, self.template, self.package.key
        )
        try:
            send_later(self.runtime, self.tx, channel, outgoing)
        except InvalidError:
            return


def handle(runtime: Runtime, job: Row[Any]) -> Callable[[Connection], None]:
    """Return the step that writes the notice. Raises InvalidError when the version has no such text."""

    def finish(tx: Connection) -> None:
        head = case_of(tx, job)
        notice = _Notice(runtime, tx, job, head, resolve_package(runtime, tx, head.definition_key))
        try:
            notice.package.message(notice.template, _LOCALE)
        except KeyError:
            raise InvalidError(text("流程版本中没有通知文本 %(name)s", name=notice.template)) from None
        if job.args["to"] == "applicant":
            _tell_applicant(notice)
            _tell_followers(notice)
        else:
            _tell_groups(notice, [name for name in job.args["groups"] if name != "applicant"])

    return finish


def _tell_applicant(notice: _Notice) -> None:
    head, tx = notice.head, notice.tx
    account = people.find_account(tx, head.applicant_key) if head.applicant_key is not None else None
    if account is not None:
        notice.put_into_boxes([account.key], notice.words(outside=False))
    message = notice.words(outside=True)
    email = _opened(notice, "applicant_email") or (account.email if account is not None else None)
    phone = _opened(notice, "applicant_phone")
    if email:
        notice.send("mail", email, message, "applicant")
    elif phone:
        context = message_context(notice.runtime, tx, head, outside=True)
        short = f"{message.subject}。编号：{head.number}。查看：{context['case']['url']}"
        notice.send("sms", phone, Message(message.subject, short), "applicant")


def _tell_followers(notice: _Notice) -> None:
    confirmed = [row for row in followers.followers_of(notice.tx, notice.head.key) if row.confirmed_at]
    if not confirmed:
        return
    message = notice.words(outside=True)
    for row in confirmed:
        email = notice.runtime.keys.decrypt(row.email, table="follower", column="email", key=row.key)
        site = notice.runtime.settings.site_url.rstrip("/")
        stop = _STOP.format(link=f"{site}/follow/{link_token(notice.runtime, row.key)}")
        notice.send("mail", email, Message(message.subject, message.body + stop), str(row.key))


def _tell_groups(notice: _Notice, groups: list[str]) -> None:
    members = [
        person
        for person in notifications.recipients(notice.tx, groups=groups)
        if not (notice.head.accused_unit and person.unit_code == notice.head.accused_unit)
    ]
    if not members:
        return
    notice.put_into_boxes([person.key for person in members], notice.words(outside=False, desk=True))
    message = notice.words(outside=True, desk=True)
    for person in members:
        if person.email:
            notice.send("mail", person.email, message, str(person.key))


def _opened(notice: _Notice, column: str) -> str | None:
    value: str | None = notice.runtime.keys.decrypt_optional(
        getattr(notice.head, column), table="instance", column=column, key=notice.head.key
    )
    return value
