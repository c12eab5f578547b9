"""Read the filter of cases, which may ask for variables and tags beside fields."""

from collections.abc import Mapping
from typing import Any

from app.api.v2.searches import FLAG, KEY, MOMENT, TEXT, WHOLE, Field, choice, search_shape, wanted_in
from app.api.v2.shapes import Shape, list_of, record, text
from app.store.searching import Condition, Wanted

INSTANCE_FIELDS: dict[str, Field] = {
    "processInstanceKey": KEY,
    "processDefinitionKey": KEY,
    "processDefinitionId": TEXT,
    "processDefinitionName": TEXT,
    "processDefinitionVersion": WHOLE,
    "processDefinitionVersionTag": TEXT,
    "parentProcessInstanceKey": KEY,
    "parentElementInstanceKey": KEY,
    "state": choice("ACTIVE", "COMPLETED", "SUSPENDED", "TERMINATED"),
    "hasIncident": FLAG,
    "startDate": MOMENT,
    "endDate": MOMENT,
    "suspendedDate": MOMENT,
    "businessId": TEXT,
    "elementId": Field(sortable=False),
    "errorMessage": Field(sortable=False),
}
VARIABLES = list_of(record({"name": text(most=200), "value": TEXT.shape()}), most=20)
TAGS = list_of(text(most=100), most=10)


def with_variables(shape: Shape, *names: str) -> Shape:
    """Let a search ask for variables under these names, and for tags, also within its `$or`."""
    members = shape["properties"]["filter"]["anyOf"][0]["properties"]
    extra = {**dict.fromkeys(names, VARIABLES), "tags": TAGS}
    if "$or" in members:
        members["$or"]["items"]["properties"] |= extra
    members |= extra
    return shape


def instance_search_shape() -> Shape:
    """Return the shape of a search for cases."""
    return with_variables(search_shape(INSTANCE_FIELDS, groups=True), "variables")


def instances_wanted(body: Mapping[str, Any]) -> Wanted:
    """Return what a search for cases asks for."""
    return wanted_with_variables(body, INSTANCE_FIELDS, ("variables",))


def wanted_with_variables(
    body: Mapping[str, Any], fields: Mapping[str, Field], names: tuple[str, ...]
) -> Wanted:
    """Return what a search asks for that may name variables and tags."""
    asked = dict(body.get("filter") or {})
    groups = asked.pop("$or", None) or []
    extra = _taken(asked, names)
    more = [(group := dict(one), _taken(group, names)) for one in groups]
    read = wanted_in(
        {**body, "filter": {**asked, **({"$or": [group for group, _ in more]} if more else {})}}, fields
    )
    any_of = tuple((*found, *special) for found, (_, special) in zip(read.any_of, more, strict=True))
    return Wanted(
        (*read.conditions, *extra),
        any_of,
        read.sort,
        read.limit,
        read.offset,
        read.after,
        read.before,
    )


def _taken(asked: dict[str, Any], names: tuple[str, ...]) -> tuple[Condition, ...]:
    found = [Condition("tags", "eq", tag) for tag in asked.pop("tags", ())]
    for name in names:
        for one in asked.pop(name, ()):
            given = one["value"] if isinstance(one["value"], dict) else {"$eq": one["value"]}
            inner = wanted_in({"filter": {"value": given}}, {"value": TEXT}).conditions
            found.append(Condition(name, "eq", (one["name"], inner)))
    return tuple(found)
