"""Clients of the interface: programs that act for an account with rights of their own, made once, ended at any time.

The secret is shown once and stored as a digest. Access tokens are signed and hold nothing but the client and their
end; whether the client still may is read from its row at every request.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

import orjson
from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.interface_rights import is_right
from app.access.policy import require
from app.clock import local_date
from app.crypto import KeyRing
from app.errors import InvalidError, NotFoundError
from app.people.change_password import CHECK_FIELDS
from app.people.digest import fingerprint, new_token
from app.people.moment import security_now
from app.people.record import record
from app.people.session import build_actor
from app.runtime import Runtime
from app.store import api_clients, people, sessions
from app.store.keys import new_key
from app.text import Text, text

LONGEST_DAYS = 730
TOKEN_SECONDS = 3600
_PREFIX = "lsi"
_HEADER = urlsafe_b64encode(b'{"alg":"HSM3","typ":"JWT"}').decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class WantedClient:
    """Say for which staff account a client shall act, what for, with which rights and for how many days (1 to 730)."""

    login: str
    name: str
    rights: Sequence[str]
    days: int = 365


@dataclass(frozen=True, slots=True)
class NewClient:
    """Hold what a new client signs in with; the secret exists nowhere else afterwards."""

    client_id: str
    secret: str


def create_client(runtime: Runtime, actor: Actor, wanted: WantedClient) -> NewClient:
    """Make a client; InvalidError naming every wrong field."""
    require(actor, "api_client.manage", None)
    now, client = security_now(runtime), NewClient(f"{_PREFIX}-{new_key()}", new_token())
    with runtime.transaction() as tx:
        account = people.account_by_login(tx, wanted.login.strip().lower())
        fields = _problems(account, wanted)
        if fields or account is None:
            raise InvalidError(CHECK_FIELDS, fields)
        values = {
            "key": new_key(),
            "client_id": client.client_id,
            "secret_digest": fingerprint(client.secret),
            "account_key": account.key,
            "name": wanted.name.strip(),
            "rights": sorted(set(wanted.rights)),
            "created_at": now,
            "created_by": actor.account_key,
            "expires_at": now + timedelta(days=wanted.days),
        }
        api_clients.add_client(tx, values)
        facts = {"client": client.client_id, "rights": values["rights"], "days": wanted.days}
        record(runtime, tx, actor, "client.created", account_key=account.key, facts=facts)
    return client


def list_clients(runtime: Runtime, actor: Actor) -> Sequence[Row[Any]]:
    """Return the clients that were not ended: client_id, name, login, account_name, rights, created_at, expires_at."""
    require(actor, "api_client.manage", None)
    with runtime.read() as tx:
        return api_clients.clients(tx)


def end_client(runtime: Runtime, actor: Actor, client_id: str) -> None:
    """End a client: its secret and every token it got are refused from now on. NotFoundError when there is none."""
    require(actor, "api_client.manage", None)
    with runtime.transaction() as tx:
        account_key = api_clients.end_client(tx, client_id, security_now(runtime))
        if account_key is None:
            raise NotFoundError(text("没有找到这个接口客户端"))
        record(runtime, tx, actor, "client.ended", account_key=account_key, facts={"client": client_id})


def client_by_secret(runtime: Runtime, client_id: str, secret: str, *, address: str) -> Actor | None:
    """Return the actor behind a client's id and secret, None when they are not valid."""
    with runtime.read() as tx:
        row = _client(runtime, tx, client_id)
        if row is None or not compare_digest(row.secret_digest, fingerprint(secret)):
            return None
        return _actor(runtime, tx, row, address)


def client_by_access_token(runtime: Runtime, token: str, *, address: str) -> Actor | None:
    """Return the actor behind an access token, None when it is forged, too old, or its client was ended."""
    client_id = _client_in(runtime, token)
    if client_id is None:
        return None
    with runtime.read() as tx:
        row = _client(runtime, tx, client_id)
        return None if row is None else _actor(runtime, tx, row, address)


def new_access_token(runtime: Runtime, client_id: str) -> str:
    """Return an access token of a client, valid for an hour: a JWT (RFC 7519), because some clients look inside."""
    now = int(security_now(runtime).timestamp())
    claims = {"sub": client_id, "client_id": client_id, "iat": now, "exp": now + TOKEN_SECONDS}
    body = f"{_HEADER}.{_coded(orjson.dumps(claims))}"
    return f"{body}.{_seal(runtime.keys, body)}"


def _client_in(runtime: Runtime, token: str) -> str | None:
    """Return the client of a token whose seal is ours and whose time is not over."""
    body, _, seal = token.rpartition(".")
    header, _, claims = body.partition(".")
    if header != _HEADER or not compare_digest(seal.encode(), _seal(runtime.keys, body).encode()):
        return None
    said = orjson.loads(urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    return said["sub"] if said["exp"] > security_now(runtime).timestamp() else None


def _seal(keys: KeyRing, body: str) -> str:
    return _coded(bytes.fromhex(keys.seal(body, purpose="access-token")))


def _coded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _client(runtime: Runtime, tx: Connection, client_id: str) -> Row[Any] | None:
    now: datetime = security_now(runtime)
    row = api_clients.find_client(tx, client_id, now)
    return None if row is None or row.disabled_at is not None else row


def _actor(runtime: Runtime, tx: Connection, row: Row[Any], address: str) -> Actor:
    rows = sessions.competence(tx, row.account_key, local_date(runtime.clock.now()))
    found = build_actor(row, rows, address=address)
    return replace(found, name=f"{row.name}（{row.client_name}）", rights=frozenset(row.rights))


def _problems(account: Row[Any] | None, wanted: WantedClient) -> dict[str, list[Text]]:
    fields: dict[str, list[Text]] = {}
    if account is None or account.disabled_at is not None or account.kind != "staff":
        fields["login"] = [text("没有登录名为“%(login)s”的工作人员。", login=wanted.login)]
    if not wanted.name.strip() or len(wanted.name) > 80:
        fields["name"] = [text("请写明用途，最多 80 个字")]
    if not 1 <= wanted.days <= LONGEST_DAYS:
        fields["days"] = [text("有效期为 1 至 %(count)s 天", count=LONGEST_DAYS)]
    unknown = [one for one in wanted.rights if not is_right(one)]
    if unknown:
        fields["rights"] = [text("没有这项权限：%(rights)s", rights="、".join(unknown))]
    elif not wanted.rights:
        fields["rights"] = [text("请至少选择一项权限")]
    return fields
