"""An event of the record and its place in a hash chain. Knows no table, no key ring, no case.

What is hashed is the *header*: it names the payload only by a salted digest. Payload and salt can be
erased (个人信息保护法 47) and the chain still verifies; without the salt the digest tells nothing.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.audit.canonical import JsonValue, canonical, moment, plain
from app.crypto.sm3 import sm3_hex

VERSION = 1
SALT_BYTES = 16
EVENT_PREFIX = b"luoshu.event.v1\n"
_PAYLOAD = b"luoshu.payload.v1\n"
_CHAIN = b"luoshu.chain.v1\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """Say what happened, before it has a place in a chain.

    `facts` stay for ever and must hold no personal data; `payload` may be erased later according to
    its `retention` class (see retention.py). `actor_ref` and `on_behalf_ref` are keyed digests of
    account keys, so that a published record names no account.
    """

    at: datetime
    action: str
    actor_kind: str
    actor_ref: str | None = None
    on_behalf_ref: str | None = None
    unit: str | None = None
    element_id: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    payload: Mapping[str, object] | None = None
    retention: str = "record"
    applicant_may_read: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """Hold everything of an event that its hash covers."""

    chain: str
    seq: int
    at: datetime
    action: str
    actor_kind: str
    actor_ref: str | None
    on_behalf_ref: str | None
    unit: str | None
    element_id: str | None
    facts: Mapping[str, JsonValue]
    payload_digest: str | None
    retention: str
    applicant_may_read: bool
    previous: str

    def as_json(self) -> dict[str, JsonValue]:
        """Return the header as it is hashed, exported and printed on receipts."""
        return {
            "v": VERSION,
            "chain": self.chain,
            "seq": self.seq,
            "at": moment(self.at),
            "action": self.action,
            "actor": {"kind": self.actor_kind, "ref": self.actor_ref, "unit": self.unit},
            "for": self.on_behalf_ref,
            "element": self.element_id,
            "facts": dict(self.facts),
            "payload": self.payload_digest,
            "retention": self.retention,
            "open": self.applicant_may_read,
            "prev": self.previous,
        }

    def digest(self) -> str:
        """Return the hash of the event, which the next one names."""
        return sm3_hex(EVENT_PREFIX + canonical(self.as_json()).encode())


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """Hold an event in its place: header, hash, and the erasable part (canonical text and 32 hex of salt)."""

    header: Header
    hash: str
    payload: str | None
    salt: str | None


def genesis(chain: str) -> str:
    """Return what the first event of a chain names as its predecessor."""
    return sm3_hex(_CHAIN + chain.encode())


def payload_digest(payload: str, salt: str) -> str:
    """Return the salted digest of a payload's canonical text."""
    return sm3_hex(_PAYLOAD + bytes.fromhex(salt) + payload.encode())


def seal_entry(entry: Entry, *, chain: str, length: int, head: str) -> SealedEntry:
    """Put an entry behind the `length` events of a chain whose last hash is `head` (any value if empty)."""
    body = canonical(plain(entry.payload)) if entry.payload is not None else None
    salt = secrets.token_hex(SALT_BYTES) if body is not None else None
    facts = plain(entry.facts)
    header = Header(
        chain=chain,
        seq=length + 1,
        at=entry.at,
        action=entry.action,
        actor_kind=entry.actor_kind,
        actor_ref=entry.actor_ref,
        on_behalf_ref=entry.on_behalf_ref,
        unit=entry.unit,
        element_id=entry.element_id,
        facts=facts if isinstance(facts, dict) else {},
        payload_digest=payload_digest(body, salt) if body is not None and salt is not None else None,
        retention=entry.retention,
        applicant_may_read=entry.applicant_may_read,
        previous=head if length else genesis(chain),
    )
    return SealedEntry(header, header.digest(), body, salt)
