"""FEEL conditions and decision tables against the same logic as plain Python functions."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from time import process_time
from typing import Any

from app.dmn import load
from app.feel import Environment, compile_expression
from bench.figure import Figure, ratio

ENV = Environment(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
CONDITION = 'amount > 1000 and (district = "东城" or district = "西城") and not(urgent)'
PYTHON_TEXT = 'amount > 1000 and (district == "东城" or district == "西城") and not urgent'
"""The same for eval, the way SpiffWorkflow decides when left to itself."""
VALUES: dict[str, Any] = {"amount": Decimal(1500), "district": "西城", "urgent": False}
CALLS = 500
RULES = 200
DISTRICTS = ("东城", "西城", "南城", "北城")


def plain_condition(values: dict[str, Any]) -> bool:
    """Decide as CONDITION does."""
    return (
        values["amount"] > 1000
        and (values["district"] == "东城" or values["district"] == "西城")
        and not values["urgent"]
    )


def rules() -> list[tuple[int, str, str]]:
    """Return lower limit, district and result of every rule, the highest limit first."""
    return [(1000 - 5 * n, DISTRICTS[n % len(DISTRICTS)], f"处{n}") for n in range(RULES)]


def table() -> bytes:
    """Return a decision table with the rules."""
    rows = "".join(
        f"<rule><inputEntry><text>&gt;= {low}</text></inputEntry>"
        f'<inputEntry><text>"{district}"</text></inputEntry>'
        f'<outputEntry><text>"{unit}"</text></outputEntry></rule>'
        for low, district, unit in rules()
    )
    columns = "".join(
        f"<input><inputExpression><text>{name}</text></inputExpression></input>"
        for name in ("amount", "district")
    )
    inputs = "".join(
        f'<inputData id="{name}" name="{name}"><variable name="{name}"/></inputData>'
        for name in ("amount", "district")
    )
    needs = "".join(
        f'<informationRequirement><requiredInput href="#{name}"/></informationRequirement>'
        for name in ("amount", "district")
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="bench" namespace="urn:bench">'
        f'{inputs}<decision id="unit" name="unit"><variable name="unit"/>{needs}'
        f'<decisionTable hitPolicy="FIRST">{columns}<output name="unit"/>{rows}</decisionTable></decision>'
        "</definitions>"
    ).encode()


def plain_table() -> Any:
    """Return one Python function that holds the rules as if/elif."""
    lines = ["def decide(values):", "    amount, district = values['amount'], values['district']"]
    for number, (low, district, unit) in enumerate(rules()):
        word = "elif" if number else "if"
        lines += [f"    {word} amount >= {low} and district == {district!r}:", f"        return {unit!r}"]
    scope: dict[str, Any] = {}
    exec("\n".join([*lines, "    return None"]), scope)
    return scope["decide"]


def measure() -> Iterable[Figure]:
    """Yield the ratio of a condition and of a table of 200 rules, average and worst place of the hit."""
    expression = compile_expression(CONDITION)
    expected = plain_condition(VALUES)
    if expression.evaluate(VALUES, env=ENV) is not expected:
        raise AssertionError(CONDITION)
    yield ratio(
        "FEEL condition / Python function",
        lambda: [expression.evaluate(VALUES, env=ENV) for _ in range(CALLS)],
        lambda: [plain_condition(VALUES) for _ in range(CALLS)],
        limit=40.0,
        clock=process_time,
    )
    yield ratio(
        "FEEL condition / eval of Python text",
        lambda: [expression.evaluate(VALUES, env=ENV) for _ in range(CALLS)],
        lambda: [eval(PYTHON_TEXT, {}, VALUES) for _ in range(CALLS)],
        limit=1.0,
        clock=process_time,
    )
    model, decide = load(table()), plain_table()
    for place, values in (
        ("in the middle", {"amount": Decimal(502), "district": "西城"}),
        ("last", {"amount": Decimal(5), "district": "北城"}),
    ):
        if model.evaluate("unit", values, env=ENV).value != decide(values):
            raise AssertionError(values)
        yield ratio(
            f"DMN table of 200 rules / if-elif, hit {place}",
            lambda values=values: [model.evaluate("unit", values, env=ENV) for _ in range(20)],  # type: ignore[misc]
            lambda values=values: [decide(values) for _ in range(20)],  # type: ignore[misc]
            limit=40.0,
            clock=process_time,
        )
