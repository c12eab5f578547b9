"""Read a table of people or units from CSV or XLSX into rows of text. Knows columns by their heading, no meaning.

A cell that a spreadsheet would run as a formula is a problem, never a value.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from app.errors import InvalidError
from app.text import text

LARGEST_BYTES = 5 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 50 * 1024 * 1024
MOST_ROWS = 2000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_XLSX = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class TableRow:
    """Hold one row: its number in the file (the heading is row 1) and column id → text."""

    number: int
    cells: Mapping[str, str]


def read_table(content: bytes, headings: Mapping[str, str]) -> tuple[Sequence[str], Sequence[TableRow]]:
    """Return the columns that are there and the rows that are not empty.

    `headings` maps every heading (folded to lower case) to its column id. Raises InvalidError when the
    file is too large, no table, or has a heading that nobody knows or twice.
    """
    if len(content) > LARGEST_BYTES:
        raise InvalidError(text("文件超过 %(count)s MB", count=LARGEST_BYTES // 1024 // 1024))
    lines = _xlsx(content) if content.startswith(_XLSX) else _csv(content)
    first = next(lines, None)
    if first is None:
        raise InvalidError(text("文件是空的：第一行应为列名"))
    columns = _columns(first, headings)
    rows: list[TableRow] = []
    for number, line in enumerate(lines, start=2):
        cells = {column: value.strip() for column, value in zip(columns, line, strict=False) if value.strip()}
        if cells:
            rows.append(TableRow(number, cells))
        if len(rows) > MOST_ROWS:
            raise InvalidError(text("一次最多导入 %(count)s 行，请分几个文件", count=MOST_ROWS))
    return columns, rows


def is_formula(value: str) -> bool:
    """Say whether a spreadsheet would run this cell (a phone number such as +86 138… is none)."""
    return value.startswith(_FORMULA) and not value.lstrip("+-").replace(" ", "").isdigit()


def safe_cell(value: str) -> str:
    """Return a cell for a CSV that somebody opens in a spreadsheet: what looks like a formula is quoted."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV that a spreadsheet opens in the right encoding and runs nothing of."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _columns(first: Sequence[str], headings: Mapping[str, str]) -> list[str]:
    columns: list[str] = []
    problems = []
    for heading in first:
        said = heading.strip()
        column = headings.get(said.lower(), "")
        if not column and said:
            problems.append(text("不认识的列名“%(name)s”", name=said[:40]))
        elif column in columns and column:
            problems.append(text("列名“%(name)s”出现了两次", name=said[:40]))
        columns.append(column)
    if problems or not any(columns):
        raise InvalidError(
            text("第一行的列名有误，可用的列名见模板"), {"file": problems or [text("没有认识的列名")]}
        )
    return columns


def _csv(content: bytes) -> Iterator[Sequence[str]]:
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            # spreadsheets of Chinese Windows save CSV so
            decoded = content.decode("gb18030")
        except UnicodeDecodeError:
            raise InvalidError(text("文件不是 CSV 或 XLSX 表格")) from None
    if "\0" in decoded:
        raise InvalidError(text("文件不是 CSV 或 XLSX 表格"))
    try:
        lines = list(csv.reader(io.StringIO(decoded, newline="")))
    except csv.Error as error:
        raise InvalidError(text("CSV 文件有误：%(reason)s", reason=error)) from error
    return iter(lines)


def _xlsx(content: bytes) -> Iterator[Sequence[str]]:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > LARGEST_UNPACKED_BYTES:
            raise InvalidError(text("XLSX 文件解压后过大"))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        # the size a file claims may be a lie; rows beyond the limit are not even looked at
        found = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=50, values_only=True)
        lines = [["" if value is None else str(value) for value in line] for line in found]
    except (BadZipFile, KeyError, ValueError, IndexError, TypeError, OSError, SyntaxError) as error:
        raise InvalidError(text("XLSX 文件打不开：%(reason)s", reason=type(error).__name__)) from error
    return iter(lines)
