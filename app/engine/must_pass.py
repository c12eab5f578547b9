"""What a token must have passed to be where it is: dominance that knows that a parallel join waits for all.

Source: data-flow analysis on BPMN's sequence flows; a join of all branches unites what they passed, any other meeting
of flows keeps only what all of them passed.
"""

from collections.abc import Mapping
from typing import Any


def must_pass(spec: Any) -> Mapping[str, frozenset[str]]:
    """Return, for every node of a process or sub-process, the nodes that lead there in any case; without itself."""
    nodes = {node.element.id: node for node in spec.task_specs.values() if hasattr(node, "element")}
    before: dict[str, list[str]] = {name: [] for name in nodes}
    for name, node in nodes.items():
        for way in node.exits:
            before[way.target.element.id].append(name)
        for event in node.boundaries:
            before[event.element.id].append(name)
    everything = frozenset(nodes)
    found = {name: everything if sources else frozenset() for name, sources in before.items()}
    changed = True
    while changed:
        changed = False
        for name, sources in before.items():
            if not sources:
                continue
            ways = [found[source] | {source} for source in sources]
            waits = nodes[name].element.kind == "parallelGateway"
            new = frozenset.union(*ways) if waits else frozenset.intersection(*ways)
            if new != found[name]:
                found[name], changed = new, True
    return {name: passed - {name} for name, passed in found.items()}
