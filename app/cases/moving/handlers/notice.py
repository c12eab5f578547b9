"""Tell the applicant, or the people whose turn it is, what happened: box, e-mail, SMS, followers.

The text is messages/<template>.<locale>.txt of the case's own version, in the language of whoever reads it: what
the account chose last, else what the case was filed in, else Chinese. Everything is written in one transaction;
e-mails and SMS leave the house by jobs of their own.
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
from app.store import followers, notifications, people, tasks
from app.text import text

_CHINESE = "zh"
_STOP = {"zh": "\n不再接收：{link}\n", "en": "\nNo more of these mails: {link}\n"}
_SHORT = {
    "zh": "{subject}。编号：{number}。查看：{url}",
    "en": "{subject}. Number: {number}. See: {url}",
}
_HERE = "luoshu:here"
"""Stands for the site's address in a message for the box: the box has a link of its own, so its line is left out."""


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

    def words(self, language: str | None, *, outside: bool, desk: bool = False) -> Message:
        """Return the text filled in."""
        locale = language or _CHINESE
        source = parse_message(self.package.message(self.template, locale), self.template)
        context = self.context(locale, outside=outside, desk=desk)
        if not outside:
            context["case"]["url"] = _HERE
        body = render_text(source.body, self.template, context)
        lines = [line for line in body.splitlines() if _HERE not in line]
        return Message(render_text(source.subject, self.template, context), "\n".join(lines).strip() + "\n")

    def context(self, locale: str, *, outside: bool, desk: bool = False) -> dict[str, Any]:
        """Return what the text may speak of."""
        return message_context(
            self.runtime, self.tx, self.head, outside=outside, desk=desk, english=locale == "en"
        )

    def put_into_boxes(
        self, account_keys: list[int], message: Message, *, task_key: int | None = None
    ) -> None:
        """Write the notice for accounts; `task_key` is what it asks them to do."""
        rows = [
            {
                "account_key": key,
                "instance_key": self.head.key,
                "task_key": task_key,
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
            notice.package.message(notice.template, _CHINESE)
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
    language = (account.language if account is not None else None) or head.language or _CHINESE
    if account is not None:
        notice.put_into_boxes([account.key], notice.words(language, outside=False))
    message = notice.words(language, outside=True)
    email = _opened(notice, "applicant_email") or (account.email if account is not None else None)
    phone = _opened(notice, "applicant_phone")
    if email:
        notice.send("mail", email, message, "applicant")
    elif phone:
        url = notice.context(language, outside=True)["case"]["url"]
        short = _SHORT[language].format(subject=message.subject, number=head.number, url=url)
        notice.send("sms", phone, Message(message.subject, short), "applicant")


def _tell_followers(notice: _Notice) -> None:
    confirmed = [row for row in followers.followers_of(notice.tx, notice.head.key) if row.confirmed_at]
    if not confirmed:
        return
    for row in confirmed:
        language = row.language or _CHINESE
        message = notice.words(language, outside=True)
        email = notice.runtime.keys.decrypt(row.email, table="follower", column="email", key=row.key)
        site = notice.runtime.settings.site_url.rstrip("/")
        stop = _STOP[language].format(link=f"{site}/follow/{link_token(notice.runtime, row.key)}")
        notice.send("mail", email, Message(message.subject, message.body + stop), str(row.key))


def _tell_groups(notice: _Notice, groups: list[str]) -> None:
    members = [
        person
        for person in notifications.recipients(notice.tx, groups=groups)
        if not (notice.head.accused_unit and person.unit_code == notice.head.accused_unit)
    ]
    task_key = _task_of(notice, groups) if members else None
    for language in sorted({person.language or _CHINESE for person in members}):
        readers = [person for person in members if (person.language or _CHINESE) == language]
        inside = notice.words(language, outside=False, desk=True)
        notice.put_into_boxes([person.key for person in readers], inside, task_key=task_key)
        message = notice.words(language, outside=True, desk=True)
        for person in readers:
            if person.email:
                notice.send("mail", person.email, message, str(person.key))


def _task_of(notice: _Notice, groups: list[str]) -> int | None:
    """Return the open task of the case that waits for one of these groups."""
    for row in tasks.tasks_of(notice.tx, notice.head.key, state="open"):
        if tasks.candidates_of(notice.tx, row.key) & set(groups):
            return int(row.key)
    return None


def _opened(notice: _Notice, column: str) -> str | None:
    value: str | None = notice.runtime.keys.decrypt_optional(
        getattr(notice.head, column), table="instance", column=column, key=notice.head.key
    )
    return value
