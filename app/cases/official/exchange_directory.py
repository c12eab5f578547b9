"""The directory (公文交换目录): units here, installations elsewhere with address and key, organs; the own card."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.policy import require
from app.cases.official.deliver import ELSEWHERE
from app.cases.official.exchange_identity import own_identity
from app.errors import InvalidError, NotFoundError
from app.exchange import read_card, site_code_of, write_card
from app.record.append import append_event
from app.runtime import Runtime
from app.store import exchange
from app.text import text

_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class Site:
    """Hold one installation of the directory; `fingerprint` is its key as people read it out on the telephone."""

    code: str
    name: str
    address: str
    fingerprint: str
    organs: tuple[tuple[str, str], ...]
    added_at: datetime
    is_open: bool


@dataclass(frozen=True)
class Refusal:
    """Hold one package that was not taken."""

    at: datetime
    channel: str
    site: str
    code: str
    reason: str
    digest: str


@dataclass(frozen=True)
class Directory:
    """Hold the page of the directory."""

    own_code: str
    own_fingerprint: str
    own_card: str
    units: tuple[tuple[str, str], ...]
    sites: tuple[Site, ...]
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True)
class Address:
    """Hold one organ that can be written to; `value` is what `deliver` takes."""

    value: str
    name: str
    site: str


def read_directory(runtime: Runtime, actor: Actor) -> Directory:
    """Return the directory with the own card and the latest refused packages."""
    require(actor, "exchange.directory")
    own = own_identity(runtime)
    with runtime.read() as tx:
        units = tuple((row.code, row.name) for row in exchange.open_units(tx))
        organs: dict[str, list[tuple[str, str]]] = {}
        for row in exchange.all_organs(tx):
            organs.setdefault(row.site_code, []).append((row.code, row.name))
        sites = tuple(
            Site(row.code, row.name, row.address or "", _fingerprint(row.public_key),
                 tuple(organs.get(row.code, ())), row.added_at, row.closed_at is None)
            for row in exchange.sites(tx)
        )  # fmt: skip
        refusals = tuple(
            Refusal(
                row.at, row.channel, row.site_name or row.claimed_site or "", row.code, row.reason, row.digest
            )
            for row in exchange.refusals(tx)
        )
    card = write_card(runtime.settings.site_name, runtime.settings.site_url, units, own)
    return Directory(own.code, _fingerprint(own.public_key), card.decode(), units, sites, refusals)


def enter_site(runtime: Runtime, actor: Actor, raw: str, *, address: str | None = None) -> str:
    """Enter an installation by its card (or renew it) and return its code.

    `address` overrules the card's; an empty one means that only file packages are exchanged. Raises
    InvalidError (fields `card`, `address`).
    """
    require(actor, "exchange.directory")
    card = read_card(raw)
    code = site_code_of(card.public_key)
    if code == own_identity(runtime).code:
        problem = text("这是本系统自己的名片，请粘贴对方的。")
        raise InvalidError(problem, {"card": [problem]})
    reached = _checked(card.address if address is None else address.strip(), demo=runtime.settings.demo)
    with runtime.transaction() as tx:
        values = {
            "code": code,
            "name": card.name,
            "address": reached or None,
            "public_key": card.public_key,
            "added_by": actor.account_key,
            "added_at": runtime.clock.now(),
            "closed_at": None,
        }
        exchange.save_site(tx, values, card.organs)
        facts = {"site": code, "organs": len(card.organs)}
        append_event(runtime, tx, None, actor=actor, action="exchange.site_entered", facts=facts)
    return code


def close_site(runtime: Runtime, actor: Actor, code: str, *, close: bool) -> None:
    """End or resume the exchange with an installation; what was sent and came stays."""
    require(actor, "exchange.directory")
    with runtime.transaction() as tx:
        if exchange.site_by_code(tx, code) is None:
            raise NotFoundError(text("目录中没有这个系统"))
        exchange.close_site(tx, code, runtime.clock.now() if close else None)
        action = "exchange.site_closed" if close else "exchange.site_resumed"
        append_event(runtime, tx, None, actor=actor, action=action, facts={"site": code})


def addresses(tx: Connection, *, but: str | None = None) -> tuple[Address, ...]:
    """Return everybody a document can be sent to, units here first; `but` leaves the own unit out."""
    here = [Address(row.code, row.name, "") for row in exchange.open_units(tx) if row.code != but]
    elsewhere = [
        Address(f"{row.site_code}{ELSEWHERE}{row.code}", row.name, row.site_name)
        for row in exchange.organs(tx)
    ]
    return (*here, *elsewhere)


def _checked(address: str, *, demo: bool) -> str:
    if not address:
        return ""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme == "https" and host:
        return address.rstrip("/")
    if parts.scheme == "http" and host and (demo or host in _LOCAL_HOSTS):
        return address.rstrip("/")
    problem = text("地址应以 https:// 开头；公文不得在没有加密的线路上传送。")
    raise InvalidError(problem, {"address": [problem]})


def _fingerprint(public_key: str) -> str:
    """Return the key in groups of four."""
    return " ".join(public_key[at : at + 4] for at in range(0, len(public_key), 4))
