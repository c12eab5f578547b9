"""The one registry of functions: the standard's own and those of the domain.

A function is declared by a signature in words, so that the declaration is also its documentation::

    define("add working days(date: date, days: number)", add_working_days, "…")

`length?: number` is an argument that may be missing, `number?` a type that also takes null (elsewhere null
makes the result null without asking the function), `...item: number` takes all remaining arguments.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.errors import LuoshuError
from app.feel.errors import FeelError
from app.feel.far_dates import FAR
from app.feel.native import to_feel
from app.feel.types import ANY, MISFIT, SIMPLE_TYPES, FeelType, conforms, fit
from app.feel.values import FunctionBase, Value
from app.text import text

_SIGNATURE = re.compile(r"\s*([^()]+?)\s*\((.*)\)\s*")
_PARAMETER = re.compile(r"(\.\.\.)?\s*([^:?]+?)\s*(\?)?\s*:\s*([^?]+?)\s*(\?)?")


@dataclass(frozen=True, slots=True)
class Parameter:
    """Hold one parameter of a signature."""

    name: str
    type: FeelType
    optional: bool
    nullable: bool
    variadic: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """Hold one way to invoke a function, and what then runs."""

    parameters: tuple[Parameter, ...]
    implementation: Callable[..., Any]
    required: int
    most: int
    takes_far: bool = False

    def bind(self, arguments: Sequence[Value]) -> list[Value] | None:
        """Fit positional arguments to the parameters; None when they do not fit."""
        if not self.required <= len(arguments) <= self.most:
            return None
        bound: list[Value] = []
        parameters = self.parameters
        last = len(parameters) - 1
        for index, argument in enumerate(arguments):
            parameter = parameters[min(index, last)]
            value = argument
            if value is None:
                if not parameter.nullable:
                    return None
            elif parameter.type is not ANY and not conforms(value, parameter.type):
                value = fit(value, parameter.type)
                if value is MISFIT:
                    return None
            if isinstance(value, FAR) and parameter.type is not ANY and not self.takes_far:
                return None
            bound.append(value)
        return bound

    def order(self, named: Mapping[str, Value]) -> list[Value] | None:
        """Put named arguments in the order of the parameters; None when names are unknown or missing."""
        names = [parameter.name for parameter in self.parameters]
        if any(name not in names for name in named):
            return None
        arguments: list[Value] = []
        for parameter in self.parameters:
            if parameter.name not in named:
                if not parameter.optional:
                    return None
                if not parameter.nullable:
                    break
            arguments.append(named.get(parameter.name))
        if parameters_left := set(names[len(arguments) :]) & set(named):
            return None if parameters_left else arguments
        return arguments


class NativeFunction(FunctionBase):
    """Run Python for one function name; the first signature that takes the arguments is used."""

    __slots__ = ("description", "foreign", "needs_runtime", "signatures", "texts")

    def __init__(self, name: str, *, description: str, foreign: bool, needs_runtime: bool) -> None:
        super().__init__(name, ())
        self.description = description
        self.foreign = foreign
        self.needs_runtime = needs_runtime
        self.signatures: list[Signature] = []
        self.texts: list[str] = []

    def call(self, arguments: list[Value], runtime: Any) -> Value:
        """Invoke with positional arguments; null when no signature takes them."""
        for signature in self.signatures:
            bound = signature.bind(arguments)
            if bound is not None:
                return self._run(signature, bound, runtime)
        return None

    def call_named(self, arguments: dict[str, Value], runtime: Any) -> Value:
        """Invoke with named arguments; null when no signature takes them."""
        for signature in self.signatures:
            ordered = signature.order(arguments)
            bound = None if ordered is None else signature.bind(ordered)
            if bound is not None:
                return self._run(signature, bound, runtime)
        return None

    def _run(self, signature: Signature, bound: list[Value], runtime: Any) -> Value:
        runtime.charge(1 + sum(len(value) for value in bound if type(value) is list))
        if self.needs_runtime:
            return signature.implementation(runtime, *bound)
        if not self.foreign:
            return signature.implementation(*bound)
        try:
            return to_feel(signature.implementation(*bound))
        except LuoshuError as error:
            raise FeelError(
                text("函数“%(name)s”：%(reason)s", name=self.name, reason=error.message)
            ) from error
        except (ValueError, TypeError, ArithmeticError, LookupError) as error:
            raise FeelError(text("函数“%(name)s”：%(reason)s", name=self.name, reason=str(error))) from error


@dataclass(frozen=True, slots=True)
class Definition:
    """Declare a function of the domain: signature, implementation and a sentence for the reference."""

    signature: str
    implementation: Callable[..., Any]
    description: str = ""


def define(signature: str, implementation: Callable[..., Any], description: str = "") -> Definition:
    """Declare a function; see the module docstring for the signature's form.

    The implementation gets FEEL values and may return JSON-native ones; its errors become FeelErrors.
    """
    return Definition(signature, implementation, description)


def parse_signature(signature: str) -> tuple[str, tuple[Parameter, ...]]:
    """Read a signature; ValueError when it is malformed or names an unknown type."""
    match = _SIGNATURE.fullmatch(signature)
    if match is None:
        raise ValueError(f"not a signature: {signature!r}")
    parameters = tuple(_parameter(part, signature) for part in match[2].split(",") if part.strip())
    return match[1], parameters


def _parameter(part: str, signature: str) -> Parameter:
    match = _PARAMETER.fullmatch(part.strip())
    if match is None:
        raise ValueError(f"not a parameter: {part!r} in {signature!r}")
    name = match[4]
    kind = SIMPLE_TYPES.get(name)
    if kind is None and name.startswith("list<") and name[5:-1] in SIMPLE_TYPES:
        kind = FeelType("list", item=SIMPLE_TYPES[name[5:-1]])
    if kind is None:
        raise ValueError(f"unknown type {name!r} in {signature!r}")
    kind = ANY if kind.kind == "Any" else kind
    nullable = kind is ANY or match[5] is not None
    return Parameter(match[2], kind, match[3] is not None, nullable, match[1] is not None)


def build_functions(
    definitions: Iterable[Definition],
    *,
    foreign: bool,
    needs_runtime: bool = False,
    takes_far: Collection[str] = (),
) -> dict[str, NativeFunction]:
    """Build functions from their declarations; several of one name become its signatures, tried in order.

    Only the functions named in `takes_far` are given far dates as dates.
    """
    functions: dict[str, NativeFunction] = {}
    for definition in definitions:
        name, parameters = parse_signature(definition.signature)
        function = functions.get(name)
        if function is None:
            function = NativeFunction(
                name, description=definition.description, foreign=foreign, needs_runtime=needs_runtime
            )
            functions[name] = function
        variadic = bool(parameters) and parameters[-1].variadic
        required = sum(not parameter.optional and not parameter.variadic for parameter in parameters)
        most = 10_000 if variadic else len(parameters)
        function.signatures.append(
            Signature(parameters, definition.implementation, required + variadic, most, name in takes_far)
        )
        function.texts.append(definition.signature)
    return functions


class FunctionRegistry:
    """Hold the functions of the domain by name; immutable, grows by `with_functions`."""

    __slots__ = ("_functions",)

    def __init__(self, functions: Mapping[str, NativeFunction] | None = None) -> None:
        self._functions = dict(functions or {})

    def with_functions(self, *definitions: Definition | Iterable[Definition]) -> "FunctionRegistry":
        """Return a registry that also has these, given one by one or as collections.

        Raises ValueError for a malformed signature and for a name given before.
        """
        flat: list[Definition] = []
        for entry in definitions:
            flat.extend([entry] if isinstance(entry, Definition) else entry)
        added = build_functions(flat, foreign=True)
        for name in added:
            if name in self._functions:
                raise ValueError(f"function {name!r} is registered twice")
        return FunctionRegistry({**self._functions, **added})

    def get(self, name: str) -> NativeFunction | None:
        """Return a function; None when there is none of that name."""
        return self._functions.get(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Return every name, also those of several words: the parser must know them."""
        return tuple(self._functions)

    def __contains__(self, name: object) -> bool:
        return name in self._functions

    def __iter__(self) -> Iterator[NativeFunction]:
        return iter(self._functions.values())


BUILTINS_ONLY = FunctionRegistry()
"""The registry without functions of the domain: the standard's own are always there."""
