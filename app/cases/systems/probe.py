"""Try whether a department system answers at all, on the administrator's word."""

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.ask_system import find_system, note_answer, note_failure
from app.connectors import Breaker, Request, UnreachableError, send
from app.connectors.http import is_allowed
from app.errors import InvalidError
from app.runtime import Runtime
from app.text import text


def probe_system(runtime: Runtime, actor: Actor, system_id: str) -> bool:
    """Return whether the system answers its probe; its health light follows. A spared system is tried, too.

    Raises InvalidError when the system is not connected, or its address is not allowed.
    """
    require(actor, "system.manage", None)
    with runtime.read() as tx:
        row, described = find_system(tx, system_id)
    if described.mode != "live":
        raise InvalidError(text("这个系统没有接通，不能检查连接。"))
    if not is_allowed(described.base_url, runtime.settings.connector_hosts):
        raise InvalidError(text("不允许连接 %(address)s：不在允许的主机之列", address=described.base_url))
    address = described.base_url.rstrip("/") + "/" + described.probe.lstrip("/")
    try:
        send(Request("GET", address), timeout_seconds=described.timeout_seconds)
    except UnreachableError as error:
        note_failure(runtime, system_id, Breaker(row.failures, row.open_until), str(error))
        return False
    note_answer(runtime, system_id)
    return True
