"""The elements of a decision requirements graph and how they get their values (DMN 1.5, 6 and 10.4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.dmn.trace import TraceRuntime
from app.feel.native import to_feel
from app.feel.scope import Code, Lambda, Scope
from app.feel.types import ANY, MISFIT, FeelType, fit
from app.feel.values import FunctionBase, Value
from app.text import text


@dataclass(slots=True, eq=False)
class Requirement:
    """Point to a required element; `prefix` is the import's name under which expressions see it."""

    node: "Node"
    prefix: str = ""


@dataclass(slots=True, eq=False)
class Node:
    """Hold an element of the graph: kind "input", "decision", "knowledge" or "service"."""

    kind: str
    node_id: str
    name: str
    variable: str
    type: FeelType = field(default_factory=lambda: ANY)
    logic: Code | None = None
    make_function: Any = None
    requirements: list[Requirement] = field(default_factory=list)
    parameters: list["Node"] = field(default_factory=list)
    outputs: list["Node"] = field(default_factory=list)


class Evaluation:
    """Compute values of nodes, each at most once, over given inputs."""

    __slots__ = ("inputs", "known", "runtime", "strict_inputs")

    def __init__(
        self, inputs: Mapping[str, Any], runtime: TraceRuntime, known: dict[int, Value] | None = None
    ) -> None:
        self.inputs = inputs
        self.runtime = runtime
        self.known: dict[int, Value] = dict(known or {})
        self.strict_inputs = known is None

    def value(self, node: Node) -> Value:
        """Return a node's value: an input, a decision's result, a knowledge model or service as function."""
        key = id(node)
        if key not in self.known:
            self.known[key] = None  # an unfinished node is null to itself; the loader refuses such circles
            self.known[key] = _VALUE_OF[node.kind](self, node)
        return self.known[key]

    def scope(self, node: Node) -> Scope:
        """Return what a node's logic sees: exactly what it requires."""
        scope: Scope = {None: self.runtime}
        for requirement in node.requirements:
            value = self.value(requirement.node)
            if requirement.prefix:
                scope.setdefault(requirement.prefix, {})[requirement.node.variable] = value
            else:
                scope[requirement.node.variable] = value
        return scope

    def _input(self, node: Node) -> Value:
        if node.variable not in self.inputs:
            if self.strict_inputs:
                self.runtime.notes.append(text("没有给出输入“%(name)s”", name=node.variable))
            return None
        value = fit(to_feel(self.inputs[node.variable]), node.type)
        if value is MISFIT:
            self.runtime.notes.append(text("输入“%(name)s”的值不符合其类型或允许值", name=node.variable))
            return None
        return value

    def _decision(self, node: Node) -> Value:
        if node.logic is None:
            return None
        self.runtime.enter()
        try:
            value = fit(node.logic(self.scope(node)), node.type)
        finally:
            self.runtime.depth -= 1
        if value is MISFIT:
            self.runtime.notes.append(text("决策“%(name)s”的结果不符合其类型", name=node.name))
            return None
        return value

    def _knowledge(self, node: Node) -> Value:
        scope = self.scope(node)
        function: Lambda = node.make_function(scope)
        scope[node.variable] = function  # a knowledge model may call itself
        return function

    def _service(self, node: Node) -> Value:
        return Service(node, self)


_VALUE_OF: dict[str, Any] = {
    "input": Evaluation._input,  # noqa: SLF001
    "decision": Evaluation._decision,  # noqa: SLF001
    "knowledge": Evaluation._knowledge,  # noqa: SLF001
    "service": Evaluation._service,  # noqa: SLF001
}


class Service(FunctionBase):
    """Run a decision service as a function: its inputs are fixed, the rest is computed inside."""

    __slots__ = ("evaluation", "node", "signature")

    def __init__(self, node: Node, evaluation: Evaluation) -> None:
        super().__init__(node.name, [parameter.variable for parameter in node.parameters])
        self.node = node
        self.evaluation = evaluation
        self.signature = FeelType(
            "function", parameters=tuple(parameter.type for parameter in node.parameters)
        )

    def call(self, arguments: list[Value], runtime: Any) -> Value:
        """Invoke with positional arguments; null when their number or types do not fit."""
        if len(arguments) != len(self.node.parameters):
            return None
        known: dict[int, Value] = {}
        for parameter, argument in zip(self.node.parameters, arguments, strict=True):
            value = fit(argument, parameter.type)
            if value is MISFIT:
                return None
            known[id(parameter)] = value
        runtime.enter()
        try:
            return self.result(Evaluation({}, runtime, known))
        finally:
            runtime.depth -= 1

    def result(self, evaluation: Evaluation) -> Value:
        """Return the value of the one output decision, or a context of several."""
        results = {output.variable: evaluation.value(output) for output in self.node.outputs}
        value = next(iter(results.values())) if len(results) == 1 else results
        fitting = fit(value, self.node.type)
        return None if fitting is MISFIT else fitting
