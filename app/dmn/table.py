"""Decision tables: every hit policy and aggregation, and which rules matched (DMN 1.5, 8)."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lxml import etree

from app.dmn.boxed import BOXED, BoxedCompiler, Names, fitted, null_code, register_kind
from app.dmn.trace import MatchedRule, TraceRuntime, readable
from app.dmn.xml import child, children, name_of, type_name, words
from app.feel.builtins.statistics import greatest, least, total
from app.feel.compare import equal
from app.feel.expression import UnaryTests
from app.feel.scope import Code, Scope
from app.feel.types import Allowed
from app.feel.values import Value
from app.text import text

SINGLE = frozenset({"UNIQUE", "ANY", "PRIORITY", "FIRST"})
POLICIES = SINGLE | {"RULE ORDER", "OUTPUT ORDER", "COLLECT"}
AGGREGATIONS = frozenset({"SUM", "COUNT", "MIN", "MAX"})


@dataclass(slots=True)
class Rule:
    """Hold one rule; a test of None is a cell that could not be compiled and never matches.

    `answer` are the conclusions as they are written.
    """

    rule_id: str
    index: int
    tests: list[UnaryTests | None]
    outputs: list[Code]
    answer: tuple[str, ...]
    annotations: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Column:
    """Hold one input: its label, its expression, the kind of its values and which of them may come."""

    label: str
    code: Code
    type: str = "Any"
    allowed: Allowed | None = None


@dataclass(slots=True)
class Output:
    """Hold one output: its name, its values from the most important on, its default."""

    name: str
    priorities: Code | None
    default: Code | None


@dataclass(slots=True)
class Table:
    """Hold a compiled decision table."""

    owner_id: str
    owner_name: str
    policy: str
    aggregation: str
    inputs: list[Column] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)

    def evaluate(self, scope: Scope) -> Value:
        """Return the table's result and note the rules it came from on the runtime."""
        values = [column.code(scope) for column in self.inputs]
        matched: list[tuple[Rule, list[Value]]] = []
        for rule in self.rules:
            if self._matches(rule, values, scope):
                matched.append((rule, [output(scope) for output in rule.outputs]))
                if self.policy == "FIRST":
                    break
        runtime = scope[None]
        if not matched:
            self._note_miss(runtime, values)
            return self._default(scope)
        chosen = self._choose(matched, scope, runtime)
        for rule, outputs in chosen:
            self._note(runtime, rule, values, outputs)
        results = [self._row(outputs) for _, outputs in chosen]
        if self.policy in SINGLE:
            return results[0] if results else None
        if self.aggregation:
            return self._aggregate([outputs for _, outputs in chosen])
        return results

    def _matches(self, rule: Rule, values: list[Value], scope: Scope) -> bool:
        scope[None].charge(1)
        for test, value in zip(rule.tests, values, strict=True):
            if test is None:
                return False
            inner = {**scope, "?": value} if test.needs_input else scope
            if test.test(value, inner) is not True:
                return False
        return True

    def _choose(
        self, matched: list[tuple[Rule, list[Value]]], scope: Scope, runtime: Any
    ) -> list[tuple[Rule, list[Value]]]:
        if self.policy == "UNIQUE" and len(matched) > 1:
            self._conflict(runtime, matched)
            return []
        if self.policy == "ANY":
            first = matched[0][1]
            if any(equal(first, outputs) is not True for _, outputs in matched[1:]):
                self._conflict(runtime, matched)
                return []
        if self.policy in ("PRIORITY", "OUTPUT ORDER"):
            ranks = [output.priorities(scope) if output.priorities else [] for output in self.outputs]
            matched = sorted(matched, key=lambda match: _rank(match[1], ranks))
        return matched[:1] if self.policy in SINGLE else matched

    def _conflict(self, runtime: Any, matched: list[tuple[Rule, list[Value]]]) -> None:
        rules = "、".join(str(rule.index) for rule, _ in matched)
        message = text(
            "决策表“%(name)s”的规则 %(rules)s 同时成立，结果不唯一", name=self.owner_name, rules=rules
        )
        if isinstance(runtime, TraceRuntime):
            runtime.notes.append(message)

    def _note_miss(self, runtime: Any, values: list[Value]) -> None:
        if isinstance(runtime, TraceRuntime):
            shown = "，".join(
                f"{column.label} = {readable(value)}"
                for column, value in zip(self.inputs, values, strict=True)
            )
            runtime.notes.append(
                text("决策表“%(name)s”没有规则适用于 %(values)s", name=self.owner_name, values=shown)
            )

    def _note(self, runtime: Any, rule: Rule, values: list[Value], outputs: list[Value]) -> None:
        if isinstance(runtime, TraceRuntime):
            runtime.matched.append(
                MatchedRule(
                    self.owner_id,
                    rule.rule_id,
                    rule.index,
                    {
                        column.label: readable(value)
                        for column, value in zip(self.inputs, values, strict=True)
                    },
                    {
                        output.name or self.owner_name: readable(value)
                        for output, value in zip(self.outputs, outputs, strict=True)
                    },
                    rule.annotations,
                )
            )

    def _row(self, outputs: list[Value]) -> Value:
        if len(self.outputs) == 1:
            return outputs[0]
        return {output.name: value for output, value in zip(self.outputs, outputs, strict=True)}

    def _default(self, scope: Scope) -> Value:
        if not any(output.default for output in self.outputs):
            return None
        row = self._row([output.default(scope) if output.default else None for output in self.outputs])
        return row if self.policy in SINGLE or self.aggregation else [row]

    def _aggregate(self, rows: list[list[Value]]) -> Value:
        if self.aggregation == "COUNT":
            return Decimal(len(rows))
        aggregate = {"SUM": total, "MIN": least, "MAX": greatest}[self.aggregation]
        return self._row([aggregate([row[index] for row in rows]) for index in range(len(self.outputs))])


