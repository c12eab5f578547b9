"""Secrets handed to people and machines: 查询码, links, and their comparison. Knows no store."""

import hmac
import secrets
import unicodedata

_CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs without 0/O and 1/I, which people confuse on paper and on the phone."""
_CODE_GROUPS = 3
_GROUP_SIGNS = 4


def new_query_code() -> str:
    """Return a 查询码 such as ``K7QM-2XHD-9WTA``: 60 random bits, in groups that can be read aloud."""
    groups = (
        "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_GROUP_SIGNS)) for _ in range(_CODE_GROUPS)
    )
    return "-".join(groups)


def normalise_query_code(entered: str) -> str:
    """Return the code as it was issued: case, width, blanks and dashes of what was typed do not matter.

    Anything that cannot be a code comes back as an empty string, so that it never matches.
    """
    folded = unicodedata.normalize("NFKC", entered[:64]).upper()
    signs = [sign for sign in folded if sign.isalnum()]
    if len(signs) != _CODE_GROUPS * _GROUP_SIGNS or any(sign not in _CODE_ALPHABET for sign in signs):
        return ""
    plain = "".join(signs)
    return "-".join(plain[i : i + _GROUP_SIGNS] for i in range(0, len(plain), _GROUP_SIGNS))


def new_token() -> str:
    """Return 256 random bits for a link or a session, safe in URLs."""
    return secrets.token_urlsafe(32)


def same(a: str, b: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())
