"""Compile boxed expressions to the same closures FEEL text becomes (DMN 1.5, 10.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from lxml import etree

from app.dmn.items import ItemDefinitions
from app.dmn.problems import Problems
from app.dmn.xml import child, children, kind, name_of, type_name, words
from app.feel.errors import FeelError, FeelSyntaxError
from app.feel.expression import Expression, UnaryTests, compile_expression, compile_unary_tests
from app.feel.loops import domain, filter_elements
from app.feel.registry import FunctionRegistry
from app.feel.scope import Code, Lambda, Scope, recursive
from app.feel.types import ANY, MISFIT, FeelType, fit
from app.feel.values import FunctionBase, Value
from app.text import Text, text

Compiled = TypeVar("Compiled", Expression, UnaryTests)
BOXED = (
    "literalExpression",
    "decisionTable",
    "context",
    "invocation",
    "list",
    "relation",
    "functionDefinition",
    "conditional",
    "for",
    "every",
    "some",
    "filter",
)


@dataclass(frozen=True, slots=True)
class Names:
    """Hold what an expression may use: variables and functions in scope."""

    known: frozenset[str]

    def plus(self, *names: str) -> "Names":
        """Return a scope with more names."""
        return Names(self.known | set(names))


def null_code(_scope: Scope) -> Value:
    """Stand for an expression that could not be compiled."""
    return None


def fitted(code: Code, wanted: FeelType) -> Code:
    """Wrap code so that its value fits a type; one that does not becomes null."""
    if wanted is ANY:
        return code

    def run(scope: Scope) -> Value:
        value = fit(code(scope), wanted)
        return None if value is MISFIT else value

    return run


class BoxedCompiler:
    """Compile the expressions of one model; problems are collected, what has one answers null.

    `tables` are the decision tables met on the way.
    """

    def __init__(self, items: ItemDefinitions, problems: Problems, functions: FunctionRegistry) -> None:
        self.items = items
        self.problems = problems
        self.functions = functions
        self.tables: list[Any] = []

    def logic(self, element: etree._Element, names: Names) -> Code:
        """Compile a boxed expression; a decision table's type is that of a row, so it is not applied here."""
        compile_kind = _KINDS.get(kind(element))
        if compile_kind is None:
            self.problems.add(element, text("不支持的表达式“%(kind)s”", kind=kind(element)))
            return null_code
        code = compile_kind(self, element, names)
        if kind(element) in ("decisionTable", "functionDefinition", "relation"):
            return code
        return fitted(code, self.items.lookup(type_name(element), element))

    def inner(self, element: etree._Element, names: Names) -> Code:
        """Compile the one boxed expression inside an element; a missing one is a problem."""
        found = child(element, *BOXED)
        if found is None:
            self.problems.add(element, text("缺少表达式"))
            return null_code
        return self.logic(found, names)

    def feel(self, source: str, element: etree._Element, names: Names) -> Expression | None:
        """Compile FEEL text; None, with the problem noted, when it is no FEEL."""
        return self._checked(compile_expression, source, element, names)

    def tests(self, source: str, element: etree._Element, names: Names) -> UnaryTests | None:
        """Compile a cell; None, with the problem noted, when it is no FEEL."""
        return self._checked(compile_unary_tests, source, element, names.plus("?"))

    def _checked(
        self, compile_: Callable[..., Compiled], source: str, element: etree._Element, names: Names
    ) -> Compiled | None:
        try:
            compiled = compile_(source, names=names.known, members=self.items.members, types=self.items.types)
        except FeelSyntaxError as error:
            self.problems.add(element, _located(error))
            return None
        for name in sorted(compiled.firm_names - names.known):
            if name not in self.functions:
                message = text("未知的函数“%(name)s”", name=name)
                if name not in compiled.functions:
                    message = text("未知的名称“%(name)s”，请检查写法或补上所需的输入和决策", name=name)
                self.problems.add(element, message)
        return compiled

    def literal(self, element: etree._Element, names: Names) -> Code:
        """Compile a literal expression."""
        language = element.get("expressionLanguage", "")
        if language and "FEEL" not in language.upper():
            self.problems.add(element, text("只支持 FEEL，不支持“%(language)s”", language=language))
            return null_code
        source = words(element)
        if not source.strip():
            self.problems.add(element, text("缺少表达式"))
            return null_code
        compiled = self.feel(source, element, names)
        return null_code if compiled is None else compiled.code

    def _context(self, element: etree._Element, names: Names) -> Code:
        entries: list[tuple[str, Code]] = []
        result: Code | None = None
        for entry in children(element, "contextEntry"):
            variable = child(entry, "variable")
            own_name = [] if variable is None else [name_of(variable)]
            code = self.inner(
                entry, names.plus(*own_name) if child(entry, "functionDefinition") is not None else names
            )
            if variable is None:
                result = code
                continue
            name = name_of(variable)
            self.items.members.add(name)
            entries.append((name, fitted(code, self.items.lookup(type_name(variable), variable))))
            names = names.plus(name)

        def run(scope: Scope) -> Value:
            inner = dict(scope)
            built: dict[str, Value] = {}
            for name, code in entries:
                inner[name] = built[name] = recursive(name, code(inner))
            return built if result is None else result(inner)

        return run

    def _invocation(self, element: etree._Element, names: Names) -> Code:
        function = self.inner(element, names)
        bindings: list[tuple[str, Code]] = []
        for binding in children(element, "binding"):
            parameter = child(binding, "parameter")
            if parameter is None:
                self.problems.add(binding, text("缺少参数"))
                continue
            bound = child(binding, *BOXED)
            bindings.append((name_of(parameter), null_code if bound is None else self.logic(bound, names)))

        def run(scope: Scope) -> Value:
            found = function(scope)
            if not isinstance(found, FunctionBase):
                return None
            return found.call_named({name: code(scope) for name, code in bindings}, scope[None])

        return run

    def _list(self, element: etree._Element, names: Names) -> Code:
        items = [self.logic(item, names) for item in children(element, *BOXED)]
        return lambda scope: [item(scope) for item in items]

    def _relation(self, element: etree._Element, names: Names) -> Code:
        columns = [name_of(column) for column in children(element, "column")]
        self.items.members.update(columns)
        rows = [
            [self.logic(cell, names) for cell in children(row, *BOXED)] for row in children(element, "row")
        ]
        for row, cells in zip(children(element, "row"), rows, strict=True):
            if len(cells) != len(columns):
                self.problems.add(
                    row,
                    text("该行有 %(cells)s 格，应为 %(columns)s 格", cells=len(cells), columns=len(columns)),
                )
        return lambda scope: [
            {name: cell(scope) for name, cell in zip(columns, cells, strict=False)} for cells in rows
        ]

    def function(self, element: etree._Element, names: Names, name: str) -> Callable[[Scope], Lambda]:
        """Compile a function definition, boxed or of a business knowledge model."""
        if element.get("kind", "FEEL") not in ("FEEL", ""):
            self.problems.add(element, text("不支持外部函数（%(kind)s）", kind=element.get("kind")))
            body: Code = null_code
            parameters: list[tuple[str, FeelType]] = []
        else:
            parameters = [
                (name_of(parameter), self.items.lookup(type_name(parameter), parameter))
                for parameter in children(element, "formalParameter")
            ]
            body = self.inner(element, names.plus(*(parameter for parameter, _ in parameters)))
        result = self.items.lookup(type_name(element), element)
        body = fitted(body, result)
        known = None if result is ANY else result
        return lambda scope: Lambda(name, parameters, known, body, scope)

    def _function(self, element: etree._Element, names: Names) -> Code:
        make = self.function(element, names, "")
        return lambda scope: make(dict(scope))

    def _conditional(self, element: etree._Element, names: Names) -> Code:
        condition, then, otherwise = (self._part(element, part, names) for part in ("if", "then", "else"))

        def run(scope: Scope) -> Value:
            found = condition(scope)
            if found is None or found is False:
                return otherwise(scope)
            return then(scope) if found is True else None

        return run

    def _part(self, element: etree._Element, part: str, names: Names) -> Code:
        found = child(element, part)
        if found is None:
            self.problems.add(element, text("缺少“%(part)s”部分", part=part))
            return null_code
        return self.inner(found, names)

    def _iteration(
        self, element: etree._Element, names: Names, part: str
    ) -> Callable[[Scope], list[Value] | None]:
        variable = " ".join(element.get("iteratorVariable", "").split())
        source = self._part(element, "in", names)
        body = self._part(element, part, names.plus(variable, "partial"))

        def run(scope: Scope) -> list[Value] | None:
            elements = domain(source(scope), None, has_end=False)
            if elements is None:
                return None
            inner = dict(scope)
            results: list[Value] = []
            inner["partial"] = results
            for value in elements:
                scope[None].charge(1)
                inner[variable] = value
                results.append(body(inner))
            return results

        return run

    def _for(self, element: etree._Element, names: Names) -> Code:
        return self._iteration(element, names, "return")

    def _quantified(self, element: etree._Element, names: Names) -> Code:
        every = kind(element) == "every"
        run_all = self._iteration(element, names, "satisfies")

        def run(scope: Scope) -> Value:
            results = run_all(scope)
            if results is None:
                return None
            if any(result is not every and isinstance(result, bool) for result in results):
                return not every
            return every if all(isinstance(result, bool) for result in results) else None

        return run

    def _filter(self, element: etree._Element, names: Names) -> Code:
        source = self._part(element, "in", names)
        match = self._part(element, "match", Names(names.known | {"item"} | self.items.members))

        def run(scope: Scope) -> Value:
            found = source(scope)
            elements = found if type(found) is list else [] if found is None else [found]
            return filter_elements(elements, match, scope, found_null=found is None)

        return run


