"""Which acts a drawing allows at which step, and whether a case may be circulated (property `operations`)."""

from typing import Any

from sqlalchemy import Connection, Row

from app.catalog.operation_names import OPERATIONS, PROPERTY, names_in
from app.catalog.package import Package
from app.errors import ConflictError
from app.store import readings, tasks
from app.text import text

DEFAULT = frozenset({"hand_on"})
"""What an element allows that says nothing, in a process that says nothing."""


def operations_of(package: Package, element_id: str) -> frozenset[str]:
    """Return the acts an element allows: its own list, else that of the process."""
    element = package.definition.elements.get(element_id)
    own = element.properties.get(PROPERTY) if element is not None else None
    said = own if own is not None else package.definition.properties.get(PROPERTY)
    return DEFAULT if said is None else names_in(said)


def require_operation(package: Package, element_id: str, operation: str) -> None:
    """Raise ConflictError, naming step and act, when the drawing does not allow the act at this element."""
    if operation in operations_of(package, element_id):
        return
    element = package.definition.elements.get(element_id)
    step = (element.name if element is not None else "") or element_id
    raise ConflictError(
        text("“%(step)s”这一步不允许%(act)s（流程图没有设置）。", step=step, act=OPERATIONS[operation])
    )


def may_circulate(tx: Connection, package: Package, head: Row[Any]) -> bool:
    """Say whether the drawing lets a case be circulated now: as a whole, or at a step that is open."""
    if "circulate" in names_in(package.definition.properties.get(PROPERTY, "")):
        return True
    said = [e.properties.get(PROPERTY, "") for e in package.definition.elements.values()]
    if not any("circulate" in names_in(one) for one in said):
        return False
    if readings.readers_of(tx, head.key):
        return True
    return any(
        "circulate" in operations_of(package, row.element_id)
        for row in tasks.tasks_of(tx, head.key, state="open")
    )
