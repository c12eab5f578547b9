"""Read items from JSON or from the rows of a table: every problem at once, with item and field."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

import orjson

from app.errors import InvalidError
from app.items.item import APPLICANTS, DEPTHS, KINDS, LISTS, ONLINE, Datum, Material, ServiceItem
from app.items.table import HEADINGS, value_of
from app.text import Text, text

_OWN = frozenset({"", "name", "phone", "id_number", "email"})
_FIELDS = {one.name: one for one in fields(ServiceItem)}
_NEEDED = tuple(name for name, one in _FIELDS.items() if one.default is MISSING)
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class ItemProblem:
    """Name one thing that is wrong: where (code of the item, or row), which field, what."""

    place: str
    field: str
    message: Text


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Hold what a file says: items, the data dictionary (None: the file has none), and what is wrong."""

    items: tuple[ServiceItem, ...]
    data: tuple[Datum, ...] | None
    problems: tuple[ItemProblem, ...]


def read_json(source: bytes) -> Catalogue:
    """Return the catalogue of a JSON file: {"items": […], "data": […]}; InvalidError when it is no such file."""
    try:
        content = orjson.loads(source)
    except orjson.JSONDecodeError as error:
        raise InvalidError(text("文件不是有效的 JSON：%(reason)s", reason=str(error))) from error
    if not isinstance(content, dict) or not isinstance(content.get("items"), list):
        raise InvalidError(text("文件里没有 items 列表"))
    problems: list[ItemProblem] = []
    data = _dictionary(content["data"], problems) if isinstance(content.get("data"), list) else None
    entries = [(str(n), one) for n, one in enumerate(content["items"], 1)]
    items = _items(entries, {one.key for one in data} if data is not None else None, problems)
    return Catalogue(items, data, tuple(problems))


def read_rows(rows: Iterable[tuple[int, Mapping[str, str]]]) -> Catalogue:
    """Return the catalogue of a table: (row number, column → text); a table has no data dictionary."""
    problems: list[ItemProblem] = []
    entries: list[tuple[str, Any]] = []
    for number, cells in rows:
        entry: dict[str, Any] = {}
        for column, words in cells.items():
            try:
                entry[column] = value_of(column, words)
            except ValueError:
                message = text("“%(value)s”不能用在这一列", value=words[:40])
                problems.append(ItemProblem(str(number), HEADINGS[column], message))
        entries.append((str(number), entry))
    return Catalogue(_items(entries, None, problems), None, tuple(problems))


def _items(
    entries: Iterable[tuple[str, Any]], data: set[str] | None, problems: list[ItemProblem]
) -> tuple[ServiceItem, ...]:
    found: dict[str, ServiceItem] = {}
    for place, entry in entries:
        if not isinstance(entry, dict):
            problems.append(ItemProblem(place, "", text("应为一个事项")))
            continue
        before = len(problems)
        where = str(entry.get("code") or place)
        values = _values(where, entry, problems)
        if len(problems) == before:
            item = ServiceItem(**values)
            problems.extend(_doubts(item, data))
            if item.code in found:
                problems.append(ItemProblem(where, "code", text("事项编码重复")))
            found[item.code] = item
    return tuple(found.values())


def _values(where: str, entry: Mapping[str, Any], problems: list[ItemProblem]) -> dict[str, Any]:
    def say(field: str, message: Text) -> None:
        problems.append(ItemProblem(where, field, message))

    for name in _NEEDED:
        if not entry.get(name):
            say(name, text("缺少 %(key)s", key=HEADINGS[name]))
    values: dict[str, Any] = {}
    for name, value in entry.items():
        if name not in _FIELDS:
            say(name, text("未知的键 %(key)s", key=name))
        elif name == "materials":
            values[name] = _materials(value, say)
        elif name in LISTS:
            values[name] = _list(name, value, say)
        else:
            values[name] = _single(name, value, say)
    return values


def _single(name: str, value: Any, say: Callable[[str, Text], None]) -> Any:
    if name == "in_hall":
        return value is True
    if name == "promised_days":
        if value is not None and not (isinstance(value, int) and 0 < value < 400):
            say(name, text("承诺期限应为 1 到 399 的整数"))
        return value
    if not isinstance(value, str) or len(value) > _LONGEST:
        say(name, text("应为不超过 %(most)s 字的文字", most=_LONGEST))
        return ""
    return value.strip()


def _list(name: str, value: Any, say: Callable[[str, Text], None]) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        say(name, text("应为文字的列表"))
        return ()
    return tuple(one.strip() for one in value)


def _materials(value: Any, say: Callable[[str, Text], None]) -> tuple[Material, ...]:
    try:
        found = tuple(Material(**one) for one in value)
    except TypeError:
        say("materials", text("每份材料写名称、是否必备、份数、来源和样本"))
        return ()
    if not all(
        isinstance(one.name, str) and one.name.strip() and isinstance(one.copies, int) for one in found
    ):
        say("materials", text("每份材料写名称、是否必备、份数、来源和样本"))
    return found


def _doubts(item: ServiceItem, data: set[str] | None) -> list[ItemProblem]:
    """Return what does not fit together in an item whose fields are well formed."""
    chosen = {"kind": KINDS, "depth": DEPTHS}
    found = [
        ItemProblem(item.code, name, text("只能是 %(known)s", known="、".join(known)))
        for name, known in chosen.items()
        if getattr(item, name) not in known
    ]
    if set(item.applicants) - set(APPLICANTS):
        found.append(
            ItemProblem(item.code, "applicants", text("只能是 %(known)s", known="、".join(APPLICANTS)))
        )
    if item.depth in ONLINE and not item.process:
        found.append(ItemProblem(item.code, "process", text("能网上申请的事项要写明流程")))
    if data is not None and (unknown := [key for key in item.data if key not in data]):
        message = text("数据字典里没有：%(keys)s", keys="、".join(unknown))
        found.append(ItemProblem(item.code, "data", message))
    return found


def _dictionary(entries: list[Any], problems: list[ItemProblem]) -> tuple[Datum, ...]:
    found: dict[str, Datum] = {}
    for number, entry in enumerate(entries, 1):
        try:
            one = Datum(**entry)
        except TypeError:
            problems.append(ItemProblem(f"data {number}", "", text("每个数据项写 key、label、sample、own")))
            continue
        if not one.key or not one.label or one.own not in _OWN or one.key in found:
            problems.append(
                ItemProblem(f"data {number}", one.key, text("数据项缺少名称、重复，或者来源不对"))
            )
        found[one.key] = one
    return tuple(found.values())