def _rank(outputs: list[Value], ranks: list[Value]) -> list[int]:
    """Order a row by the place of its values in the lists of output values, the first output first."""
    places = []
    for value, known in zip(outputs, ranks, strict=True):
        ordered = known if isinstance(known, list) else []
        places.append(
            next((place for place, entry in enumerate(ordered) if equal(entry, value) is True), len(ordered))
        )
    return places


def compile_table(compiler: BoxedCompiler, element: etree._Element, names: Names) -> Code:
    """Compile a decision table; problems are noted with the compiler."""
    owner = _owner(element)
    policy = element.get("hitPolicy", "UNIQUE")
    aggregation = element.get("aggregation", "")
    if policy not in POLICIES:
        compiler.problems.add(element, text("未知的命中策略“%(policy)s”", policy=policy))
    if aggregation and aggregation not in AGGREGATIONS:
        compiler.problems.add(element, text("未知的汇总方式“%(aggregation)s”", aggregation=aggregation))
        aggregation = ""
    table = Table(owner.get("id", ""), name_of(owner), policy, aggregation if policy == "COLLECT" else "")
    table.inputs = [_input(compiler, column, names) for column in children(element, "input")]
    output_elements = list(children(element, "output"))
    if not output_elements:
        compiler.problems.add(element, text("决策表没有输出列"))
    own_type = compiler.items.lookup(type_name(element), element)
    table.outputs = [_output(compiler, column, names, element) for column in output_elements]
    compiler.items.members.update(output.name for output in table.outputs if output.name)
    if policy in ("PRIORITY", "OUTPUT ORDER") and not any(output.priorities for output in table.outputs):
        compiler.problems.add(element, text("命中策略“%(policy)s”需要列出输出值的次序", policy=policy))
    types = [compiler.items.lookup(type_name(column), column) for column in output_elements]
    if len(types) > 1 and own_type.kind == "context":
        members = dict(own_type.members)
        types = [
            members.get(name_of(column), found) if not type_name(column) else found
            for column, found in zip(output_elements, types, strict=True)
        ]
    annotation_names = [name_of(column) for column in children(element, "annotation")]
    for index, rule_element in enumerate(children(element, "rule"), 1):
        table.rules.append(
            _rule(
                compiler,
                rule_element,
                names,
                index=index,
                table=table,
                types=types,
                annotation_names=annotation_names,
            )
        )
    compiler.tables.append(table)
    return table.evaluate


