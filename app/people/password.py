"""Passwords: what makes one good enough, how it is kept. Pure but for the random salt."""

from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.text import Text, text

SHORTEST = 10
SHORTEST_WITHOUT_CLASSES = 14
LONGEST = 128
_CLASSES_NEEDED = 3
_DISTINCT_SIGNS = 5
REMEMBERED = 3
"""So many earlier passwords may not come back."""

# OWASP's second choice for argon2id: 19 MiB, two passes; 30 ms on the machine this was written on
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_quick_hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
_NOBODY = _hasher.hash("nobody has this password")


def problems_of(password: str, *, login: str = "", name: str = "") -> list[Text]:
    """Return everything that is wrong with a password (GB/T 22239-2019 8.1.4.1 a); none when it may be used.

    At least 10 signs of three classes (capital, small, digit, other), or at least 14 of any.
    """
    found: list[Text] = []
    if len(password) < SHORTEST:
        found.append(text("密码至少 %(count)s 个字符", count=SHORTEST))
    elif len(password) < SHORTEST_WITHOUT_CLASSES and _classes(password) < _CLASSES_NEEDED:
        found.append(
            text(
                "密码须含大写字母、小写字母、数字、其他符号中的三类，或者不少于 %(count)s 个字符",
                count=SHORTEST_WITHOUT_CLASSES,
            )
        )
    if len(password) > LONGEST:
        found.append(text("密码最多 %(count)s 个字符", count=LONGEST))
    if len(set(password)) < _DISTINCT_SIGNS:
        found.append(text("密码中不同的字符太少"))
    folded = password.casefold()
    if any(len(part) > 3 and part.casefold() in folded for part in (login, name)):
        found.append(text("密码不得包含登录名或姓名"))
    return found


def hash_password(password: str) -> str:
    """Return the argon2id hash with its parameters and salt."""
    return _hasher.hash(password)


def hash_first_password(password: str) -> str:
    """Return a cheap hash of a random password of at least 70 bits, which no guessing reaches anyway.

    An import of two thousand accounts must not take a minute; the hash is replaced at the first sign-in.
    """
    return _quick_hasher.hash(password)


def verify_password(password: str, stored: str | None) -> bool:
    """Say whether this is the password; without a stored hash the same time is spent and the answer is no."""
    try:
        _hasher.verify(stored or _NOBODY, password[: LONGEST * 4])
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


def needs_new_hash(stored: str) -> bool:
    """Say whether a hash was made with older parameters."""
    return _hasher.check_needs_rehash(stored)


def was_used(password: str, history: Sequence[str]) -> bool:
    """Say whether the password is one of the remembered ones."""
    return any(verify_password(password, old) for old in history)


def _classes(password: str) -> int:
    return len(
        {
            "upper"
            if sign.isupper()
            else "lower"
            if sign.islower()
            else "digit"
            if sign.isdigit()
            else "other"
            for sign in password
        }
    )
