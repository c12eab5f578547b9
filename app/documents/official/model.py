"""The elements of an official document (公文) after GB/T 9704-2012, as plain values.

Knows which elements there are and how they are written; not fonts, pages, numbers series or who signs.
There is no 密级: this system refuses classified documents (docs/decisions/031).
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Layout = Literal["document", "letter", "order", "minutes"]
LAYOUTS: tuple[Layout, ...] = ("document", "letter", "order", "minutes")
"""文件格式, 信函格式, 命令（令）格式, 纪要格式 (GB/T 9704-2012, 7 and 10)."""

URGENCIES = ("特急", "加急")


@dataclass(frozen=True)
class Paragraph:
    """Hold one paragraph; `level` 1 to 4 makes it a heading 一、（一）1.（1）, 0 plain text."""

    text: str
    level: int = 0


@dataclass(frozen=True)
class Table:
    """Hold a table with its head line; every row has as many cells as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


Block = Paragraph | Table


@dataclass(frozen=True)
class Attachment:
    """Hold an attachment (附件): its title, and its text where it is bound with the document."""

    title: str
    body: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Signer:
    """Hold a 签发人 of an upward document, or the person who signs an order (with the post)."""

    name: str
    post: str = ""


@dataclass(frozen=True)
class Attendance:
    """Hold one list of people of the minutes: 出席, 请假 or 列席, and their names."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class OfficialDocument:
    """Hold the elements of one official document; an empty element is left out.

    `organs` are the issuing organs, the lead (主办) first. `mark` is the 发文机关标志 where it is not the
    organs' names with 文件. `signers` stands for 签发人 and is given for upward documents only; for an order it
    is who signs. `signed_by` are the organs under the text, by default `organs`. `sealed` leaves room for
    seals (an electronic seal is set by the site's service, never painted). `draft` prints 草稿 across the page.
    """

    title: str
    organs: tuple[str, ...]
    body: tuple[Block, ...]
    mark: str = ""
    number: str = ""
    copy_no: str = ""
    urgency: str = ""
    signers: tuple[Signer, ...] = ()
    addressees: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signed_by: tuple[str, ...] = ()
    sealed: bool = True
    dated_on: date | None = None
    notes: str = ""
    copy_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    attendance: tuple[Attendance, ...] = ()
    draft: bool = False

    @property
    def lead(self) -> str:
        """Return the organ that leads the document."""
        return self.organs[0]

    @property
    def signature_organs(self) -> tuple[str, ...]:
        """Return the organs that stand under the text."""
        return self.signed_by or self.organs


def chinese_day(day: date) -> str:
    """Return a date as it stands in a document: Arabic digits, full year, no zero before a figure (7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
