"""Tell two versions of a process apart, in words: steps, ways between them, what a step says, files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.access.actor import Actor
from app.access.policy import require
from app.catalog.package import Package
from app.catalog.resolve import resolve_package
from app.engine import Element, Flow, ProcessDefinition
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import instances
from app.text import Text, text

_FACTS: Mapping[str, Text] = {
    "name": text("名称"),
    "kind": text("种类"),
    "lane": text("泳道"),
    "form_id": text("表单"),
    "assignee": text("办理人"),
    "candidate_groups": text("候选组"),
    "candidate_users": text("候选人"),
    "decision_id": text("决策"),
    "service_type": text("外部任务"),
    "called_process": text("调用流程"),
    "message_name": text("消息"),
    "multi_instance": text("多实例"),
    "event": text("事件"),
    "interrupting": text("是否中断"),
    "attached_to": text("附着于"),
    "parent_id": text("所在阶段"),
    "documentation": text("说明"),
}


@dataclass(frozen=True)
class Detail:
    """Hold one fact of a step before and after; "" where there was or is none."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class StepChange:
    """Name a step and what of it changed; no details for steps that came or went."""

    element_id: str
    name: str
    kind: str
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True)
class WayChange:
    """Name a way from one step to another with its condition."""

    source: str
    target: str
    condition: str


@dataclass(frozen=True)
class Comparison:
    """Hold what tells two versions of a process apart."""

    process_id: str
    before: int
    after: int
    added: tuple[StepChange, ...]
    removed: tuple[StepChange, ...]
    changed: tuple[StepChange, ...]
    new_ways: tuple[WayChange, ...]
    lost_ways: tuple[WayChange, ...]
    files: tuple[Detail, ...]

    @property
    def is_empty(self) -> bool:
        """Say whether the versions are alike."""
        return not any((self.added, self.removed, self.changed, self.new_ways, self.lost_ways, self.files))


def compare_versions(runtime: Runtime, actor: Actor, process_id: str, before: int, after: int) -> Comparison:
    """Return what changed between two versions. Raises NotFoundError when one does not exist."""
    require(actor, "process.read", None)
    with runtime.read() as tx:
        keys = [instances.version_key(tx, process_id, version) for version in (before, after)]
        found = [resolve_package(runtime, tx, key) for key in keys if key is not None]
    if len(found) != len(keys):
        raise NotFoundError(text("没有这个流程或版本"))
    return compare_packages(*found)


def compare_packages(before: Package, after: Package) -> Comparison:
    """Return what changed between two packages of one process."""
    old, new = before.definition, after.definition
    both = [name for name in new.elements if name in old.elements]
    changed = [_changed(old.elements[name], new.elements[name]) for name in both]
    ways = {_way(old, flow) for flow in _drawn(old)}, {_way(new, flow) for flow in _drawn(new)}
    return Comparison(
        before.process_id,
        before.version,
        after.version,
        tuple(_step(e) for e in _steps(new) if e.id not in old.elements),
        tuple(_step(e) for e in _steps(old) if e.id not in new.elements),
        tuple(change for change in changed if change is not None and change.details),
        tuple(sorted(ways[1] - ways[0], key=repr)),
        tuple(sorted(ways[0] - ways[1], key=repr)),
        tuple(_files(before.files, after.files)),
    )


def _steps(definition: ProcessDefinition) -> Iterator[Element]:
    return (element for element in definition.elements.values() if not element.synthetic)


def _drawn(definition: ProcessDefinition) -> Iterator[Flow]:
    return (flow for flow in definition.flows.values() if not flow.synthetic)


def _step(element: Element) -> StepChange:
    return StepChange(element.id, element.name or element.id, element.kind)


def _changed(old: Element, new: Element) -> StepChange | None:
    if new.synthetic:
        return None
    details = [
        Detail(str(label), _shown(getattr(old, name)), _shown(getattr(new, name)))
        for name, label in _FACTS.items()
        if getattr(old, name) != getattr(new, name)
    ]
    for what in (old.properties, new.properties), (old.headers, new.headers):
        details += list(_of_mapping(*what))
    return StepChange(new.id, new.name or new.id, new.kind, tuple(details))


def _of_mapping(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Detail]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield Detail(name, old.get(name, ""), new.get(name, ""))


def _way(definition: ProcessDefinition, flow: Flow) -> WayChange:
    ends = [definition.elements[name] for name in (flow.source, flow.target)]
    source, target = (end.name or end.id for end in ends)
    return WayChange(source, target, flow.condition or "")


def _files(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> Iterator[Detail]:
    for path in sorted({*old, *new}):
        if old.get(path) != new.get(path):
            sizes = [str(len(files[path])) if path in files else "" for files in (old, new)]
            yield Detail(path, *sizes)


def _shown(value: object) -> str:
    return "" if value is None else str(value)
