"""Write acts about people (signing in, granting a role, importing accounts) into the system's chain of the record."""

from collections.abc import Mapping

from sqlalchemy import Connection

from app.access.actor import Actor
from app.record.append import account_ref, append_event
from app.runtime import Runtime


def record(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    action: str,
    *,
    account_key: int | None = None,
    facts: Mapping[str, object] | None = None,
    payload: Mapping[str, object] | None = None,
) -> None:
    """Append one event about an account (`account_key`, null for none) in the caller's transaction.

    `facts` are kept for ever and name nobody; `payload` is encrypted and kept as long as logs are
    (网络安全法 21: six months at least).
    """
    told = dict(facts or {})
    if account_key is not None:
        told["account"] = account_ref(runtime.keys, account_key)
    append_event(runtime, tx, None, actor=actor, action=action, facts=told, payload=payload, retention="log")
