"""Turn a syntax tree into closures. Nothing of a designer's text ever becomes Python source."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal

from app.feel import arithmetic, loops, operators
from app.feel import nodes as n
from app.feel.errors import FeelError, Position
from app.feel.lexer import syntax_error
from app.feel.scope import Code, Lambda, Scope, member, recursive
from app.feel.types import ANY, SIMPLE_TYPES, FeelType, conforms
from app.feel.values import FunctionBase, Range, Value
from app.text import text

TypeLookup = Callable[[str], FeelType | None]


class Compiler:
    """Compile the nodes of one text; afterwards `loads` are the names it takes from outside."""

    def __init__(self, source: str, builtins: Mapping[str, FunctionBase], types: TypeLookup) -> None:
        self.source = source
        self.builtins = builtins
        self.types = types
        self.loads: set[str] = set()
        self.firm: set[str] = set()
        self.filters = 0
        self.called: dict[str, int] = {}
        self.bound: list[frozenset[str]] = []
        self.uses_input = False

    def code(self, node: n.Node) -> Code:
        """Compile one node."""
        return _COMPILE[type(node)](self, node)

    @contextmanager
    def binding(self, *names: str) -> Iterator[None]:
        """Compile the body of the with-statement with more names bound."""
        self.bound.append(frozenset(names))
        yield
        self.bound.pop()

    def tests(self, tests: n.Tests) -> operators.Test:
        """Compile a cell."""
        if tests.any_value:
            return lambda _value, _scope: True
        joined = operators.any_test([self._test(test, cell=True, several=True) for test in tests.tests])
        if not tests.negated:
            return joined

        def negated(value: Value, scope: Scope) -> bool | None:
            found = joined(value, scope)
            return None if found is None else not found

        return negated

    def _test(self, node: n.Node, *, cell: bool, several: bool) -> operators.Test:
        if isinstance(node, n.Comparison):
            return operators.comparison_test(node.operator, self.code(node.operand))
        outer, self.uses_input = self.uses_input, False
        code = self.code(node)
        uses_input, self.uses_input = self.uses_input, outer or self.uses_input
        if cell and not isinstance(node, n.Literal):
            return operators.cell_test(code, uses_input=uses_input)
        return operators.expression_test(code, uses_input=uses_input, several=several)

    def _name(self, node: n.Name) -> Code:
        name = node.name
        if name == "?":
            self.uses_input = True
        if any(name in names for names in self.bound):
            return lambda scope: scope[name]
        self.loads.add(name)
        if not self.filters:
            self.firm.add(name)
        builtin = self.builtins.get(name)
        if builtin is not None:
            return lambda scope: scope.get(name, builtin)

        def load(scope: Scope) -> Value:
            try:
                return scope[name]
            except KeyError:
                return scope[None].env.functions.get(name)

        return load

    def _path(self, node: n.Path) -> Code:
        target, name = self.code(node.target), node.name

        def path(scope: Scope) -> Value:
            value = target(scope)
            return value.get(name) if type(value) is dict else member(value, name)

        return path

    def _filter(self, node: n.Filter) -> Code:
        target = self.code(node.target)
        if isinstance(node.condition, n.Literal) and type(node.condition.value) is Decimal:
            return loops.constant_index(target, node.condition.value)
        # an element's members may hide outer names: those bound outside are in the scope as well
        self.filters += 1
        with self.binding("item"):
            condition = self.code(node.condition)
        self.filters -= 1
        return loops.list_filter(target, condition)

    def _call(self, node: n.Call) -> Code:
        function, source, offset = self.code(node.function), self.source, node.offset
        if isinstance(node.function, n.Name):
            self.called.setdefault(node.function.name, node.function.offset)
        arguments = [self.code(argument) for argument in node.arguments]
        named = [(name, self.code(argument)) for name, argument in node.named]

        def call(scope: Scope) -> Value:
            found = function(scope)
            if not isinstance(found, FunctionBase):
                return None
            try:
                if named:
                    return found.call_named({name: code(scope) for name, code in named}, scope[None])
                return found.call([code(scope) for code in arguments], scope[None])
            except FeelError as error:
                if error.position is None:
                    error.position = Position.at(source, offset)
                raise

        return call

    def _binary(self, node: n.Binary) -> Code:
        left = self.code(node.left)
        if node.operator not in ("and", "or") and isinstance(node.right, n.Literal):
            return operators.binary_with_constant(node.operator, left, node.right.value)
        return operators.binary(node.operator, left, self.code(node.right))

    def _in(self, node: n.In) -> Code:
        value = self.code(node.value)
        outer, self.uses_input = self.uses_input, False
        with self.binding("?"):
            test = operators.any_test(
                [self._test(test, cell=False, several=node.several) for test in node.tests]
            )
        needs_input, self.uses_input = self.uses_input, outer

        def run(scope: Scope) -> Value:
            found = value(scope)
            return test(found, {**scope, "?": found} if needs_input else scope)

        return run

    def _comparison(self, node: n.Comparison) -> Code:
        operand, operator = self.code(node.operand), node.operator
        upwards, downwards = operator in (">", ">="), operator in ("<", "<=")

        def run(scope: Scope) -> Value:
            end = operand(scope)
            return Range(
                None if downwards else end,
                None if upwards else end,
                operator in (">=", "="),
                operator in ("<=", "="),
                operator,
            )

        return run

    def _instance_of(self, node: n.InstanceOf) -> Code:
        value, kind = self.code(node.value), self.type(node.type, node.offset)

        def run(scope: Scope) -> Value:
            found = value(scope)
            return kind.kind == "null" if found is None else conforms(found, kind)

        return run

    def _if(self, node: n.If) -> Code:
        condition, then, otherwise = (
            self.code(node.condition),
            self.code(node.then),
            self.code(node.otherwise),
        )
        return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)

    def _iterators(self, iterators: list[n.Iterator], *extra: str) -> tuple[list[loops.IteratorCode], int]:
        compiled: list[loops.IteratorCode] = []
        self.bound.append(frozenset(extra))
        for iterator in iterators:
            source = self.code(iterator.source)
            end = None if iterator.end is None else self.code(iterator.end)
            compiled.append((iterator.name, source, end))
            self.bound.append(frozenset({iterator.name}))
        return compiled, len(iterators) + 1

    def _for(self, node: n.For) -> Code:
        iterators, depth = self._iterators(node.iterators, "partial")
        body = self.code(node.body)
        del self.bound[-depth:]
        return loops.for_loop(iterators, body)

    def _quantified(self, node: n.Quantified) -> Code:
        iterators, depth = self._iterators(node.iterators)
        condition = self.code(node.condition)
        del self.bound[-depth:]
        return loops.quantified(iterators, condition, every=node.every)

    def _function(self, node: n.FunctionDefinition) -> Code:
        if node.external:
            raise syntax_error(self.source, node.offset, text("不支持外部函数（external）"))
        parameters = [
            (name, ANY if kind is None else self.type(kind, node.offset)) for name, kind in node.parameters
        ]
        with self.binding(*(name for name, _ in parameters)):
            body = self.code(node.body)
        result = infer(node.body)
        return lambda scope: Lambda("", parameters, result, body, dict(scope))

    def _list(self, node: n.ListLiteral) -> Code:
        items = [self.code(item) for item in node.items]
        return lambda scope: [item(scope) for item in items]

    def _context(self, node: n.ContextLiteral) -> Code:
        entries: list[tuple[str, Code]] = []
        depth = len(self.bound)
        for name, value in node.entries:
            with self.binding(*([name] if isinstance(value, n.FunctionDefinition) else [])):
                entries.append((name, self.code(value)))
            self.bound.append(frozenset({name}))
        del self.bound[depth:]

        def run(scope: Scope) -> Value:
            inner = dict(scope)
            built: dict[str, Value] = {}
            for name, code in entries:
                inner[name] = built[name] = recursive(name, code(inner))
            return built

        return run

    def _range(self, node: n.RangeLiteral) -> Code:
        low, high = self.code(node.low), self.code(node.high)
        low_included, high_included = node.low_included, node.high_included
        return lambda scope: Range(low(scope), high(scope), low_included, high_included)

    def type(self, node: n.TypeNode, offset: int) -> FeelType:
        """Resolve a type; raises FeelSyntaxError when it is unknown."""
        if node.name == "list" and node.items:
            return FeelType("list", item=self.type(node.items[0], offset))
        if node.name == "range" and node.items:
            return FeelType("range", item=self.type(node.items[0], offset))
        if node.result is not None:
            parameters = tuple(self.type(item, offset) for item in node.items)
            return FeelType("function", parameters=parameters, result=self.type(node.result, offset))
        if node.members:
            return FeelType(
                "context", members=tuple((name, self.type(kind, offset)) for name, kind in node.members)
            )
        found = self.types(node.name) or SIMPLE_TYPES.get(node.name)
        if found is None:
            raise syntax_error(self.source, offset, text("未知的类型“%(name)s”", name=node.name))
        return found


def infer(node: n.Node) -> FeelType | None:
    """Tell the type a node surely has; None when it is not known before it runs."""
    if isinstance(node, n.Literal) and node.value is not None:
        return next(kind for kind in _INFERRED if conforms(node.value, kind))
    if isinstance(node, n.ContextLiteral):
        return FeelType("context", members=tuple((name, infer(value) or ANY) for name, value in node.entries))
    return None


_INFERRED = (*tuple(SIMPLE_TYPES.values())[3:], ANY)


def _literal(_compiler: Compiler, node: n.Literal) -> Code:
    value = node.value
    return lambda _scope: value


def _negate(compiler: Compiler, node: n.Negate) -> Code:
    operand = compiler.code(node.operand)
    return lambda scope: arithmetic.negate(operand(scope))


def _between(compiler: Compiler, node: n.Between) -> Code:
    return operators.between(compiler.code(node.value), compiler.code(node.low), compiler.code(node.high))


_COMPILE: dict[type, Callable[..., Code]] = {
    n.Literal: _literal,
    n.Negate: _negate,
    n.Between: _between,
    n.Name: Compiler._name,  # noqa: SLF001
    n.Path: Compiler._path,  # noqa: SLF001
    n.Filter: Compiler._filter,  # noqa: SLF001
    n.Call: Compiler._call,  # noqa: SLF001
    n.Binary: Compiler._binary,  # noqa: SLF001
    n.In: Compiler._in,  # noqa: SLF001
    n.Comparison: Compiler._comparison,  # noqa: SLF001
    n.InstanceOf: Compiler._instance_of,  # noqa: SLF001
    n.If: Compiler._if,  # noqa: SLF001
    n.For: Compiler._for,  # noqa: SLF001
    n.Quantified: Compiler._quantified,  # noqa: SLF001
    n.FunctionDefinition: Compiler._function,  # noqa: SLF001
    n.ListLiteral: Compiler._list,  # noqa: SLF001
    n.ContextLiteral: Compiler._context,  # noqa: SLF001
    n.RangeLiteral: Compiler._range,  # noqa: SLF001
}
