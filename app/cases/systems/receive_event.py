"""Take an event that a department system reports: proved by its signature, delivered once, to the case that waits."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from app.access.actor import SYSTEM
from app.cases.moving.ask_system import find_system, read_secrets
from app.cases.moving.correlate import deliver_message
from app.cases.moving.environment import feel_environment
from app.cases.moving.expressions import evaluate
from app.connectors import Inbound
from app.connectors.signature import TOLERANCE, WEBHOOK_SECRET, is_signed
from app.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.feel import Environment, FeelError
from app.people.moment import security_now
from app.runtime import Runtime
from app.store import systems
from app.text import text


def receive_event(runtime: Runtime, system_id: str, name: str, body: bytes, signature: str) -> int:
    """Deliver an event and return how many cases took it; the same event again returns what it returned first.

    Raises ForbiddenError for a wrong, old or missing signature, NotFoundError for an event the system does not
    report, InvalidError for a body that is not as described, ConflictError when no case waits for it: the sender may
    try again later.
    """
    with runtime.read() as tx:
        try:
            _, described = find_system(tx, system_id)
            secret = read_secrets(runtime, tx, system_id).get(WEBHOOK_SECRET, "")
        except NotFoundError:
            described, secret = None, ""
        environment = feel_environment(runtime, tx)
    # an unknown system and a wrong signature are one answer: nobody learns which systems there are
    if described is None or not secret or not is_signed(signature, secret, body, security_now(runtime)):
        minutes = int(TOLERANCE.total_seconds() // 60)
        raise ForbiddenError(text("签名不正确，或者与本系统的时间相差超过 %(minutes)s 分钟", minutes=minutes))
    event = described.reports(name)
    if event is None:
        raise NotFoundError(text("系统“%(system)s”没有约定事件“%(name)s”", system=described.name, name=name))
    event_id, key, variables = _read(event, body, environment)
    sender = replace(SYSTEM, name=described.name)
    with runtime.transaction() as tx:
        mark = {"system_id": system_id, "event_id": event_id, "name": name, "delivered": 0}
        if not systems.claim_event(tx, {**mark, "at": runtime.clock.now()}):
            return systems.delivered(tx, system_id, event_id)
        moves = deliver_message(
            runtime, tx, sender, event.message, key, variables=variables, action="system.event"
        )
        if not moves:
            raise ConflictError(text("现在没有办件在等这个事件，请稍后再报。"))
        systems.note_delivered(tx, system_id, event_id, len(moves))
    for move in moves:
        move.keep()
    return len(moves)


def _read(event: Inbound, body: bytes, environment: Environment) -> tuple[str, str, Mapping[str, Any]]:
    try:
        content = orjson.loads(body)
        event_id, key, variables = (
            evaluate(source, {"body": content}, environment)
            for source in (event.event, event.key, event.variables)
        )
    except orjson.JSONDecodeError as error:
        raise InvalidError(text("内容不是有效的 JSON：%(reason)s", reason=str(error))) from error
    except FeelError as error:
        raise InvalidError(error.message) from error
    if not event_id or not key or not isinstance(variables, dict) or len(str(event_id)) > 120:
        raise InvalidError(text("事件的编号、关联号或者内容与约定不符"))
    return str(event_id), str(key), variables
