"""The ways through a drawing: what can be reached without passing certain elements. Flat, sub-processes entered."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from app.engine.names import BPMN
from app.engine.safe_xml import parse_xml

_PREFIX = f"{{{BPMN}}}"
_SCOPES = frozenset({"subProcess", "transaction"})
_NODES = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
        "transaction",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
    }
)


@dataclass(slots=True)
class Ways:
    """Hold the nodes of a process and where each leads.

    A sub-process leads to its start events, its end events to what follows it; a boundary event hangs on its host
    (`hosts`); `inside` names the sub-process around a node.
    `together` are parallel gateways: all their ways are gone, none instead of another.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    following: dict[str, list[str]] = field(default_factory=dict)
    before: dict[str, list[str]] = field(default_factory=dict)
    together: set[str] = field(default_factory=set)
    starts: list[str] = field(default_factory=list)
    ends: set[str] = field(default_factory=set)
    inside: dict[str, str] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)

    def reached(self, avoiding: Collection[str]) -> set[str]:
        """Return the nodes that a token can reach from the start without passing one of `avoiding`.

        Behind a parallel join the join's every branch was gone, so it is reached only if every branch avoids them.
        """
        found: set[str] = set()
        waiting = [node for node in self.starts if node not in avoiding]
        while waiting:
            node = waiting.pop()
            if node in found:
                continue
            found.add(node)
            for target in self.following[node]:
                if target in avoiding or target in found:
                    continue
                if target in self.together and not found.issuperset(self.before[target]):
                    continue
                waiting.append(target)
        return found

    def ends_without(self, start: str, needed: Collection[str]) -> bool:
        """Tell whether a token at `start` can come to an end of the case without passing one of `needed`.

        At a parallel split all ways are gone: it is enough that one of them passes a needed element.
        """
        bad = set(self.ends - set(needed))
        changed = True
        while changed:
            changed = False
            for node, targets in self.following.items():
                if node in bad or node in needed or not targets:
                    continue
                escapes = [target in bad for target in targets]
                if all(escapes) if node in self.together else any(escapes):
                    bad.add(node)
                    changed = True
        return self._leaves(start, bad)

    def _leaves(self, start: str, bad: set[str]) -> bool:
        # what interrupts a step says that it was not done: only the ways of a finished one count
        onward = [target for target in self.following[start] if self.hosts.get(target) != start]
        if not onward:
            return True
        escapes = [target in bad for target in onward]
        return all(escapes) if start in self.together else any(escapes)

    def comes_again(self, node: str) -> bool:
        """Tell whether a token that left a node can come to it again."""
        return node in self.behind(node)

    def behind(self, node: str) -> set[str]:
        """Return every node that can follow a node."""
        found: set[str] = set()
        waiting = list(self.following[node])
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self.following[one])
        return found

    def around(self, node: str) -> Iterator[str]:
        """Yield the sub-processes around a node, innermost first."""
        holder = self.inside.get(node)
        while holder is not None:
            yield holder
            holder = self.inside.get(holder)


def read_ways(source: bytes, process_id: str) -> Ways | None:
    """Return the ways of a process; None when the file is no readable XML or has no such process."""
    root, _ = parse_xml("", source)
    processes = (
        [] if root is None else [p for p in root.iter(f"{_PREFIX}process") if p.get("id") == process_id]
    )
    if not processes:
        return None
    ways, flows = Ways(), dict[str, list[str]]()
    contents = {"": _contents(ways, processes[0], "", flows)}
    for node in [node for node in processes[0].iter() if _kind(node) in _SCOPES and node is not processes[0]]:
        name = node.get("id", "")
        contents[name] = _contents(ways, node, name, flows)
    entries = {scope: _entries(nodes, flows, ways) for scope, nodes in contents.items()}
    for name in ways.kinds:
        onward = entries[name] if entries.get(name) else _onward(name, flows, ways)
        ways.following[name] = [*onward, *(event for event, host in ways.hosts.items() if host == name)]
    ways.starts = entries[""]
    ways.ends = {name for name, targets in ways.following.items() if not targets}
    ways.before = {name: [] for name in ways.kinds}
    for name, targets in ways.following.items():
        for target in targets:
            ways.before[target].append(name)
    return ways


def _contents(
    ways: Ways, scope: etree._Element, holder: str, flows: dict[str, list[str]]
) -> list[etree._Element]:
    """Note the nodes and flows that lie directly in a scope; return the nodes."""
    nodes = [node for node in scope if _kind(node) in _NODES and node.get("id")]
    for node in nodes:
        name = node.get("id", "")
        ways.kinds[name] = _kind(node)
        if holder:
            ways.inside[name] = holder
        if _kind(node) == "parallelGateway":
            ways.together.add(name)
        if _kind(node) == "boundaryEvent":
            ways.hosts[name] = node.get("attachedToRef", "")
    names = {node.get("id") for node in nodes}
    for flow in scope.findall(f"{_PREFIX}sequenceFlow"):
        if {flow.get("sourceRef"), flow.get("targetRef")} <= names:
            flows.setdefault(flow.get("sourceRef", ""), []).append(flow.get("targetRef", ""))
    return nodes


def _entries(nodes: list[etree._Element], flows: Mapping[str, list[str]], ways: Ways) -> list[str]:
    """Return where a scope begins: nodes no flow leads to, but for boundary events and event sub-processes."""
    reached = {target for targets in flows.values() for target in targets}
    return [
        node.get("id", "")
        for node in nodes
        if node.get("id") not in reached
        and ways.kinds[node.get("id", "")] != "boundaryEvent"
        and node.get("triggeredByEvent") != "true"
    ]


def _onward(name: str, flows: Mapping[str, list[str]], ways: Ways) -> list[str]:
    """Return where a token goes from a node: along its flows, at the end of a sub-process along the box's."""
    holder: str | None = name
    while holder is not None and not flows.get(holder):
        holder = ways.inside.get(holder)
    return flows[holder] if holder is not None else []


def _kind(node: etree._Element) -> str:
    return node.tag[len(_PREFIX) :] if isinstance(node.tag, str) and node.tag.startswith(_PREFIX) else ""
