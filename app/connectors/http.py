"""Send one request to a department system: no redirect, no endless answer, no host that is not allowed."""

from collections.abc import Collection
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

import orjson
import urllib3

from app.connectors.request import Answer, Request

LONGEST_ANSWER = 1024 * 1024
"""Bytes of an answer that are read; a longer one is refused."""
_POOL = urllib3.PoolManager(num_pools=20, maxsize=4, retries=False)


class UnreachableError(Exception):
    """Say that a system did not answer, or answered that it cannot now; trying again later may help."""


def is_allowed(address: str, hosts: Collection[str]) -> bool:
    """Tell whether an address may be asked: its host (with `:port` when one is given) matches a pattern."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        return False
    return any(
        fnmatchcase(name, pattern.lower()) for pattern in hosts for name in (parts.hostname, parts.netloc)
    )


def send(request: Request, *, timeout_seconds: float) -> Answer:
    """Return the answer; raises UnreachableError when there is none, it is too long, or the status is 429 or 5xx."""
    try:
        response = _POOL.request(
            request.method,
            request.address,
            body=request.body,
            headers=request.headers,
            timeout=urllib3.Timeout(total=timeout_seconds),
            redirect=False,
            preload_content=False,
        )
        with response:
            content = response.read(LONGEST_ANSWER + 1, decode_content=True)
            headers = {name.lower(): value for name, value in response.headers.items()}
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise UnreachableError(f"{type(error).__name__}: {error}") from error
    if len(content) > LONGEST_ANSWER:
        message = f"answer longer than {LONGEST_ANSWER} bytes"
        raise UnreachableError(message)
    if response.status == 429 or response.status >= 500:
        message = f"HTTP {response.status}"
        raise UnreachableError(message)
    return Answer(response.status, headers, _read(content, headers.get("content-type", "")))


def _read(content: bytes, kind: str) -> Any:
    if not content:
        return None
    if "json" in kind:
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError as error:
            message = f"answer is no JSON: {error}"
            raise UnreachableError(message) from error
    return content.decode("utf-8", "replace")
