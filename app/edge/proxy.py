"""Believe X-Forwarded-* only when it comes from a listed proxy; otherwise drop it."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Network = IPv4Network | IPv6Network
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED")


class TrustedProxies:
    """WSGI middleware: set the client's address and scheme from the headers of trusted proxies.

    werkzeug's ProxyFix counts hops and believes whoever connects; a client that reaches the site
    beside the proxy could then choose its address and escape every lock.
    """

    def __init__(self, app: "WSGIApplication", trusted: Sequence[str]) -> None:
        """Take addresses or networks (10.0.0.0/8); ValueError for anything else."""
        self._app = app
        self._trusted: tuple[Network, ...] = tuple(ip_network(entry, strict=False) for entry in trusted)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Rewrite the environment, then call the application."""
        peer = str(environ.get("REMOTE_ADDR", ""))
        forwarded = {name: str(environ.pop(name, "")) for name in _FORWARDED}
        if self._is_trusted(peer):
            environ["REMOTE_ADDR"] = self._client(peer, forwarded["HTTP_X_FORWARDED_FOR"])
            scheme = forwarded["HTTP_X_FORWARDED_PROTO"].rpartition(",")[2].strip().lower()
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
        return self._app(environ, start_response)

    def _client(self, peer: str, header: str) -> str:
        # from the right: each hop was written by the one after it; stop at the first we do not trust
        client = peer
        for hop in reversed([part.strip() for part in header.split(",") if part.strip()]):
            address = _address(hop)
            if address is None:
                return client
            client = str(address)
            if not self._is_trusted(client):
                return client
        return client

    def _is_trusted(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(
            address in network for network in self._trusted if network.version == address.version
        )


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
