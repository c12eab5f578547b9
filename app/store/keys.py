"""Keys of rows: 63-bit numbers, ordered by time, not guessable in sequence.

Digits only, because the official clients of the REST contract accept nothing else. The public side
never shows them: citizens use the case number and the 查询码.
"""

import secrets
import threading
import time

_EPOCH_MS = 1_704_067_200_000  # 2024-01-01T00:00:00Z
_RANDOM_BITS = 22
_lock = threading.Lock()
_last = 0


def new_key() -> int:
    """Return a key: milliseconds since 2024 in the high 41 bits, random low bits; rising within a process."""
    global _last  # noqa: PLW0603 - one sequence a process is the point
    stamp = (time.time_ns() // 1_000_000 - _EPOCH_MS) << _RANDOM_BITS
    key = stamp | secrets.randbits(_RANDOM_BITS)
    with _lock:
        _last = key if key > _last else _last + 1 + secrets.randbits(8)
        return _last
