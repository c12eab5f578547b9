"""`/v2/users`, `/v2/groups`, `/v2/roles`: staff accounts, posts as candidate groups, and roles, to read only."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint

from app.api.v2.operation import Operation, body, operation, search_of
from app.api.v2.searches import TEXT, page_answer, search_shape, wanted_in
from app.api.v2.shapes import named, optional, record, text
from app.cases.interface.read_people import (
    read_group,
    read_role,
    read_user,
    search_groups,
    search_roles,
    search_users,
)
from app.edge import access, current_actor, current_runtime
from app.store.searching import Found

blueprint = Blueprint("v2_people", __name__, url_prefix="/v2")

_USER = named(record({"username": text(), "name": optional(text()), "email": optional(text())}), "UserResult")
_MEMBER = record({"username": text()})
_GROUP = named(record({"groupId": text(), "name": text(), "description": optional(text())}), "GroupResult")
_ROLE = named(record({"roleId": text(), "name": text(), "description": optional(text())}), "RoleResult")
_USER_FIELDS = {"username": TEXT, "name": TEXT, "email": TEXT}
_GROUP_FIELDS = {"groupId": TEXT, "name": TEXT}
_ROLE_FIELDS = {"roleId": TEXT, "name": TEXT}
_MEMBER_FIELDS = {"username": TEXT}


@blueprint.post("/users/search")
@access("people.read")
@operation(search_of("searchUsers", "Search staff accounts", search_shape(_USER_FIELDS, groups=True), _USER))
def users() -> dict[str, Any]:
    """Search staff accounts."""
    found, rows = search_users(current_runtime(), current_actor(), wanted_in(body(), _USER_FIELDS))
    return page_answer(found, [_user(row) for row in rows])


@blueprint.get("/users/<username>")
@access("people.read")
@operation(Operation("getUser", "Read a staff account", answers={200: _USER}))
def user(username: str) -> dict[str, Any]:
    """Read a staff account."""
    return _user(read_user(current_runtime(), current_actor(), username))


@blueprint.post("/groups/search")
@access("people.read")
@operation(
    search_of("searchGroups", "Search candidate groups", search_shape(_GROUP_FIELDS, groups=True), _GROUP)
)
def groups() -> dict[str, Any]:
    """Search candidate groups."""
    found, rows = search_groups(current_runtime(), current_actor(), wanted_in(body(), _GROUP_FIELDS))
    return page_answer(found, [_named(row, "groupId") for row in rows])


@blueprint.get("/groups/<group_id>")
@access("people.read")
@operation(Operation("getGroup", "Read a candidate group", answers={200: _GROUP}))
def group(group_id: str) -> dict[str, Any]:
    """Read a candidate group."""
    return _named(read_group(current_runtime(), current_actor(), group_id), "groupId")


@blueprint.post("/groups/<group_id>/users/search")
@access("people.read")
@operation(
    search_of(
        "searchUsersForGroup", "Search who is in a group", search_shape(_MEMBER_FIELDS, groups=True), _MEMBER
    )
)
def group_users(group_id: str) -> dict[str, Any]:
    """Search who is in a candidate group."""
    wanted = wanted_in(body(), _MEMBER_FIELDS)
    return _members(*search_users(current_runtime(), current_actor(), wanted, group=group_id))


@blueprint.post("/roles/search")
@access("people.read")
@operation(search_of("searchRoles", "Search roles", search_shape(_ROLE_FIELDS, groups=True), _ROLE))
def roles() -> dict[str, Any]:
    """Search roles."""
    found, rows = search_roles(current_runtime(), current_actor(), wanted_in(body(), _ROLE_FIELDS))
    return page_answer(found, [_named(row, "roleId") for row in rows])


@blueprint.get("/roles/<role_id>")
@access("people.read")
@operation(Operation("getRole", "Read a role", answers={200: _ROLE}))
def role(role_id: str) -> dict[str, Any]:
    """Read a role."""
    return _named(read_role(current_runtime(), current_actor(), role_id), "roleId")


@blueprint.post("/roles/<role_id>/users/search")
@access("people.read")
@operation(
    search_of(
        "searchUsersForRole", "Search who holds a role", search_shape(_MEMBER_FIELDS, groups=True), _MEMBER
    )
)
def role_users(role_id: str) -> dict[str, Any]:
    """Search who holds a role."""
    wanted = wanted_in(body(), _MEMBER_FIELDS)
    return _members(*search_users(current_runtime(), current_actor(), wanted, role=role_id))


def _user(row: Any) -> dict[str, Any]:
    # addresses are personal data that no program needs
    return {"username": row.login, "name": row.name, "email": None}


def _named(row: Any, key: str) -> dict[str, Any]:
    return {key: row.id, "name": row.name, "description": None}


def _members(found: Found, rows: Sequence[Any]) -> dict[str, Any]:
    return page_answer(found, [{"username": row.login} for row in rows])
