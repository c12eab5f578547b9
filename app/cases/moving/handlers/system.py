"""Ask a department system for a case, and reckon afterwards with what people answered while it was down.

Drawing: a service task of type `luoshu.system` with the headers `system` and `operation`; the task's variables are
what the request is built from, the answer's values are the task's result. When the system stays down through every
try the task ends in the BPMN error `system-down`, when it answers otherwise than agreed in `system-refused`: an error
boundary event leads to a person; without one an incident shows.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, Row

from app import engine
from app.access.actor import SYSTEM
from app.cases.moving.advance import advance
from app.cases.moving.ask_system import ask, prepare
from app.cases.moving.cause import Cause
from app.cases.moving.environment import feel_environment
from app.cases.moving.expressions import evaluate_text
from app.cases.moving.handlers.finish import case_of, is_wanted
from app.connectors import NotUnderstoodError, UnreachableError
from app.connectors.request import agrees
from app.record.append import append_event
from app.runtime import Runtime
from app.store import jobs, notifications, systems
from app.store.keys import new_key

Finish = Callable[[Connection], Callable[[], None] | None]

RECONCILE = "system.reconcile"
DOWN, REFUSED = "system-down", "system-refused"
_AGAIN = timedelta(minutes=30)
_INPUTS = {"table": "system_call", "column": "inputs"}
_TRIES = 500
"""Tries to reckon with a system: ten days of half hours, then an incident says that it never came back."""


def handle(runtime: Runtime, job: Row[Any]) -> Finish:
    """Ask outside of any transaction and return the step that lets the case go on.

    Raises UnreachableError while further tries are left: the job runs again, with growing pauses.
    """
    variables = job.args["variables"]
    with runtime.read() as tx:
        head, environment = case_of(tx, job), feel_environment(runtime, tx)
        headers = {
            name: evaluate_text(source, {**head.variables, **variables}, environment) or ""
            for name, source in job.args["headers"].items()
        }
    system_id, operation = headers.get("system", ""), headers.get("operation", "")
    try:
        with runtime.read() as tx:
            question = prepare(runtime, tx, system_id, operation, variables)
        values = ask(runtime, question)
    except UnreachableError:
        if job.attempts + 1 < job.max_attempts:
            raise
        return _gave_up(runtime, job, system_id, operation, DOWN, "")
    except NotUnderstoodError as error:
        return _gave_up(runtime, job, system_id, operation, REFUSED, str(error.message))

    def finish(tx: Connection) -> Callable[[], None] | None:
        if not is_wanted(tx, job):
            return None
        _keep_call(runtime, tx, job, system_id, operation, "answered")
        told = {"system": system_id, "operation": operation}
        cause = Cause(actor=SYSTEM, action="system.answered", details=told)
        step = advance(
            runtime,
            tx,
            case_of(tx, job),
            lambda live, env: engine.complete_job(live, job.engine_id, values, env),
            cause,
        )
        return step.keep

    return finish


def reconcile(runtime: Runtime, job: Row[Any]) -> Finish:
    """Ask again what a person answered while the system was down, and compare.

    Raises UnreachableError while it is still down. Nothing of the case moves: a difference is recorded, and those who
    handle the case are told.
    """
    with runtime.read() as tx:
        call = systems.one_call(tx, job.args["call"])
        if call is None or call.inputs is None:
            return lambda _tx: None
        head = case_of(tx, job)
        variables = orjson.loads(runtime.keys.decrypt(call.inputs, key=call.key, **_INPUTS))
        question = prepare(runtime, tx, call.system_id, call.operation, variables)
    values = ask(runtime, question)
    by_hand = {name: head.variables.get(name) for name in values}
    waiting = any(value is None for value in by_hand.values()) and head.ended_at is None

    def finish(tx: Connection) -> None:
        if waiting:
            _enqueue_reckoning(runtime, tx, job.instance_key, call.key, number=job.args["number"] + 1)
            return
        same = (
            agrees(question.operation, values, dict(head.variables), question.environment)
            if question.operation.agrees
            else by_hand == values
        )
        state = "agreed" if same else "differs"
        systems.settle_call(tx, call.key, state, None, runtime.clock.now())
        facts = {"system": call.system_id, "operation": call.operation, "result": state}
        append_event(
            runtime,
            tx,
            head.key,
            actor=SYSTEM,
            action="system.reconciled",
            facts=facts,
            element_id=call.element_id,
        )
        if not same:
            _tell(runtime, tx, head, question.system.name, question.operation.title)

    return finish


def _gave_up(  # noqa: PLR0917 - what is written down of one question
    runtime: Runtime, job: Row[Any], system_id: str, operation: str, code: str, note: str
) -> Finish:
    def finish(tx: Connection) -> Callable[[], None] | None:
        if not is_wanted(tx, job):
            return None
        if systems.one_system(tx, system_id) is not None:
            state = "by_hand" if code == DOWN else "refused"
            call = _keep_call(runtime, tx, job, system_id, operation, state, note=note)
            if code == DOWN:
                _enqueue_reckoning(runtime, tx, job.instance_key, call, number=1)
        action = "system.down" if code == DOWN else "system.refused"
        cause = Cause(
            actor=SYSTEM, action=action, details={"system": system_id, "operation": operation, "note": note}
        )
        step = advance(
            runtime,
            tx,
            case_of(tx, job),
            lambda live, env: engine.throw_error(live, job.engine_id, code, env),
            cause,
        )
        return step.keep

    return finish


def _keep_call(  # noqa: PLR0917 - the columns of one row
    runtime: Runtime,
    tx: Connection,
    job: Row[Any],
    system_id: str,
    operation: str,
    state: str,
    *,
    note: str = "",
) -> int:
    key, now = new_key(), runtime.clock.now()
    inputs: str | None = None
    if state == "by_hand":
        inputs = runtime.keys.encrypt(orjson.dumps(job.args["variables"]).decode(), key=key, **_INPUTS)
    return systems.add_call(
        tx,
        {
            "key": key,
            "system_id": system_id,
            "operation": operation,
            "instance_key": job.instance_key,
            "element_id": job.args["element_id"],
            "state": state,
            "inputs": inputs,
            "note": note or None,
            "asked_at": now,
        },
    )


def _enqueue_reckoning(
    runtime: Runtime, tx: Connection, instance_key: int, call: int, *, number: int
) -> None:
    now = runtime.clock.now()
    jobs.enqueue(
        tx,
        RECONCILE,
        {"call": call, "number": number},
        run_at=now + _AGAIN,
        once_key=f"{RECONCILE}:{call}:{number}",
        instance_key=instance_key,
        max_attempts=_TRIES,
        now=now,
    )


def _tell(runtime: Runtime, tx: Connection, head: Row[Any], system: str, operation: str) -> None:
    """Tell those who handle the case; an accusation's accused unit never."""
    unit = head.unit or head.intake_unit
    groups = {f"{unit}.handler", f"{unit}.head"} if unit else set[str]()
    told = notifications.recipients(tx, groups=groups)
    notifications.leave_word(
        tx,
        [one.key for one in told if not (head.accused_unit and one.unit_code == head.accused_unit)],
        subject=f"{head.number}：人工核验结果与“{system}”不一致",
        body=f"“{operation}”在系统中断期间由人工核验，系统恢复后的答复与人工结果不同，请核对。",
        at=runtime.clock.now(),
        instance_key=head.key,
    )
