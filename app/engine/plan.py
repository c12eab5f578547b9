"""The pieces of a package side by side, for judging them together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.engine.model import Code, Element, Flow


@dataclass(frozen=True, slots=True)
class Plan:
    """Hold elements, flows and code of all files of a package."""

    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    code: Mapping[str, Code]

    def inside(self, container: Element) -> list[Element]:
        """Return the flow nodes that stand directly in a process or sub-process."""
        return [element for element in self.elements.values() if element.parent_id == container.id]

    def out(self, element: Element) -> list[Flow]:
        """Return the flows that leave an element."""
        return [self.flows[name] for name in element.outgoing if name in self.flows]

    def boundaries(self, element: Element) -> list[Element]:
        """Return the events at the edge of an activity."""
        return [other for other in self.inside_of(element.parent_id) if other.attached_to == element.id]

    def inside_of(self, parent_id: str | None) -> list[Element]:
        """Return the flow nodes of the container with this id."""
        return [element for element in self.elements.values() if element.parent_id == parent_id]

    def called_from(self, process_id: str) -> set[str]:
        """Return a process and every process it calls, directly or not."""
        found: set[str] = set()
        todo = [process_id]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += [
                    e.called_process
                    for e in self.elements.values()
                    if e.process_id == name and e.called_process
                ]
        return found

    def reachable(self, starts: Iterable[Element], *, without: Element | None = None) -> set[str]:
        """Return the ids of what tokens can reach from these elements inside their container."""
        attached: dict[str, list[str]] = {}
        for element in self.elements.values():
            if element.attached_to is not None:
                attached.setdefault(element.attached_to, []).append(element.id)
        found: set[str] = set()
        todo = [element.id for element in starts]
        while todo:
            name = todo.pop()
            here = self.elements.get(name)
            if here is None or name in found or (without is not None and name == without.id):
                continue
            found.add(name)
            todo += [flow.target for flow in self.out(here)]
            todo += attached.get(name, [])
        return found
