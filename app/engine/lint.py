"""Refuse what the engine cannot run, each with its place and a hint; nothing is silently run differently."""

from collections.abc import Mapping

from app.engine.collector import Collector
from app.engine.model import Code, Element, Flow


def lint(
    elements: Mapping[str, Element],
    flows: Mapping[str, Flow],
    code: Mapping[str, Code],
    process_id: str,
    collectors: Mapping[str, Collector],
) -> None:
    """Note every problem of what was read."""
