"""What travels: a letter with its paper and files, or a notice of what became of one. Knows no bytes of a package."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Event = Literal["signed", "returned", "answered"]
EVENTS: tuple[Event, ...] = ("signed", "returned", "answered")


@dataclass(frozen=True, slots=True)
class Party:
    """Name one side: `site` is the code of its installation, `code` and `name` those of the organ."""

    site: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class PaperFile:
    """Describe one file: name, media type, size in bytes, SM3 digest (64 hex digits)."""

    name: str
    mime: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Hold what an official document says of itself, with its files.

    `genre` is the id of a 文种, `urgency` one of "", 平急, 加急, 特急, 特提; `limit_days` working days within which
    it is to be dealt with; `previous` the envelope that this one replaces after a return.
    """

    title: str
    number: str = ""
    genre: str = ""
    urgency: str = ""
    limit_days: int | None = None
    dated_on: date | None = None
    note: str = ""
    files: tuple[PaperFile, ...] = ()
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """Hold one document on its way from one organ to one other; `envelope` is 32 hex digits, never used twice."""

    envelope: str
    sender: Party
    to: Party
    sent_at: datetime
    paper: Paper


@dataclass(frozen=True, slots=True)
class Notice:
    """Tell the sender of `envelope` what became of it: signed for, returned with reasons, answered.

    `sender` is who tells, `to` who is told.
    """

    envelope: str
    sender: Party
    to: Party
    event: Event
    at: datetime
    by: str
    reason: str = ""
    basis: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what an installation answered to a package: taken (or taken before), or refused with a code."""

    envelope: str
    taken: bool
    at: datetime
    code: str = ""
    reason: str = ""
