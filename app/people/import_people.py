"""Import units or accounts from a table: first look at everything that would change and every problem, then do it.

The preview and the import read the same rows by the same rules; the import does nothing while one problem is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from app.access.actor import ADMIN_ROLES, Actor
from app.access.policy import require
from app.errors import InvalidError
from app.people.accounts import (
    AccountInput,
    account_problems,
    case_posts,
    insert_account,
    known_groups,
    update_account,
)
from app.people.import_rows import (
    ACCOUNT_HEADINGS,
    HEADINGS,
    UNIT_HEADINGS,
    ImportKind,
    account_of_row,
    unit_of,
)
from app.people.read_table import TableRow, is_formula
from app.people.record import record
from app.people.units import unit_problems, write_unit
from app.runtime import Runtime
from app.store import people
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class ImportProblem:
    """Name one thing that is wrong: row of the file, column heading, and what."""

    row: int
    column: str
    message: Text


@dataclass(frozen=True, slots=True)
class ImportLine:
    """Say what one row would do: add, change (with the changed columns) or leave as it is."""

    row: int
    what: Literal["add", "change", "same"]
    id: str
    name: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """Hold what an import would do; it can be done when there is no problem."""

    kind: ImportKind
    lines: tuple[ImportLine, ...]
    problems: tuple[ImportProblem, ...]
    rows: tuple[TableRow, ...]

    @property
    def added(self) -> int:
        """Return how many would be added."""
        return sum(line.what == "add" for line in self.lines)

    @property
    def changed(self) -> int:
        """Return how many would be changed."""
        return sum(line.what == "change" for line in self.lines)


@dataclass(frozen=True, slots=True)
class Imported:
    """Say what an import did; `passwords` are (login, first password) of new accounts, shown once."""

    added: int
    changed: int
    passwords: tuple[tuple[str, str], ...]


def preview_import(
    runtime: Runtime, actor: Actor, kind: ImportKind, rows: Sequence[TableRow]
) -> ImportPreview:
    """Return what the rows would do and every problem in them at once; nothing is written."""
    require(actor, "people.import")
    with runtime.read() as tx:
        return _preview(tx, kind, rows)


def import_people(runtime: Runtime, actor: Actor, kind: ImportKind, rows: Sequence[TableRow]) -> Imported:
    """Do what the preview showed, all of it or nothing.

    Raises InvalidError with the problems when there are any (something may have changed since the preview).
    """
    require(actor, "people.import")
    with runtime.transaction() as tx:
        preview = _preview(tx, kind, rows)
        if preview.problems:
            fields = {f"{problem.row}:{problem.column}": [problem.message] for problem in preview.problems}
            raise InvalidError(text("表格有 %(count)s 处问题，没有导入", count=len(preview.problems)), fields)
        todo = {line.row: line.what for line in preview.lines}
        chosen = [row for row in _ordered(kind, rows) if todo.get(row.number) in ("add", "change")]
        passwords = [_write(runtime, tx, actor, kind, row, new=todo[row.number] == "add") for row in chosen]
        facts = {"kind": kind, "added": preview.added, "changed": preview.changed}
        record(runtime, tx, actor, "people.imported", facts=facts)
    shown = tuple(pair for pair in passwords if pair is not None)
    return Imported(preview.added, preview.changed, shown)


def _write(
    runtime: Runtime, tx: Connection, actor: Actor, kind: ImportKind, row: TableRow, *, new: bool
) -> tuple[str, str] | None:
    if kind == "units":
        write_unit(tx, unit_of(row))
        return None
    entered = account_of_row(row)
    if new:
        return entered.login, insert_account(runtime, tx, actor, entered)[1]
    known = people.account_by_login(tx, entered.login)
    if known is not None:
        update_account(runtime, tx, actor, known.key, entered)
    return None


def _preview(tx: Connection, kind: ImportKind, rows: Sequence[TableRow]) -> ImportPreview:
    headings = {column: heading for heading, column in HEADINGS[kind].items()}
    problems = [
        ImportProblem(row.number, headings[column], text("单元格像公式，不予导入"))
        for row in rows
        for column, value in row.cells.items()
        if is_formula(value)
    ]
    check = _check_units if kind == "units" else _check_accounts
    lines, found = check(tx, rows)
    problems += [ImportProblem(number, headings.get(col, col), message) for number, col, message in found]
    return ImportPreview(kind, tuple(lines), tuple(sorted(problems, key=lambda p: p.row)), tuple(rows))


Found = list[tuple[int, str, Text]]


def _check_units(tx: Connection, rows: Sequence[TableRow]) -> tuple[list[ImportLine], Found]:
    known = {row.code: row for row in people.units(tx)}
    entered = [(row.number, unit_of(row)) for row in rows]
    # a row may hang on a unit that another row brings
    parents = {code: row.parent for code, row in known.items()}
    parents |= {unit.code: unit.parent or None for _, unit in entered if unit.code}
    lines: list[ImportLine] = []
    found: Found = _twice([(number, "code", unit.code) for number, unit in entered])
    for number, unit in entered:
        for column, messages in unit_problems(unit, parents).items():
            found += [(number, column, message) for message in messages]
        before = known.get(unit.code)
        now = {name: getattr(unit, name) for name in UNIT_HEADINGS.values() if name != "posts"}
        old = {name: getattr(before, name) or "" for name in now} if before is not None else None
        lines.append(_line((number, unit.code, unit.name), old, now, UNIT_HEADINGS))
    return lines, found


def _check_accounts(tx: Connection, rows: Sequence[TableRow]) -> tuple[list[ImportLine], Found]:
    entered = [(row.number, account_of_row(row)) for row in rows]
    known = {row.login: row for row in people.accounts_by_login(tx, [one.login for _, one in entered])}
    keys = [row.key for row in known.values()]
    groups, roles = people.groups_of_many(tx, keys), people.roles_of_many(tx, keys)
    units = {row.code for row in people.units(tx) if row.closed_at is None}
    posts = known_groups(tx)
    lines: list[ImportLine] = []
    found: Found = _twice([(number, "login", one.login) for number, one in entered])
    for number, one in entered:
        for column, messages in account_problems(one, units=units, posts=posts).items():
            found += [(number, column, message) for message in messages]
        before = known.get(one.login)
        if before is not None and before.kind != "staff":
            found.append((number, "login", text("此登录名属于信访人账号")))
        if before is not None and set(roles.get(before.key, ())) & ADMIN_ROLES and case_posts(one.groups):
            found.append((number, "groups", text("三员分立：管理员不得兼任业务岗位")))
        lines.append(_account_line(number, one, before, groups))
    return lines, found


def _account_line(
    number: int, one: AccountInput, before: Any, groups: Mapping[int, tuple[str, ...]]
) -> ImportLine:
    now = {"name": one.name, "unit": one.unit, "groups": "、".join(one.groups), "email": one.email}
    old = None
    if before is not None:
        held = "、".join(groups.get(before.key, ()))
        old = {
            "name": before.name,
            "unit": before.unit_code or "",
            "groups": held,
            "email": before.email or "",
        }
    return _line((number, one.login, one.name), old, now, ACCOUNT_HEADINGS)


def _line(
    row: tuple[int, str, str],
    old: Mapping[str, str] | None,
    now: Mapping[str, str],
    headings: Mapping[str, str],
) -> ImportLine:
    number, identifier, name = row
    if old is None:
        return ImportLine(number, "add", identifier, name)
    said = {column: heading for heading, column in headings.items()}
    changes = tuple((said[col], old[col], now[col]) for col in now if old[col] != now[col])
    return ImportLine(number, "change" if changes else "same", identifier, name, changes)


def _twice(entries: Sequence[tuple[int, str, str]]) -> Found:
    first: dict[str, int] = {}
    found: Found = []
    for number, column, value in entries:
        if value and value in first:
            found.append((number, column, text("与第 %(row)s 行重复", row=first[value])))
        first.setdefault(value, number)
    return found


def _ordered(kind: ImportKind, rows: Sequence[TableRow]) -> list[TableRow]:
    if kind != "units":
        return list(rows)
    # a unit is written after the ones it refers to: the database insists on it
    waiting = {row.cells.get("code", ""): row for row in rows}
    ordered: list[TableRow] = []

    def place(code: str) -> None:
        row = waiting.pop(code, None)
        if row is None:
            return
        place(row.cells.get("parent", ""))
        place(row.cells.get("superior", ""))
        ordered.append(row)

    for row in rows:
        place(row.cells.get("code", ""))
    return ordered