def _owner(element: etree._Element) -> etree._Element:
    """Return the named element a table belongs to: its decision or knowledge model."""
    parent = element.getparent()
    while parent is not None and parent.get("name") is None:
        parent = parent.getparent()
    return element if parent is None else parent


def _input(compiler: BoxedCompiler, element: etree._Element, names: Names) -> Column:
    expression = child(element, "inputExpression")
    if expression is None:
        compiler.problems.add(element, text("输入列缺少表达式"))
        return Column(element.get("label", ""), null_code)
    kind = compiler.items.lookup(type_name(expression), expression)
    allowed = compiler.items.allowed(child(element, "inputValues")) or kind.allowed
    label = element.get("label") or " ".join(words(expression).split())
    return Column(label, fitted(compiler.literal(expression, names), kind), kind.kind, allowed)


def _output(compiler: BoxedCompiler, element: etree._Element, names: Names, table: etree._Element) -> Output:
    values = words(child(element, "outputValues")) or _allowed_values(element, table)
    priorities = compiler.feel(f"[{values}]", element, names) if values.strip() else None
    default_element = child(element, "defaultOutputEntry")
    default: Code | None = None
    if default_element is not None:
        inner = child(default_element, *BOXED)
        if inner is not None:
            default = compiler.logic(inner, names)
        elif words(default_element).strip():
            default = compiler.literal(default_element, names)
    return Output(name_of(element), priorities.code if priorities else None, default)


def _allowed_values(output: etree._Element, table: etree._Element) -> str:
    """Return the text of the allowed values of the output's type, which then give the order of importance."""
    root = output.getroottree().getroot()
    owner = table.getparent()
    variable = None if owner is None else child(owner, "variable")
    for reference in (type_name(output), type_name(table), type_name(variable)):
        for item in children(root, "itemDefinition"):
            if reference and name_of(item) == reference:
                components = [
                    part for part in children(item, "itemComponent") if name_of(part) == name_of(output)
                ]
                found = words(child((components or [item])[0], "allowedValues"))
                if found:
                    return found
    return ""


def _rule(
    compiler: BoxedCompiler,
    element: etree._Element,
    names: Names,
    *,
    index: int,
    table: Table,
    types: list[Any],
    annotation_names: list[str],
) -> Rule:
    entries, outputs = list(children(element, "inputEntry")), list(children(element, "outputEntry"))
    if len(entries) != len(table.inputs) or len(outputs) != len(table.outputs):
        compiler.problems.add(
            element,
            text(
                "规则 %(index)s 有 %(inputs)s 个条件和 %(outputs)s 个结论，与列数不符",
                index=index,
                inputs=len(entries),
                outputs=len(outputs),
            ),
        )
    tests = [compiler.tests(words(entry), entry, names) for entry in entries[: len(table.inputs)]]
    tests += [None] * (len(table.inputs) - len(tests))
    codes = [
        fitted(compiler.literal(entry, names) if words(entry).strip() else null_code, kind)
        for entry, kind in zip(outputs, types, strict=False)
    ]
    codes += [null_code] * (len(table.outputs) - len(codes))
    notes = [words(entry) for entry in children(element, "annotationEntry")]
    described = child(element, "description")
    annotations = [
        (annotation_names[place] if place < len(annotation_names) else "", note)
        for place, note in enumerate(notes)
        if note
    ]
    if described is not None and described.text:
        annotations.append(("", described.text.strip()))
    answer = tuple(" ".join(words(entry).split()) for entry in outputs)
    return Rule(element.get("id", ""), index, tests, codes, answer, tuple(annotations))


register_kind("decisionTable", compile_table)
