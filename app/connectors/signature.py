"""Prove who calls in: an HMAC over moment and body with the secret both sides know (RFC 2104, SHA-256)."""

import hashlib
import hmac
from datetime import datetime, timedelta

HEADER = "X-Luoshu-Signature"
WEBHOOK_SECRET = "webhook"  # noqa: S105 - the name of the secret, not the secret
TOLERANCE = timedelta(minutes=5)
"""How far the sender's clock may be off; an older call could be one that was listened to and repeated."""


def sign(secret: str, body: bytes, at: datetime) -> str:
    """Return the header's value: `t=<seconds since 1970>,v1=<hex>`."""
    moment = str(int(at.timestamp()))
    return f"t={moment},v1={_digest(secret, moment, body)}"


def is_signed(header: str, secret: str, body: bytes, now: datetime) -> bool:
    """Tell whether a header signs this body with this secret within the tolerance."""
    parts = dict(part.partition("=")[::2] for part in header.split(",") if "=" in part)
    moment, given = parts.get("t", ""), parts.get("v1", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) < 12):
        return False
    if abs(now.timestamp() - int(moment)) > TOLERANCE.total_seconds():
        return False
    return hmac.compare_digest(given.encode(), _digest(secret, moment, body).encode())


def _digest(secret: str, moment: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
