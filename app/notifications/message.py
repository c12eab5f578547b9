"""A message text of a package: the first line is the subject, what follows the empty line is the body."""

from dataclasses import dataclass

from app.errors import InvalidError
from app.text import text


@dataclass(frozen=True, slots=True)
class Message:
    """Hold subject and body, both still with the places to be filled in, or filled in."""

    subject: str
    body: str


def parse_message(source: str, name: str) -> Message:
    """Split the text of messages/<name>.<locale>.txt.

    It is split before it is filled in: a title with a line break cannot push words into the body.
    Raises InvalidError when there is no subject line or no body.
    """
    subject, _, rest = source.lstrip("\ufeff").replace("\r\n", "\n").partition("\n")
    if not subject.strip() or not rest.strip() or rest.split("\n", 1)[0].strip():
        message = text("通知文本 %(name)s 应为：第一行标题，空一行，正文", name=name)
        raise InvalidError(message, {name: [message]})
    return Message(subject.strip(), rest.strip("\n").rstrip() + "\n")
