"""Who looked at a case: written outside the case's transaction, shown to the applicant."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.facts import case_facts
from app.crypto import mask_name
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import access_log, instances, people
from app.text import text

SAME_VISIT = timedelta(minutes=10)
"""Page views of one person for one purpose within this span are one look."""
PURPOSES = {
    "handle": text("办理"),
    "lead": text("审批或指导"),
    "supervise": text("督办"),
    "own": text("申请人本人查询"),
    "audit": text("审计"),
    "unmask": text("查看完整个人信息"),
    "export": text("导出"),
}
"""What somebody may have looked for."""


@dataclass(frozen=True, slots=True)
class Access:
    """Hold one look for display: when, who (masked), of which unit, what for, and the stated reason."""

    at: datetime
    actor_kind: str
    name: str
    unit: str
    purpose: str
    reason: str | None


def record_access(
    runtime: Runtime, actor: Actor, instance_key: int, *, purpose: str, reason: str | None = None
) -> bool:
    """Write down that the actor looks at a case; False when the same visit was written already.

    Opens its own short transaction, so a page that is only read never waits for the case. A look with
    a reason (such as unmasking) is always written. Raises KeyError for an unknown purpose.
    """
    PURPOSES[purpose]
    now = runtime.clock.now()
    with runtime.read() as tx:
        if reason is None and access_log.seen_since(
            tx,
            instance_key,
            actor_kind=actor.kind,
            actor_key=actor.account_key,
            purpose=purpose,
            since=now - SAME_VISIT,
        ):
            return False
    with runtime.transaction() as tx:
        access_log.add_access(
            tx,
            {
                "instance_key": instance_key,
                "at": now,
                "actor_kind": actor.kind,
                "actor_key": actor.account_key,
                "actor_name": actor.name if actor.kind in {"staff", "system"} else mask_name(actor.name),
                "unit": actor.unit,
                "purpose": purpose,
                "reason": reason,
            },
        )
    return True


def list_access(runtime: Runtime, actor: Actor, instance_key: int) -> tuple[Access, ...]:
    """Return who looked at a case, newest first, for its applicant: units in full, names masked.

    Raises NotFoundError when there is no such case or the actor may not know of it.
    """
    with runtime.read() as tx:
        head = instances.head_by_key(tx, instance_key)
        if head is None:
            raise NotFoundError(text("没有找到您要的内容"))
        require(actor, "case.read_public", case_facts(tx, head))
        rows = access_log.accesses(tx, instance_key)
        units = people.unit_names(tx, {row.unit for row in rows if row.unit})
        return tuple(
            Access(
                row.at,
                row.actor_kind,
                mask_name(row.actor_name),
                units.get(row.unit, row.unit or ""),
                row.purpose,
                row.reason,
            )
            for row in rows
        )
