"""Hand a package to another installation over HTTP. Follows no redirect, reads no endless answer, believes nothing."""

from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from app.exchange.package import MEDIA_TYPE

PATH = "/api/exchange/packages"
_CONNECT_SECONDS, _ANSWER_SECONDS = 5, 20
"""Who does not even pick up is not waited for long: other work stands behind this."""
_MOST_ANSWER = 64 * 1024


class UnreachableError(Exception):
    """Say that the other installation could not be reached, or broke off."""


def post_package(address: str, package: bytes) -> tuple[int, bytes]:
    """Post a package to the installation at an address and return status and body.

    Raises UnreachableError with the cause.
    """
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_CONNECT_SECONDS)
    try:
        connection.connect()
        connection.sock.settimeout(_ANSWER_SECONDS)
        headers = {"Content-Type": MEDIA_TYPE, "Accept": "application/json"}
        connection.request("POST", parts.path.rstrip("/") + PATH, package, headers)
        answer = connection.getresponse()
        return answer.status, answer.read(_MOST_ANSWER)
    except (OSError, HTTPException) as error:
        raise UnreachableError(f"{type(error).__name__}: {error}") from error
    finally:
        connection.close()
