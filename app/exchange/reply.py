"""The signed reply to a package: taken or refused. A reply that nobody signed is no reply."""

from datetime import UTC, datetime

import orjson

from app.exchange.identity import Identity, is_signed
from app.exchange.letter import Answer
from app.exchange.manifest import canonical

_LONGEST = 1000


def write_reply(answer: Answer, identity: Identity) -> bytes:
    """Return the reply as JSON, signed."""
    said = {
        "envelope": answer.envelope,
        "taken": answer.taken,
        "at": answer.at.astimezone(UTC).isoformat(timespec="seconds"),
        "code": answer.code,
        "reason": answer.reason,
    }
    return canonical({"reply": said, "site": identity.code, "signature": identity.sign(canonical(said))})


def read_reply(raw: bytes, *, public_key: str, envelope: str) -> Answer | None:
    """Read a reply to this envelope; None when it is garbage, about another one, or not signed by that key."""
    try:
        data = orjson.loads(raw)
        said = data["reply"]
        answer = Answer(
            said["envelope"],
            said["taken"],
            datetime.fromisoformat(said["at"]),
            str(said["code"])[:20],
            str(said["reason"])[:_LONGEST],
        )
        signed = is_signed(public_key, canonical(said), data["signature"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    right = signed and answer.envelope == envelope and isinstance(answer.taken, bool)
    return answer if right and answer.at.tzinfo is not None else None
