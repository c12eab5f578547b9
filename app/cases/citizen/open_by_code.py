"""Open a case with number and 查询码, without telling a guesser anything.

An unknown number and a wrong code get the same answer after the same work; five wrong codes for a number
from one address lock both for a quarter of an hour, so that nobody else can lock the citizen out.
"""

from app.cases.moving.reference import plain_number
from app.crypto import normalise_query_code, same
from app.errors import InvalidError
from app.people.throttle import (
    QUERY_CODE_ADDRESS,
    QUERY_CODE_CASE,
    count_attempt,
    forget_attempts,
    require_unlocked,
)
from app.runtime import Runtime
from app.store import instances
from app.text import text

_NO_DIGEST = "-" * 64
"""Stands where a case without a 查询码, or no case at all, is compared: no digest looks like it."""


def open_by_code(runtime: Runtime, number: str, code: str, *, address: str) -> tuple[int, str]:
    """Return key and number of the case that number and code open.

    Raises InvalidError when they do not belong together, TooManyAttemptsError while a lock is on.
    """
    wanted = plain_number(number)
    by_case = (QUERY_CODE_CASE, f"{wanted} {address}")
    by_address = (QUERY_CODE_ADDRESS, address)
    require_unlocked(runtime, by_case, by_address)
    with runtime.read() as tx:
        head = instances.head_by_number(tx, wanted)
    digest = runtime.keys.digest(normalise_query_code(code), purpose="case-code")
    stored = head.code_digest if head is not None and head.code_digest else _NO_DIGEST
    if not same(digest, stored) or head is None:
        count_attempt(runtime, by_case, by_address)
        message = text("编号或者查询码不对，请核对后再试。查询码印在收件回执上")
        raise InvalidError(message, {"code": [message]})
    forget_attempts(runtime, by_case)
    return head.key, head.number
