"""What the rows of an import mean: headings, required columns, and the unit or account a row describes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from app.errors import InvalidError
from app.people.accounts import AccountInput
from app.people.names import fold_login
from app.people.read_table import TableRow, read_table
from app.people.units import UnitInput
from app.text import text

ImportKind = Literal["units", "accounts"]
UNIT_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "代码": "code",
        "名称": "name",
        "第二名称": "second_name",
        "英文名称": "name_en",
        "类别": "kind",
        "上级": "parent",
        "复查机关": "superior",
        "电话": "phone",
        "岗位": "posts",
    }
)
ACCOUNT_HEADINGS: Mapping[str, str] = MappingProxyType(
    {"登录名": "login", "姓名": "name", "单位": "unit", "岗位": "groups", "电子邮箱": "email"}
)
HEADINGS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"units": UNIT_HEADINGS, "accounts": ACCOUNT_HEADINGS}
)
_REQUIRED = {"units": ("code", "name"), "accounts": ("login", "name", "unit")}


def read_rows(kind: ImportKind, content: bytes) -> tuple[TableRow, ...]:
    """Return the rows of a file; InvalidError when it is no such table."""
    both = HEADINGS[kind]
    # a column may be headed by its id, too: files that programs write are often English
    headings = {
        **{heading.lower(): column for heading, column in both.items()},
        **{c: c for c in both.values()},
    }
    columns, rows = read_table(content, headings)
    missing = [
        heading for heading, column in both.items() if column in _REQUIRED[kind] and column not in columns
    ]
    if missing:
        raise InvalidError(text("缺少必需的列：%(names)s", names="、".join(missing)))
    return tuple(rows)


def unit_of(row: TableRow) -> UnitInput:
    """Return the unit a row describes."""
    cells = dict(row.cells)
    posts = tuple(
        (code.strip(), name.strip())
        for part in _parts(cells.pop("posts", ""))
        for code, _, name in (part.partition("="),)
    )
    return UnitInput(
        code=cells.get("code", ""),
        name=cells.get("name", ""),
        second_name=cells.get("second_name", ""),
        name_en=cells.get("name_en", ""),
        kind=cells.get("kind", "department"),
        parent=cells.get("parent", ""),
        superior=cells.get("superior", ""),
        phone=cells.get("phone", ""),
        posts=posts,
    )


def account_of_row(row: TableRow) -> AccountInput:
    """Return the account a row describes; a post without a unit is one of the row's own unit."""
    unit = row.cells.get("unit", "")
    groups = [part if "." in part else f"{unit}.{part}" for part in _parts(row.cells.get("groups", ""))]
    return AccountInput(
        login=fold_login(row.cells.get("login", "")),
        name=row.cells.get("name", ""),
        unit=unit,
        groups=tuple(sorted(set(groups))),
        email=row.cells.get("email", ""),
    )


def _parts(cell: str) -> list[str]:
    for sign in "，、；;":
        cell = cell.replace(sign, ",")
    return [part.strip() for part in cell.split(",") if part.strip()]
