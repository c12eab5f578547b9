"""Units and their posts: the tree an administrator keeps."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.errors import InvalidError, NotFoundError
from app.people.change_password import CHECK_FIELDS
from app.people.record import record
from app.runtime import Runtime
from app.store import account_lists, people
from app.text import Text, text

KINDS: Mapping[str, Text] = MappingProxyType(
    {
        "government": text("政府"),
        "department": text("部门"),
        "district": text("县区"),
        "institution": text("事业单位"),
        "discipline": text("纪检监察"),
        "province": text("上级机关"),
    }
)
CODE = re.compile(r"[a-z][a-z0-9_-]{1,39}")


@dataclass(frozen=True, slots=True)
class UnitInput:
    """Hold a unit as it is typed or imported; `posts` are (code, name) to add, none is taken away."""

    code: str
    name: str
    second_name: str = ""
    name_en: str = ""
    kind: str = "department"
    parent: str = ""
    superior: str = ""
    phone: str = ""
    posts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """Show a unit in the tree; `depth` counts from 0."""

    code: str
    name: str
    second_name: str
    kind: Text
    superior_name: str
    phone: str
    posts: tuple[tuple[str, str], ...]
    accounts: int
    depth: int
    closed: bool


def unit_tree(runtime: Runtime, actor: Actor) -> Sequence[ShownUnit]:
    """Return every unit below its parent, in the order of the tree."""
    require(actor, "units.manage")
    with runtime.read() as tx:
        rows, posts, counts = people.units(tx), people.posts(tx), account_lists.staff_counts(tx)
    by_parent: dict[str | None, list[Row[Any]]] = {}
    codes = {row.code for row in rows}
    for row in rows:
        by_parent.setdefault(row.parent if row.parent in codes else None, []).append(row)
    names = {row.code: row.name for row in rows}
    of_unit: dict[str, list[tuple[str, str]]] = {}
    for row in posts:
        of_unit.setdefault(row.unit_code, []).append((row.code, row.name))
    shown: list[ShownUnit] = []

    def add(parent: str | None, depth: int) -> None:
        for row in by_parent.pop(parent, ()):
            shown.append(_shown(row, names, tuple(of_unit.get(row.code, ())), counts, depth))
            add(row.code, depth + 1)

    add(None, 0)
    # a circle in the data hangs on no root: shown flat rather than not at all
    for parent in list(by_parent):
        add(parent, 0)
    return shown


def read_unit(runtime: Runtime, actor: Actor, code: str) -> UnitInput:
    """Return one unit as the form edits it; NotFoundError when there is none."""
    require(actor, "units.manage")
    with runtime.read() as tx:
        row = people.find_unit(tx, code)
        if row is None:
            raise NotFoundError(text("没有这个单位"))
        posts = [(post.code, post.name) for post in people.posts(tx) if post.unit_code == code]
    return UnitInput(
        row.code,
        row.name,
        row.second_name or "",
        row.name_en or "",
        row.kind,
        row.parent or "",
        row.superior or "",
        row.phone or "",
        tuple(posts),
    )


def save_unit(runtime: Runtime, actor: Actor, entered: UnitInput, *, new: bool) -> None:
    """Add or change a unit and add its posts; InvalidError with every problem by field."""
    require(actor, "units.manage")
    with runtime.transaction() as tx:
        known = {row.code: row.parent for row in people.units(tx)}
        fields = unit_problems(entered, known)
        if new and entered.code in known:
            fields["code"] = [text("已有代码为 %(code)s 的单位", code=entered.code)]
        if not new and entered.code not in known:
            raise NotFoundError(text("没有这个单位"))
        if fields:
            raise InvalidError(CHECK_FIELDS, fields)
        write_unit(tx, entered)
        action = "unit.added" if new else "unit.changed"
        record(runtime, tx, actor, action, facts={"unit": entered.code})


def close_unit(runtime: Runtime, actor: Actor, code: str) -> None:
    """Close a unit: it stays in old cases, nobody belongs to it any more. InvalidError while somebody does."""
    require(actor, "units.manage")
    with runtime.transaction() as tx:
        if people.find_unit(tx, code) is None:
            raise NotFoundError(text("没有这个单位"))
        left = account_lists.staff_counts(tx).get(code, 0)
        if left:
            raise InvalidError(text("还有 %(count)s 个在用账号属于这个单位，请先调离", count=left))
        people.save_unit(tx, {"code": code, "closed_at": runtime.clock.now()})
        record(runtime, tx, actor, "unit.closed", facts={"unit": code})


def write_unit(tx: Connection, entered: UnitInput) -> None:
    """Write a unit that has no problems, and its posts."""
    values = {
        "code": entered.code,
        "name": entered.name,
        "second_name": entered.second_name or None,
        "name_en": entered.name_en or None,
        "kind": entered.kind,
        "parent": entered.parent or None,
        "superior": entered.superior or None,
        "phone": entered.phone or None,
    }
    people.save_unit(tx, values)
    for code, name in entered.posts:
        people.ensure_post(tx, entered.code, code, name)


def unit_problems(entered: UnitInput, parents: Mapping[str, str | None]) -> dict[str, list[Text]]:
    """Return what is wrong with a unit, by field; `parents` are the known units and what they hang on."""
    fields: dict[str, list[Text]] = {}
    if not CODE.fullmatch(entered.code):
        fields["code"] = [text("代码须以小写字母开头，由小写字母、数字组成，2 至 40 位")]
    if not entered.name or len(entered.name) > 120:
        fields["name"] = [text("请填写单位名称，最多 120 个字")]
    if entered.kind not in KINDS:
        fields["kind"] = [text("没有这个单位类别：%(kind)s", kind=entered.kind)]
    for field, value in (("parent", entered.parent), ("superior", entered.superior)):
        if value and value not in parents:
            fields[field] = [text("没有代码为 %(code)s 的单位", code=value)]
        elif value and value == entered.code:
            fields[field] = [text("单位不能是自己的上级")]
    if "parent" not in fields and _circle(entered, parents):
        fields["parent"] = [text("上级单位是本单位的下级，会形成循环")]
    wrong = [code for code, name in entered.posts if not CODE.fullmatch(code) or not name]
    if wrong:
        fields["posts"] = [
            text("岗位写成“代码=名称”，代码用小写字母；有误：%(codes)s", codes="、".join(wrong))
        ]
    return fields


def _circle(entered: UnitInput, parents: Mapping[str, str | None]) -> bool:
    seen, code = {entered.code}, entered.parent or None
    while code is not None:
        if code in seen:
            return True
        seen.add(code)
        code = parents.get(code)
    return False


def _shown(
    row: Row[Any],
    names: Mapping[str, str],
    posts: tuple[tuple[str, str], ...],
    counts: Mapping[str, int],
    depth: int,
) -> ShownUnit:
    return ShownUnit(
        code=row.code,
        name=row.name,
        second_name=row.second_name or "",
        kind=KINDS.get(row.kind) or Text("%(kind)s", {"kind": row.kind}),
        superior_name=names.get(row.superior, ""),
        phone=row.phone or "",
        posts=posts,
        accounts=counts.get(row.code, 0),
        depth=depth,
        closed=row.closed_at is not None,
    )
