"""Write what reaches beyond the case: jobs, waited-for messages, incidents, public dates and notices."""

from typing import Any

from app.cases.moving.enqueue_notice import enqueue_notice
from app.cases.moving.offer_buffered import offer_buffered
from app.cases.moving.offer_work import OWN_SERVICES, offered_work
from app.cases.moving.spread_signal import spread_signal
from app.cases.moving.step import Step
from app.engine import ActivatedJob
from app.store import decisions, instances, jobs, work
from app.store.keys import new_key


def apply_effects(step: Step) -> None:
    """Write jobs, subscriptions, messages, signals, incidents, decisions, public dates and notices of a move."""
    _jobs(step)
    _signals(step)
    _decisions(step)
    _subscriptions(step)
    _incidents(step)
    for event in step.outcome.left:
        if not event.canceled:
            _on_completion(step, event.element_id, event.task_id)


def _jobs(step: Step) -> None:
    for activated in step.outcome.jobs:
        if not activated.type.startswith(OWN_SERVICES):
            work.offer(step.tx, offered_work(step, activated))
            continue
        jobs.enqueue(
            step.tx,
            f"service:{activated.type}",
            _args(activated),
            run_at=step.now,
            # a retried activity is offered under its old id: the version tells the offers apart
            once_key=f"service:{step.key}:{activated.task_id}:{step.head.version}",
            instance_key=step.key,
            engine_id=activated.task_id,
            max_attempts=max(activated.retries, 1),
        )
    jobs.cancel_jobs(step.tx, step.key, [j.task_id for j in step.outcome.canceled_jobs], step.now)
    for index, message in enumerate(step.outcome.messages):
        jobs.enqueue(
            step.tx,
            "message",
            {
                "name": message.name,
                "correlation_key": message.correlation_key,
                "variables": dict(message.variables),
            },
            run_at=step.now,
            once_key=f"message:{step.key}:{step.head.version}:{index}",
        )


def _args(activated: ActivatedJob) -> dict[str, Any]:
    args = {"element_id": activated.element_id, "headers": dict(activated.headers)}
    # a department system is asked with what the task sees; our own services read the case
    return {**args, "variables": dict(activated.variables)} if activated.type == "luoshu.system" else args


def _signals(step: Step) -> None:
    # within the case the engine has delivered them already
    for index, name in enumerate(step.outcome.signals):
        spread_signal(
            step.tx, name, {}, at=step.now, once_key=f"{step.key}:{step.head.version}:{index}", but=step.key
        )


def _decisions(step: Step) -> None:
    decisions.add_decisions(
        step.tx,
        [
            {
                "key": new_key(),
                "instance_key": step.key,
                "element_id": made.element_id,
                "decision_id": made.decision_id,
                "value": made.value,
                "matched": made.trace or [],
                "made_at": step.now,
            }
            for made in step.outcome.decisions
        ],
    )


def _subscriptions(step: Step) -> None:
    wanted: dict[tuple[str, str], dict[str, Any]] = {
        (s.task_id, s.message_name): {
            "instance_key": step.key,
            "engine_id": s.task_id,
            "kind": "message",
            "name": s.message_name,
            "correlation_key": s.correlation_key,
            "element_id": s.element_id,
        }
        for s in step.outcome.subscriptions
    }
    wanted |= {
        (s.task_id, s.name): {
            "instance_key": step.key,
            "engine_id": s.task_id,
            "kind": "signal",
            "name": s.name,
            "correlation_key": None,
            "element_id": s.element_id,
        }
        for s in step.outcome.awaited_signals
    }
    awaited = sorted([engine_id, name] for engine_id, name in wanted)
    if awaited != (step.head.awaited or []):
        instances.replace_subscriptions(step.tx, step.key, list(wanted.values()))
        step.case_values["awaited"] = awaited
        offer_buffered(step, [(row["name"], row["correlation_key"]) for row in wanted.values()])


def _incidents(step: Step) -> None:
    for found in step.outcome.incidents:
        jobs.raise_incident(
            step.tx,
            {
                "instance_key": step.key,
                "engine_id": found.task_id,
                "element_id": found.element_id,
                "kind": found.kind,
                "message": str(found.message),
                "input": dict(found.input or {}),
                "raised_at": step.now,
            },
        )


def _on_completion(step: Step, element_id: str, engine_id: str) -> None:
    properties = step.properties(element_id)
    kind = step.text(properties.get("public.date"))
    if kind:
        instances.add_case_date(
            step.tx,
            {
                "key": new_key(),
                "instance_key": step.key,
                "kind": kind,
                "on_date": step.day(properties.get("public.date.on")) or step.today,
                "unit": step.case_values.get("unit") or step.head.unit,
                "note": step.name(element_id),
                "recorded_at": step.now,
            },
        )
    for target in ("applicant", "group"):
        template = step.text(properties.get(f"notice.{target}"))
        if template:
            enqueue_notice(
                step,
                target,
                template,
                element_id=element_id,
                groups={group for opened in step.outcome.opened for group in opened.candidate_groups},
                once_key=f"notice:{step.key}:{engine_id}:{target}",
            )
