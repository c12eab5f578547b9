"""Item definitions: a model's named types, which may refer to each other in any order (DMN 1.5, 7.3.2)."""

from collections.abc import Mapping

from lxml import etree

from app.dmn.problems import Problems
from app.dmn.xml import child, children, name_of, type_name, words
from app.feel.environment import NO_ENVIRONMENT, Runtime
from app.feel.errors import FeelError
from app.feel.expression import UnaryTests, compile_unary_tests
from app.feel.types import ANY, SIMPLE_TYPES, FeelType
from app.feel.values import Value
from app.text import text


class AllowedValues:
    """Tell whether a value is among allowed ones; `source` are the unary tests they are written as."""

    __slots__ = ("_tests", "source")

    def __init__(self, tests: UnaryTests) -> None:
        self._tests = tests
        self.source = tests.source

    def __call__(self, value: Value) -> bool:
        """Return whether the value may come."""
        return self._tests.passes(value, {None: Runtime(NO_ENVIRONMENT)}) is True


class ItemDefinitions:
    """Build the types of one model; `types` are complete after `build`."""

    def __init__(self, problems: Problems, imported: Mapping[str, FeelType]) -> None:
        self.problems = problems
        self.types: dict[str, FeelType] = dict(imported)
        self.members: set[str] = set()
        self._elements: dict[str, etree._Element] = {}
        self._building: set[str] = set()

    def build(self, root: etree._Element) -> None:
        """Build every item definition of a model."""
        for element in children(root, "itemDefinition"):
            self._elements[name_of(element)] = element
        for name, element in self._elements.items():
            self._named(name, element)

    def lookup(self, name: str, element: etree._Element | None) -> FeelType:
        """Return a type by the name a reference gives; an unknown one is a problem and then Any."""
        if not name:
            return ANY
        found = self.types.get(name) or SIMPLE_TYPES.get(name)
        if found is None and name in self._elements:
            if name in self._building:
                self.problems.add(element, text("类型“%(name)s”引用了自身", name=name))
                return ANY
            found = self._named(name, self._elements[name])
        if found is None:
            self.problems.add(element, text("未知的类型“%(name)s”", name=name))
            return ANY
        return ANY if found.kind == "Any" and found.allowed is None else found

    def _named(self, name: str, element: etree._Element) -> FeelType:
        if name not in self.types:
            self._building.add(name)
            self.types[name] = self._build(element)
            self._building.discard(name)
        return self.types[name]

    def _build(self, element: etree._Element) -> FeelType:
        components = list(children(element, "itemComponent"))
        function = child(element, "functionItem")
        if components:
            self.members.update(name_of(component) for component in components)
            members = tuple((name_of(component), self._build(component)) for component in components)
            base = FeelType("context", members=members)
        elif function is not None:
            parameters = tuple(
                self.lookup(type_name(parameter), parameter) for parameter in children(function, "parameters")
            )
            result = self.lookup(function.get("outputTypeRef", "").removeprefix("feel:"), function)
            base = FeelType("function", parameters=parameters, result=result)
        else:
            base = self.lookup(type_name(element), element)
        allowed = self.allowed(child(element, "allowedValues"))
        is_list = element.get("isCollection") == "true"
        if allowed is not None:
            base = FeelType(base.kind, base.item, base.members, base.parameters, base.result, allowed)
        if is_list:
            base = FeelType("list", item=base)
        constraint = self.allowed(child(element, "typeConstraint"))
        if constraint is not None:
            base = FeelType(base.kind, base.item, base.members, base.parameters, base.result, constraint)
        return base

    def allowed(self, element: etree._Element | None) -> AllowedValues | None:
        """Compile allowed values; None where there are none, or, with the problem noted, where they are no tests."""
        source = words(element)
        if not source.strip():
            return None
        try:
            return AllowedValues(compile_unary_tests(source))
        except FeelError as error:
            self.problems.add(element, text("允许值：%(reason)s", reason=error.message))
            return None
