"""Build a model from XML: find the elements, resolve what they require, compile their logic."""

from collections.abc import Iterable, Iterator

from lxml import etree

from app.dmn import table  # noqa: F401  (registers decision tables as boxed expressions)
from app.dmn.boxed import BOXED, BoxedCompiler, Names
from app.dmn.graph import Node, Requirement
from app.dmn.items import ItemDefinitions
from app.dmn.model import Model
from app.dmn.problems import Problems
from app.dmn.xml import child, children, kind, name_of, parse, type_name
from app.feel.registry import BUILTINS_ONLY, FunctionRegistry
from app.feel.types import FeelType
from app.text import text

_KINDS = {
    "inputData": "input",
    "decision": "decision",
    "businessKnowledgeModel": "knowledge",
    "decisionService": "service",
}
_REFERENCES = ("requiredInput", "requiredDecision", "requiredKnowledge")


def load(
    source: bytes,
    *,
    functions: FunctionRegistry = BUILTINS_ONLY,
    file: str = "decision.dmn",
    imports: Iterable[Model] = (),
) -> Model:
    """Compile a decision file.

    `file` names it in messages, `imports` are the models it may import, found by their namespace. Raises
    InvalidError with every problem at once, each with file, line and element.
    """
    model, problems = read(source, functions=functions, file=file, imports=imports)
    if model is None or problems.found:
        raise problems.error()
    return model


def read(
    source: bytes,
    *,
    functions: FunctionRegistry = BUILTINS_ONLY,
    file: str = "decision.dmn",
    imports: Iterable[Model] = (),
) -> tuple[Model | None, Problems]:
    """Compile as far as possible; what has a problem answers null. None when the file is no DMN at all."""
    problems = Problems(file)
    root = parse(source, problems)
    if root is None:
        return None, problems
    return _Loader(root, problems, functions, {model.namespace: model for model in imports}).model(), problems


class _Loader:
    """Build one model."""

    def __init__(
        self,
        root: etree._Element,
        problems: Problems,
        functions: FunctionRegistry,
        available: dict[str, Model],
    ) -> None:
        self.root = root
        self.problems = problems
        self.namespace = root.get("namespace", "")
        self.imported: dict[str, tuple[str, Model]] = {}
        self.elements: dict[str, etree._Element] = {}
        self.nodes: dict[str, Node] = {}
        for element in children(root, "import"):
            self._import(element, available)
        self.items = ItemDefinitions(problems, dict(self._imported_types()))
        self.compiler = BoxedCompiler(self.items, problems, functions)

    def model(self) -> Model:
        self.items.build(self.root)
        self.items.members.update(self._member_names())
        for element in children(self.root, *_KINDS):
            self._node(element)
        for node_id, element in self.elements.items():
            self._requirements(self.nodes[node_id], element)
        self._refuse_circles()
        for node_id, element in self.elements.items():
            self._compile(self.nodes[node_id], element)
        return Model(
            name_of(self.root), self.namespace, self.nodes.values(), self.items.types, self.compiler.tables
        )

    def _import(self, element: etree._Element, available: dict[str, Model]) -> None:
        namespace = element.get("namespace", "")
        if namespace in available:
            self.imported[namespace] = (name_of(element), available[namespace])
        else:
            self.problems.add(element, text("找不到导入的模型“%(name)s”", name=name_of(element) or namespace))

    def _imported_types(self) -> Iterator[tuple[str, FeelType]]:
        for prefix, model in self.imported.values():
            for name, found in model.types.items():
                yield f"{prefix}.{name}" if prefix else name, found

    def _member_names(self) -> Iterator[str]:
        """Give every name that may stand behind a point, so that those with signs are read as one."""
        for element in self.root.iterdescendants():
            if isinstance(element.tag, str):
                if kind(element) in ("output", "column"):
                    yield name_of(element)
                elif kind(element) == "contextEntry" and (variable := child(element, "variable")) is not None:
                    yield name_of(variable)
        for _, model in self.imported.values():
            for node in model.nodes.values():
                yield node.variable
                yield from (output.variable for output in node.outputs)

    def _node(self, element: etree._Element) -> None:
        name = name_of(element)
        node_id = element.get("id") or name
        if not name:
            self.problems.add(element, text("元素没有名称"))
        if node_id in self.nodes:
            self.problems.add(element, text("编号“%(id)s”重复", id=node_id))
            return
        variable = child(element, "variable")
        found = self.items.lookup(type_name(variable), variable)
        variable_name = name_of(variable) if variable is not None else ""
        self.nodes[node_id] = Node(_KINDS[kind(element)], node_id, name, variable_name or name, found)
        self.elements[node_id] = element

    def _requirements(self, node: Node, element: etree._Element) -> None:
        if node.kind == "service":
            node.parameters = [*self._listed(element, "inputData"), *self._listed(element, "inputDecision")]
            node.outputs = list(self._listed(element, "outputDecision"))
            node.requirements = [Requirement(output) for output in node.outputs]
            if not node.outputs:
                self.problems.add(element, text("决策服务没有输出决策"))
            return
        for requirement in children(element, "informationRequirement", "knowledgeRequirement"):
            for reference in children(requirement, *_REFERENCES):
                found = self._resolve(reference)
                if found is not None:
                    node.requirements.append(found)

    def _listed(self, element: etree._Element, wanted: str) -> Iterator[Node]:
        for reference in children(element, wanted):
            found = self._resolve(reference)
            if found is not None:
                yield found.node

    def _resolve(self, reference: etree._Element) -> Requirement | None:
        href = reference.get("href", "")
        namespace, _, node_id = href.rpartition("#")
        prefix, nodes = "", self.nodes
        if namespace and namespace != self.namespace:
            prefix, model = self.imported.get(namespace, ("", None))
            nodes = {} if model is None else model.nodes
        node = nodes.get(node_id)
        if node is None:
            self.problems.add(reference, text("引用的元素“%(href)s”不存在", href=href))
            return None
        return Requirement(node, prefix)

    def _refuse_circles(self) -> None:
        done: set[int] = set()
        for start in self.nodes.values():
            path: list[tuple[Node, int]] = [(start, 0)]
            open_nodes = {id(start)}
            while path:
                node, place = path.pop()
                if id(node) in done or place >= len(node.requirements):
                    done.add(id(node))
                    open_nodes.discard(id(node))
                    continue
                path.append((node, place + 1))
                following = node.requirements[place].node
                if id(following) in open_nodes and id(following) not in done:
                    if following is not node or node.kind != "knowledge":
                        element = self.elements.get(node.node_id)
                        self.problems.add(
                            element,
                            text("“%(first)s”与“%(second)s”循环依赖", first=node.name, second=following.name),
                        )
                elif id(following) not in done:
                    open_nodes.add(id(following))
                    path.append((following, 0))

    def _compile(self, node: Node, element: etree._Element) -> None:
        names = Names(
            frozenset(requirement.prefix or requirement.node.variable for requirement in node.requirements)
        )
        if node.kind == "decision":
            logic = child(element, *BOXED)
            if logic is None:
                self.problems.add(element, text("决策没有逻辑"))
            else:
                node.logic = self.compiler.logic(logic, names)
        elif node.kind == "knowledge":
            logic = child(element, "encapsulatedLogic")
            if logic is None:
                self.problems.add(element, text("业务知识模型没有逻辑"))
                node.make_function = lambda _scope: None
            else:
                node.make_function = self.compiler.function(logic, names.plus(node.variable), node.name)
