"""Fingerprints of secrets that need not be readable again: session tokens, recovery codes, counters."""

import hashlib
import secrets


def new_token() -> str:
    """Return an unguessable token of 256 bits in URL-safe letters."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """Return the SM3 digest in hexadecimal (GB/T 32905).

    Plain, without salt or stretching: the tokens it is used for have at least 80 random bits.
    """
    return hashlib.new("sm3", secret.encode()).hexdigest()
