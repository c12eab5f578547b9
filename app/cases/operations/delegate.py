"""委派: let a colleague do the work of a task; it comes back filled in, and the delegator completes it."""

from app.access.actor import SIGN_KIND, Actor
from app.cases.desk.claim import HANDOVER
from app.cases.moving.required import required_text
from app.cases.operations.find_people import find_one
from app.cases.operations.operable import get_operable, refuse_outsiders
from app.errors import ConflictError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import comments, notifications, tasks
from app.text import text


def delegate(runtime: Runtime, actor: Actor, task_key: int, *, colleague: str, request: str) -> None:
    """Hand a task down to a colleague; `request` says what is wanted.

    Raises InvalidError naming the field; ConflictError for a task of signing, one that was delegated
    already, one with opinions still missing, or where the drawing does not allow it; errors of the policy.
    """
    with runtime.transaction() as tx:
        task = get_operable(runtime, tx, actor, task_key, "delegate")
        row = task.row
        if row.kind == SIGN_KIND:
            raise ConflictError(text("签发须由本人办理，不得委派。"))
        if row.delegated_by is not None:
            raise ConflictError(text("这项任务已经是委派来的，不得再委派。"))
        person = find_one(tx, colleague, "colleague", but=actor.account_key)
        words = required_text(request, "request", longest=500)
        refuse_outsiders(tx, row, [person], "colleague")
        # who substitutes hands down what is the principal's: it comes back to whoever holds or may hold it
        owner = row.assignee if row.assignee is not None else actor.account_key
        changed = {"assignee": person.key, "delegated_by": owner, "acting_for": None, "seen_at": None}
        if not tasks.change_task(tx, task_key, row.version, changed):
            raise ConflictError(text("这项任务刚刚被别人处理过，请看最新状态后再试。"))
        tasks.add_candidate(tx, task_key, f"@{person.login}")
        now = runtime.clock.now()
        comments.add_comment(
            tx,
            {
                "instance_key": row.instance_key,
                "author_key": actor.account_key,
                "author_name": actor.name,
                "kind": HANDOVER,
                "body": f"“{row.name}”委派{person.name}：{words}",
                "public": False,
                "written_at": now,
            },
        )
        notifications.leave_word(
            tx,
            [person.key],
            subject=str(text("委派给您：%(number)s", number=row.number)),
            body=f"{actor.name}：{words}",
            at=now,
            instance_key=row.instance_key,
        )
        append_event(
            runtime,
            tx,
            row.instance_key,
            actor=actor,
            action="task.delegated",
            on_behalf_of=owner if owner != actor.account_key else None,
            element_id=row.element_id,
            facts={"task": str(task_key)},
            payload={"to": person.name, "reason": words},
        )
