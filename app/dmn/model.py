"""A decision model ready to be asked."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.dmn.graph import Evaluation, Node, Service
from app.dmn.table import Table
from app.dmn.trace import Decision, TraceRuntime
from app.errors import NotFoundError
from app.feel.environment import NO_ENVIRONMENT, Environment
from app.feel.expression import guarded
from app.feel.native import to_feel
from app.feel.types import FeelType
from app.feel.values import Value
from app.text import text


class Model:
    """Hold the compiled elements of one file; immutable, may be shared by all threads."""

    def __init__(
        self,
        name: str,
        namespace: str,
        nodes: Iterable[Node],
        types: Mapping[str, FeelType],
        tables: Iterable[Table],
    ) -> None:
        self.name = name
        self.namespace = namespace
        self.types = dict(types)
        self.nodes = {node.node_id: node for node in nodes}
        self.tables = tuple(tables)
        self._by_name = {node.name: node for node in self.nodes.values()}

    @property
    def decision_ids(self) -> tuple[str, ...]:
        """Return the ids of all decisions, in the order of the file."""
        return tuple(node.node_id for node in self.nodes.values() if node.kind == "decision")

    @property
    def decision_names(self) -> Mapping[str, str]:
        """Return id → name of all decisions."""
        return {node.node_id: node.name for node in self.nodes.values() if node.kind == "decision"}

    def inputs_of(self, name: str) -> tuple[str, ...]:
        """Return the names of all inputs a decision needs, its own and those of what it requires."""
        found: dict[str, None] = {}
        waiting, seen = [self.find(name)], set[int]()
        while waiting:
            node = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if node.kind == "input":
                found[node.variable] = None
            waiting.extend(requirement.node for requirement in node.requirements)
        return tuple(sorted(found))

    def find(self, name: str) -> Node:
        """Return an element by id or name; NotFoundError when there is none."""
        node = self.nodes.get(name) or self._by_name.get(name)
        if node is None:
            raise NotFoundError(text("没有名为“%(name)s”的决策", name=name))
        return node

    def evaluate(
        self, name: str, inputs: Mapping[str, Any], *, env: Environment = NO_ENVIRONMENT
    ) -> Decision:
        """Evaluate a decision, decision service or knowledge model by id or name.

        `inputs` are JSON-native or FEEL values by input name; others are ignored, missing ones are null and
        noted. Raises NotFoundError for an unknown name, FeelBudgetError and FeelError as expressions do.
        """
        node = self.find(name)
        runtime = TraceRuntime(env)
        value = guarded(lambda: _value(node, inputs, runtime))
        return Decision(value, tuple(runtime.matched), tuple(runtime.notes))


def _value(node: Node, inputs: Mapping[str, Any], runtime: TraceRuntime) -> Value:
    evaluation = Evaluation(inputs, runtime)
    if node.kind == "service":
        service = Service(node, evaluation)
        return service.call([to_feel(inputs.get(parameter)) for parameter in service.parameters], runtime)
    value = evaluation.value(node)
    if node.kind == "knowledge":
        return value.call([to_feel(inputs.get(parameter)) for parameter in value.parameters], runtime)
    return value
