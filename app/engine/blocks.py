"""Which parallel branches a node of a drawing lies in, from the flows alone.

A block begins at a node that sends out several tokens: a parallel or inclusive split, or an activity with events at
its edge that do not interrupt it. It reaches to the first node that every way out of it passes. Source: dominance,
as compilers use it (Cooper, Harvey, Kennedy 2001), on BPMN's sequence flows.
"""

from collections.abc import Iterable, Mapping
from typing import Any

Branches = Mapping[str, frozenset[int]]
"""Id of the node where a block begins → the branches of it by which a node can be reached."""

_SPLITS = frozenset({"parallelGateway", "inclusiveGateway"})


def branches_in(spec: Any) -> Mapping[str, Branches]:
    """Return, for every node of a process or sub-process, the branches it lies in; computed once a version."""
    if spec.branches is None:
        spec.branches = _branches(spec)
    found: Mapping[str, Branches] = spec.branches
    return found


def _branches(spec: Any) -> dict[str, Branches]:
    nodes = {node.element.id: node for node in spec.task_specs.values() if hasattr(node, "element")}
    following = {name: _following(node) for name, node in nodes.items()}
    always = _passed_always(following)
    found: dict[str, dict[str, frozenset[int]]] = {name: {} for name in nodes}
    for name, node in nodes.items():
        ways = ways_out(node)
        if len(ways) < 2:
            continue
        inside: dict[str, set[int]] = {}
        for index, way in enumerate(ways):
            for other in _reach(way, following, until=always[name] - {name}, start=name):
                inside.setdefault(other, set()).add(index)
        for other, indices in inside.items():
            found[other][name] = frozenset(indices)
    return dict(found)


def _following(node: Any) -> list[str]:
    return [way.target.element.id for way in node.exits] + [event.element.id for event in node.boundaries]


def ways_out(node: Any) -> list[list[str]]:
    """Return the first nodes of each branch that begins at a node."""
    beside = [[event.element.id] for event in node.boundaries if not event.element.interrupting]
    instead = [event.element.id for event in node.boundaries if event.element.interrupting]
    on = [[way.target.element.id] for way in node.exits]
    if node.element.kind in _SPLITS:
        return on
    return [[*(name for way in on for name in way), *instead], *beside]


def _reach(
    first: Iterable[str], following: Mapping[str, list[str]], *, until: set[str], start: str
) -> set[str]:
    found: set[str] = set()
    todo = list(first)
    while todo:
        name = todo.pop()
        if name not in found and name not in until and name != start:
            found.add(name)
            todo += following[name]
    return found


def _passed_always(following: Mapping[str, list[str]]) -> dict[str, set[str]]:
    """Return, for every node, those that every way from it to an end passes; itself among them."""
    everything = set(following)
    found = {name: set(everything) if after else {name} for name, after in following.items()}
    changed = True
    while changed:
        changed = False
        for name, after in following.items():
            if after:
                new = {name} | set.intersection(*(found[other] for other in after))
                if new != found[name]:
                    found[name], changed = new, True
    return found
