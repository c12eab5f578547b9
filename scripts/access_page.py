"""Print docs/reference/access.md from the policy itself; `python -m scripts.access_page` writes it."""

from pathlib import Path

from app.access.actor import ROLES
from app.access.table import TABLE

PAGE = Path(__file__).resolve().parents[1] / "docs/reference/access.md"
ROLE_NAMES_EN = {
    "clerk": "Clerk",
    "head": "Head of a unit",
    "leader": "Leader in charge of units",
    "supervisor": "Supervisor",
    "designer": "Process designer",
    "system_admin": "System administrator: units, accounts, calendar, incidents",
    "security_admin": "Security administrator: roles, sessions",
    "audit_admin": "Audit administrator: the record, erasure requests",
}
_HEAD = """# Who may do what

One policy, `app/access/table.py`, is asked by every use case; this page is printed from it
(`python -m scripts.access_page`), and a test compares them. How people, posts and roles are kept:
[how to administer people](../how-to/people.md).

**hidden**: whom it is refused does not learn that the thing exists (not found instead of forbidden).
**fresh proof**: the person confirms who they are (one-time code or password) within the ten minutes before.
Guests may come where the last column says so: to what is open to all, or to a case opened with its 查询码.

## Roles

| role | 名称 | meaning |
| --- | --- | --- |
"""
_RULES = """
Nobody holds two of the three administrators' roles (三员分立), and none of them holds a role or post of case work or
sees what is in a case. A candidate group is `<unit>.<post>`; posts say whose desk a task lies on, roles what else a
person may do.

## Actions

| action | who (中文) | who | basis | |
| --- | --- | --- | --- | --- |
"""
_TAIL = """
## What lists and searches show

A list shows a member of staff the cases of their units, of their tasks and of the people they stand in for; heads,
leaders and supervisors see the units below theirs, supervisors all. Accusations (检举控告) are in no list and no
search; people reach them through their own tasks. Cases that accuse a unit are hidden from everybody who belongs to
it or stands in for one of its posts. The three administrators have no lists of cases.
"""


def page() -> str:
    """Return the whole page."""
    roles = "".join(f"| `{role}` | {name} | {ROLE_NAMES_EN[role]} |\n" for role, name in ROLES.items())
    actions = ""
    for rule in sorted(TABLE, key=lambda found: found.action):
        said = {"hidden": rule.hides, "fresh proof": rule.step_up, "guests": rule.guests}
        marks = ", ".join(words for words, holds in said.items() if holds)
        who = f"{rule.allowed_to} | {rule.allowed_to_en}"
        actions += f"| `{rule.action}` | {who} | {rule.basis} | {marks} |\n"
    return _HEAD + roles + _RULES + actions + _TAIL


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
