"""Write into the record: one event, in the transaction of the act it tells of."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.audit.event import Entry, SealedEntry, genesis, seal_entry
from app.crypto import KeyRing
from app.errors import ConflictError
from app.runtime import Runtime
from app.store import audit
from app.store.keys import new_key
from app.text import text

PAYLOAD_PLACE = {"table": "audit_payload", "column": "body"}


@dataclass(frozen=True, slots=True)
class Appended:
    """Say where an event stands: its chain (public id), number in it, and hash."""

    chain: str
    seq: int
    hash: str


def append_event(
    runtime: Runtime,
    tx: Connection,
    instance_key: int | None,
    *,
    actor: Actor,
    action: str,
    payload: Mapping[str, object] | None = None,
    facts: Mapping[str, object] | None = None,
    on_behalf_of: int | None = None,
    element_id: str | None = None,
    retention: str = "record",
    applicant_may_read: bool = False,
) -> Appended:
    """Append one event to the chain of a case (None: to the system's) and return where it stands.

    `facts` stay for ever and must hold no personal data. `payload` (the actor's name is added) is kept
    encrypted and can be erased by its `retention` class; a receipt and the applicant's export contain
    it only with `applicant_may_read`. Four statements; writers of one chain wait for each other.
    Raises ConflictError if the chain moved all the same, TypeError for values without a plain form.
    """
    entry = Entry(
        at=runtime.clock.now(),
        action=action,
        actor_kind=actor.kind,
        actor_ref=account_ref(runtime.keys, actor.account_key),
        on_behalf_ref=account_ref(runtime.keys, on_behalf_of),
        unit=actor.unit,
        element_id=element_id,
        facts=facts or {},
        payload={"actor": actor.name, **(payload or {})},
        retention=retention,
        applicant_may_read=applicant_may_read,
    )
    chain = audit.lock_chain(tx, instance_key) or _open_chain(runtime, tx, instance_key)
    sealed = seal_entry(entry, chain=chain.public_id, length=chain.length, head=chain.head)
    _store(runtime.keys, tx, chain, sealed, actor_key=actor.account_key, on_behalf_of=on_behalf_of)
    return Appended(chain.public_id, sealed.header.seq, sealed.hash)


def account_ref(keys: KeyRing, account_key: int | None) -> str | None:
    """Return the keyed digest that stands for an account in the record."""
    return None if account_key is None else keys.digest(str(account_key), purpose="audit-actor")[:32]


def head_seal(keys: KeyRing, chain: str, length: int, head: str) -> str:
    """Return the seal of a chain's end: it cannot be made with the database alone."""
    return keys.seal(f"{chain}:{length}:{head}", purpose="audit-head")


def _open_chain(runtime: Runtime, tx: Connection, instance_key: int | None) -> Row[tuple[object, ...]]:
    public_id = token_hex(16)
    head = genesis(public_id)
    values = {
        "public_id": public_id,
        "length": 0,
        "head": head,
        "seal": head_seal(runtime.keys, public_id, 0, head),
        "rooted_length": 0,
        "opened_at": runtime.clock.now(),
    }
    return audit.open_chain(tx, instance_key, values)


def _store(
    keys: KeyRing,
    tx: Connection,
    chain: Row[tuple[object, ...]],
    sealed: SealedEntry,
    *,
    actor_key: int | None,
    on_behalf_of: int | None,
) -> None:
    key, header = new_key(), sealed.header
    event = {
        "key": key,
        "chain_key": chain.key,
        "seq": header.seq,
        "instance_key": chain.instance_key,
        "at": header.at,
        "action": header.action,
        "actor_kind": header.actor_kind,
        "actor_key": actor_key,
        "on_behalf_of": on_behalf_of,
        "unit": header.unit,
        "element_id": header.element_id,
        "facts": dict(header.facts),
        "payload_digest": header.payload_digest,
        "retention": header.retention,
        "applicant_may_read": header.applicant_may_read,
        "previous": header.previous,
        "hash": sealed.hash,
    }
    body = keys.encrypt(sealed.payload, **PAYLOAD_PLACE, key=key) if sealed.payload is not None else None
    payloads = [{"event_key": key, "body": body, "salt": sealed.salt}] if body is not None else []
    audit.add_events(tx, [event], payloads)
    seal = head_seal(keys, chain.public_id, header.seq, sealed.hash)
    if not audit.advance_chain(
        tx, chain.key, seen=chain.length, length=header.seq, head=sealed.hash, seal=seal
    ):
        raise ConflictError(text("这件事项刚刚有了新的记录，请看最新状态后再试。"))
