"""One item as its page shows it: what the catalogue says, the steps of the live drawing, the dates by the law."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from app.cases.citizen.list_services import can_be_filed_online
from app.cases.items.import_items import differences
from app.cases.moving.current_calendar import current_calendar
from app.catalog.package import Package
from app.catalog.resolve import newest_package
from app.clock import local_date
from app.deadlines import RULES, LegalTerm, compute
from app.deadlines.derivation import working_days_after
from app.diagrams import Step, describe, render_svg
from app.errors import NotFoundError
from app.items import Datum, ServiceItem, item_of, missing_parts
from app.runtime import Runtime
from app.store import items, public_cases
from app.text import text


@dataclass(frozen=True)
class ItemPage:
    """Hold everything the page of an item shows.

    `last_on` and `promised_on` are the dates if it were accepted today; `svg` and `steps` come from the process that
    runs now, as citizens see it, so the page cannot say something else than what happens; `can_start` tells whether
    it starts online.
    """

    item: ServiceItem
    version: int
    changed_at: datetime
    unit_name: str
    unit_phone: str
    rule: LegalTerm | None
    today: date
    last_on: date | None
    promised_on: date | None
    svg: str
    steps: tuple[Step, ...]
    can_start: bool
    missing: tuple[str, ...]


@dataclass(frozen=True)
class ItemVersion:
    """Hold one version and what it changed against the one before."""

    version: int
    changed_at: datetime
    changed_by: str
    fields: tuple[tuple[str, str, str], ...]


def read_item(runtime: Runtime, code: str, *, locale: str = "zh") -> ItemPage:
    """Return the page of an item. Open to everybody; raises NotFoundError for one that is not offered."""
    with runtime.read() as tx:
        item, version, changed_at = current_item(tx, code)
        package = _process(runtime, tx, item.process)
        calendar = current_calendar(runtime, tx)
        contacts = public_cases.unit_contacts(tx, {item.unit}, english=locale.startswith("en"))
    today = local_date(runtime.clock.now())
    rule = RULES.get(item.legal_rule)
    derived = compute(item.legal_rule, today, calendar=calendar) if rule is not None else None
    promised = (
        working_days_after(today, item.promised_days, calendar=calendar) if item.promised_days else None
    )
    name, phone = contacts.get(item.unit, (item.unit, ""))
    return ItemPage(
        item,
        version,
        changed_at,
        name,
        item.phone or phone,
        rule,
        today,
        derived.legal_on if derived is not None else None,
        promised,
        render_svg(package.drawing, states={}, locale=locale, title=item.name, redact=True)
        if package is not None
        else "",
        describe(package.drawing, {}, locale, redact=True) if package is not None else (),
        package is not None and item.is_online and can_be_filed_online(package),
        missing_parts(item),
    )


def item_versions(runtime: Runtime, code: str) -> tuple[ServiceItem, tuple[ItemVersion, ...]]:
    """Return an item and its history, newest first, each with what changed. Raises NotFoundError."""
    with runtime.read() as tx:
        item, _, _ = current_item(tx, code)
        rows = items.versions(tx, code)
    before: list[Mapping[str, Any]] = [row.data for row in rows[1:]] + [{}]
    return item, tuple(
        ItemVersion(
            row.version,
            row.changed_at,
            row.changed_by_name,
            differences(older, row.data) if older else (),
        )
        for row, older in zip(rows, before, strict=True)
    )


def current_item(tx: Connection, code: str) -> tuple[ServiceItem, int, datetime]:
    """Return the present version of an item; raises NotFoundError for one that is not offered (any more)."""
    row = items.current(tx, code)
    if row is None or row.withdrawn_at is not None:
        raise NotFoundError(text("没有找到这个事项，可能已经取消"))
    return item_of(row.data), row.version, row.changed_at


def dictionary_of(tx: Connection, item: ServiceItem) -> tuple[Datum, ...]:
    """Return what the form of an item asks for, in the order of the item."""
    known = {entry["key"]: Datum(**entry) for entry in items.dictionary(tx)}
    return tuple(known[key] for key in item.data if key in known)


def _process(runtime: Runtime, tx: Connection, process_id: str) -> Package | None:
    if not process_id:
        return None
    try:
        return newest_package(runtime, tx, process_id)
    except NotFoundError:
        return None
