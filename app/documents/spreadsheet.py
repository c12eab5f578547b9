"""Tables for spreadsheets: CSV and XLSX in which no cell can run as a formula.

Knows rows of plain values; not what they are about.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TITLE_LENGTH = 31
"""Longest name of a sheet."""


def csv_bytes(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a CSV file in UTF-8 with a mark that spreadsheet programs read.

    A text that a spreadsheet would run as a formula begins with an apostrophe.
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(heading)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(title: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a workbook of one sheet with its first line fixed; every cell is text, and none a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:_TITLE_LENGTH])
    sheet.freeze_panes = "A2"
    for at, name in enumerate(heading):
        sheet.column_dimensions[chr(ord("A") + at)].width = max(12, 2 * len(name) + 4)
    sheet.append([_cell(sheet, name, bold=True) for name in heading])
    for row in rows:
        sheet.append([_cell(sheet, _text(value)) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, words: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, words)
    # a text that begins with = would be taken for a formula
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _text(value: object) -> str:
    return "" if value is None else _UNWRITABLE.sub("", str(value))


def _plain(value: object) -> str:
    words = _text(value)
    return "'" + words if words.startswith(_FORMULA) else words
