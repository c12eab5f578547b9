"""Take in a catalogue: first everything that would change and every problem, then one version more of what changes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.policy import require
from app.deadlines import RULES
from app.errors import ConflictError, InvalidError
from app.items import (
    HEADINGS,
    Catalogue,
    ItemProblem,
    ServiceItem,
    missing_parts,
    read_json,
    read_rows,
    record_of,
)
from app.items.words import search_words
from app.people.read_table import read_table
from app.record.append import append_event
from app.runtime import Runtime
from app.store import instances, items, people
from app.store.search import grams
from app.text import text


@dataclass(frozen=True)
class ItemChange:
    """Say what would happen to one item: `what` is add or change; `fields` are (heading, before, after)."""

    what: str
    item: ServiceItem
    fields: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class ImportPreview:
    """Hold what a file would do; `withdrawn` are items that are in the catalogue and not in the file."""

    changes: tuple[ItemChange, ...]
    same: int
    withdrawn: tuple[str, ...]
    problems: tuple[ItemProblem, ...]
    stands: str


def read_file(source: bytes) -> Catalogue:
    """Return the catalogue of a JSON, CSV or XLSX file; InvalidError when it is none of them."""
    if source.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        return read_json(source)
    known = {heading.lower(): name for name, heading in HEADINGS.items()} | {name: name for name in HEADINGS}
    _, rows = read_table(source, known)
    return read_rows((row.number, row.cells) for row in rows)


def preview_items(runtime: Runtime, actor: Actor, catalogue: Catalogue, *, whole: bool) -> ImportPreview:
    """Return what taking in a catalogue would change; `whole`: what is not in it is withdrawn."""
    require(actor, "item.manage", None)
    with runtime.read() as tx:
        return _preview(tx, catalogue, whole=whole)


def import_items(
    runtime: Runtime, actor: Actor, catalogue: Catalogue, *, whole: bool = False, stands: str | None = None
) -> ImportPreview:
    """Do what the preview showed.

    `stands` is the preview's mark of the catalogue it was made for. Raises InvalidError while there is a problem,
    ConflictError when somebody changed the catalogue since the preview.
    """
    require(actor, "item.manage", None)
    with runtime.transaction() as tx:
        found = _preview(tx, catalogue, whole=whole)
        if found.problems:
            raise InvalidError(text("文件有 %(count)s 处问题，没有导入", count=len(found.problems)))
        if stands is not None and stands != found.stands:
            raise ConflictError(text("事项目录刚刚被别人改过，请重新预览后再导入。"))
        now = runtime.clock.now()
        for change in found.changes:
            items.put(tx, face(change.item), record_of(change.item), now, (actor.account_key, actor.name))
        if found.withdrawn:
            items.withdraw(tx, found.withdrawn, now)
        if catalogue.data is not None:
            items.put_dictionary(tx, [(one.key, asdict(one)) for one in catalogue.data])
        facts = {
            "changed": [change.item.code for change in found.changes],
            "withdrawn": list(found.withdrawn),
        }
        append_event(runtime, tx, None, actor=actor, action="items.imported", facts=facts)
    return found


def face(item: ServiceItem) -> dict[str, Any]:
    """Return the columns by which an item is searched and counted."""
    return {
        "code": item.code,
        "name": item.name,
        "unit": item.unit,
        "kind": item.kind,
        "depth": item.depth,
        "in_hall": item.in_hall,
        "complete": not missing_parts(item),
        "grams": f" {grams(search_words(item))} ",
        "heads": f" {grams(' '.join((item.name, *item.synonyms)))} ",
    }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return (heading, before, after) of every field that differs."""
    return tuple(
        (heading, _words(before.get(name)), _words(after.get(name)))
        for name, heading in HEADINGS.items()
        if (before.get(name) or None) != (after.get(name) or None)
    )


def _preview(tx: Connection, catalogue: Catalogue, *, whole: bool) -> ImportPreview:
    present = items.all_current(tx)
    changes: list[ItemChange] = []
    same = 0
    for item in catalogue.items:
        if item.code not in present:
            changes.append(ItemChange("add", item))
        elif fields := differences(present[item.code][1], record_of(item)):
            changes.append(ItemChange("change", item, fields))
        else:
            same += 1
    codes = {item.code for item in catalogue.items}
    return ImportPreview(
        tuple(changes),
        same,
        tuple(code for code in present if code not in codes) if whole else (),
        (*catalogue.problems, *_unknown(tx, catalogue)),
        f"{len(present)}:{sum(version for version, _ in present.values())}",
    )


def _unknown(tx: Connection, catalogue: Catalogue) -> list[ItemProblem]:
    """Return references to units, rules of law and processes that are not there."""
    units = people.unit_names(tx, {item.unit for item in catalogue.items})
    found = [
        ItemProblem(item.code, "unit", text("没有代码为“%(unit)s”的单位", unit=item.unit))
        for item in catalogue.items
        if item.unit not in units
    ]
    for item in catalogue.items:
        if item.legal_rule and item.legal_rule not in RULES:
            unknown_rule = text("没有编号为 %(rule)s 的期限规则。", rule=item.legal_rule)
            found.append(ItemProblem(item.code, "legal_rule", unknown_rule))
        if item.process and instances.newest_definition(tx, item.process) is None:
            found.append(ItemProblem(item.code, "process", text("没有发布流程“%(id)s”", id=item.process)))
    return found


def _words(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "；".join(one["name"] if isinstance(one, Mapping) else str(one) for one in value)
    return "" if value is None else str(value)