def _located(error: FeelError) -> Text:
    if error.position is None:
        return error.message
    return text(
        "表达式第 %(line)s 行第 %(column)s 列：%(reason)s",
        line=error.position.line,
        column=error.position.column,
        reason=error.message,
    )


_KINDS: dict[str, Callable[[BoxedCompiler, etree._Element, Names], Code]] = {
    "literalExpression": BoxedCompiler.literal,
    "context": BoxedCompiler._context,  # noqa: SLF001
    "invocation": BoxedCompiler._invocation,  # noqa: SLF001
    "list": BoxedCompiler._list,  # noqa: SLF001
    "relation": BoxedCompiler._relation,  # noqa: SLF001
    "functionDefinition": BoxedCompiler._function,  # noqa: SLF001
    "conditional": BoxedCompiler._conditional,  # noqa: SLF001
    "for": BoxedCompiler._for,  # noqa: SLF001
    "every": BoxedCompiler._quantified,  # noqa: SLF001
    "some": BoxedCompiler._quantified,  # noqa: SLF001
    "filter": BoxedCompiler._filter,  # noqa: SLF001
}


def register_kind(name: str, compile_kind: Callable[[BoxedCompiler, etree._Element, Names], Code]) -> None:
    """Add the compiler of one more kind of expression (decision tables live in their own module)."""
    _KINDS[name] = compile_kind
