"""What forms may ask of the house itself: the directory of units, one's own unit, its leading people.

A form gets only what it names (docs/decisions/100). It must not know which process it belongs to.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from app.forms import Form
from app.store import people

HEAD, LEADER = "head", "leader"
_POSTS = {HEAD: "主要负责人", LEADER: "分管负责人"}


def site_values(tx: Connection, form: Form, organ: str | None) -> dict[str, Any]:
    """Return `units`, `own_unit` and `signers` as far as the form asks for them; `organ` is the own unit."""
    found: dict[str, Any] = {}
    wanted = form.external_names
    if "units" in wanted:
        found["units"] = [
            {"value": row.code, "label": row.name, "label.en": row.name_en or row.name}
            for row in people.units(tx)
            if row.closed_at is None and row.code != organ
        ]
    if "own_unit" in wanted and organ:
        found["own_unit"] = people.unit_names(tx, {organ}).get(organ, organ)
    if "signers" in wanted and organ:
        found["signers"] = _signers(tx, organ)
    return found


def with_site_values(tx: Connection, form: Form | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values of a form with what it asks of the house."""
    return dict(values) if form is None else {**site_values(tx, form, values.get("organ")), **values}


def relations(tx: Connection, organ: str) -> dict[str, list[str]]:
    """Return how other units stand to an organ: `above` and `below` in any distance, `direct` above, its `heads`."""
    own = people.find_unit(tx, organ)
    return {
        "above": sorted(people.units_above(tx, {organ})),
        "below": sorted(people.units_below(tx, {organ})),
        "direct": sorted({code for code in (own.parent, own.superior) if code}) if own is not None else [],
        "heads": [row.name for row in people.members_of(tx, {f"{organ}.{HEAD}"})],
    }


def _signers(tx: Connection, organ: str) -> list[dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for post, name in _POSTS.items():
        for row in people.members_of(tx, {f"{organ}.{post}"}):
            found.setdefault(row.name, {"value": row.name, "label": f"{row.name}（{name}）"})
    return list(found.values())
