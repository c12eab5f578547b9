"""The register of department systems: take in descriptions, see their health, change how they are asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.ask_system import SECRET_PLACE, find_system
from app.connectors import Breaker, Description, read_descriptions
from app.connectors.description import MODES
from app.connectors.http import is_allowed
from app.connectors.signature import WEBHOOK_SECRET
from app.errors import InvalidError
from app.record.append import append_event
from app.runtime import Runtime
from app.store import systems
from app.text import Text, text

LIGHTS: Mapping[str, Text] = {
    "green": text("正常"),
    "yellow": text("最近失败过"),
    "red": text("不通，暂停访问"),
    "grey": text("没有连接"),
}
_LONGEST_SECRET = 2000


@dataclass(frozen=True)
class SystemView:
    """Hold what the register shows of a system; `to_reckon` calls were answered by people and not compared yet."""

    described: Description
    light: str
    answered_at: datetime | None
    failed_at: datetime | None
    failure: str | None
    open_until: datetime | None
    to_reckon: int
    differing: int


@dataclass(frozen=True)
class CallView:
    """Hold one call: no contents of the case, only its number."""

    operation: str
    number: str
    state: str
    words: Text
    note: str | None
    asked_at: datetime
    settled_at: datetime | None


def take_in(runtime: Runtime, actor: Actor, source: bytes) -> list[Description]:
    """Store the systems a TOML file describes; mode and address of a system that is there stay as they are.

    Raises InvalidError with every problem of the file.
    """
    require(actor, "system.manage", None)
    described = read_descriptions(source)
    with runtime.transaction() as tx:
        for one in described:
            values: dict[str, Any] = {
                "id": one.id,
                "description": dict(one.source),
                "changed_at": runtime.clock.now(),
            }
            if systems.one_system(tx, one.id) is None:
                values |= {"mode": one.mode, "base_url": one.base_url}
            systems.put_system(tx, values) if "mode" in values else systems.change_system(tx, one.id, values)
            append_event(
                runtime,
                tx,
                None,
                actor=actor,
                action="system.changed",
                facts={"system": one.id, "what": "description"},
            )
    return described


def list_systems(runtime: Runtime, actor: Actor) -> list[SystemView]:
    """Return every system with its health."""
    require(actor, "system.read", None)
    with runtime.read() as tx:
        counts = systems.count_calls(tx)
        return [_view(runtime, tx, row, counts) for row in systems.all_systems(tx)]


def read_system(runtime: Runtime, actor: Actor, system_id: str) -> tuple[SystemView, dict[str, datetime]]:
    """Return a system and which of its secrets are set since when; raises NotFoundError."""
    require(actor, "system.read", None)
    with runtime.read() as tx:
        row, _ = find_system(tx, system_id)
        set_at = {secret.name: secret.changed_at for secret in systems.secrets_of(tx, system_id)}
        return _view(runtime, tx, row, systems.count_calls(tx)), set_at


def list_calls(
    runtime: Runtime, actor: Actor, system_id: str, *, size: int = 20, offset: int = 0
) -> tuple[tuple[CallView, ...], int]:
    """Return one page of the calls cases made to a system, newest first, and how many there are."""
    require(actor, "system.read", None)
    with runtime.read() as tx:
        rows, total = systems.calls_of(tx, system_id, limit=size, offset=offset)
    views = tuple(
        CallView(
            row.operation, row.number, row.state, _STATES[row.state], row.note, row.asked_at, row.settled_at
        )
        for row in rows
    )
    return views, total


def change_system(runtime: Runtime, actor: Actor, system_id: str, *, mode: str, base_url: str) -> None:
    """Change how a system is asked; it counts as healthy again until it fails.

    Raises InvalidError for an unknown mode, or an address that the installation does not allow.
    """
    require(actor, "system.manage", None)
    fields: dict[str, list[Text]] = {}
    address = base_url.strip()
    if mode not in MODES:
        fields["mode"] = [text("请选择连接方式")]
    if (mode == "live" or address) and not is_allowed(address, runtime.settings.connector_hosts):
        fields["base_url"] = [
            text(
                "这个地址不在允许的主机之列（LUOSHU_CONNECTOR_HOSTS：%(hosts)s）",
                hosts="、".join(runtime.settings.connector_hosts) or "—",
            )
        ]
    if fields:
        raise InvalidError(text("请改正标出的各项"), fields)
    with runtime.transaction() as tx:
        find_system(tx, system_id)
        values = {"mode": mode, "base_url": address, "failures": 0, "open_until": None, "failure": None}
        systems.change_system(tx, system_id, {**values, "changed_at": runtime.clock.now()})
        facts = {"system": system_id, "what": "connection", "mode": mode, "address": address}
        append_event(runtime, tx, None, actor=actor, action="system.changed", facts=facts)


def set_secret(runtime: Runtime, actor: Actor, system_id: str, name: str, value: str) -> None:
    """Keep a secret that the description names, encrypted; it is never shown again.

    Raises InvalidError for an empty or overlong value, or a name the description does not have.
    """
    require(actor, "system.manage", None)
    with runtime.transaction() as tx:
        _, described = find_system(tx, system_id)
        fields: dict[str, list[Text]] = {}
        if name not in secret_names(described):
            fields["name"] = [text("系统说明里没有这个密钥：%(name)s", name=name)]
        if not value.strip() or len(value) > _LONGEST_SECRET:
            fields["value"] = [text("请填写密钥，最长 %(most)s 个字符", most=_LONGEST_SECRET)]
        if fields:
            raise InvalidError(text("请改正标出的各项"), fields)
        sealed = runtime.keys.encrypt(value.strip(), key=(system_id, name), **SECRET_PLACE)
        systems.put_secret(tx, system_id, name, sealed, runtime.clock.now())
        facts = {"system": system_id, "what": "secret", "name": name}
        append_event(runtime, tx, None, actor=actor, action="system.changed", facts=facts)


def secret_names(described: Description) -> tuple[str, ...]:
    """Return the secrets a system needs: those its description names, and one to prove its events by."""
    return (*described.secrets, *((WEBHOOK_SECRET,) if described.inbound else ()))


def _view(
    runtime: Runtime, tx: Connection, row: Row[Any], counts: Mapping[tuple[str, str], int]
) -> SystemView:
    _, described = find_system(tx, row.id)
    never = row.mode != "live" or (row.answered_at is None and row.failed_at is None)
    light = "grey" if never else Breaker(row.failures, row.open_until).light(runtime.clock.now())
    return SystemView(
        described,
        light,
        row.answered_at,
        row.failed_at,
        row.failure,
        row.open_until,
        counts.get((row.id, "by_hand"), 0),
        counts.get((row.id, "differs"), 0),
    )


_STATES: Mapping[str, Text] = {
    "answered": text("已答复"),
    "refused": text("答复不符合约定"),
    "by_hand": text("人工办理，待核对"),
    "agreed": text("人工办理，核对一致"),
    "differs": text("人工办理，核对不一致"),
}
