"""The named things of a definitions element that events refer to: messages, signals, errors, escalations."""

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from app.engine.extensions import read_extensions
from app.engine.names import bpmn


@dataclass(frozen=True, slots=True)
class Message:
    """Hold a `bpmn:message`: its name and the correlation key as written."""

    name: str
    correlation_key: str | None
    node: etree._Element


@dataclass(frozen=True, slots=True)
class References:
    """Hold the named things of one file by id; errors and escalations by their code."""

    messages: Mapping[str, Message]
    signals: Mapping[str, str]
    errors: Mapping[str, str]
    escalations: Mapping[str, str]


def read_references(root: etree._Element) -> References:
    """Read the root elements that events refer to."""
    messages = {
        node.get("id", ""): Message(
            (node.get("name") or "").strip(),
            read_extensions(node).get("subscription", "correlationKey"),
            node,
        )
        for node in root.iter(bpmn("message"))
    }
    return References(
        messages=messages,
        signals=_named(root, "signal", "name"),
        errors=_named(root, "error", "errorCode"),
        escalations=_named(root, "escalation", "escalationCode"),
    )


def _named(root: etree._Element, tag: str, attribute: str) -> dict[str, str]:
    return {node.get("id", ""): (node.get(attribute) or "").strip() for node in root.iter(bpmn(tag))}


def local_reference(value: str | None) -> str | None:
    """Return the id of a QName reference without its prefix."""
    return None if not value else value.strip().rpartition(":")[2]
