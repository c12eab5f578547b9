"""Builders of small decision files."""

from typing import Any
from xml.sax.saxutils import escape

from app.dmn import Decision, Model, load
from app.errors import InvalidError
from app.feel import Environment

NAMESPACE = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def definitions(body: str, *, namespace: str = NAMESPACE, own: str = "urn:test") -> bytes:
    return (
        f'<definitions xmlns="{namespace}" id="d" name="test" namespace="{own}">{body}</definitions>'.encode()
    )


def literal(source: str) -> str:
    return f"<literalExpression><text>{escape(source)}</text></literalExpression>"


def inputs(*names: str, type_: str = "") -> str:
    kind = f' typeRef="{type_}"' if type_ else ""
    return "".join(
        f'<inputData id="i_{name}" name="{name}"><variable name="{name}"{kind}/></inputData>'
        for name in names
    )


def needs(*hrefs: str) -> str:
    kinds = {"i": "requiredInput", "d": "requiredDecision", "k": "requiredKnowledge"}
    return "".join(
        f"<{'knowledge' if href[0] == 'k' else 'information'}Requirement>"
        f'<{kinds[href[0]]} href="#{href}"/>'
        f"</{'knowledge' if href[0] == 'k' else 'information'}Requirement>"
        for href in hrefs
    )


def decision(name: str, logic: str, *required: str, type_: str = "") -> str:
    kind = f' typeRef="{type_}"' if type_ else ""
    return f'<decision id="d_{name}" name="{name}"><variable name="{name}"{kind}/>{needs(*required)}{logic}</decision>'


def table(
    policy: str, columns: list[str], outputs: list[str], rules: list[list[str]], extra: str = ""
) -> str:
    """Build a decision table; an output may be `name` or `name|values|default`."""
    parts = [f'<decisionTable id="t" hitPolicy="{policy}"{extra}>']
    parts += [f"<input><inputExpression><text>{escape(c)}</text></inputExpression></input>" for c in columns]
    for output in outputs:
        name, values, default = [*output.split("|"), "", ""][:3]
        inner = f"<outputValues><text>{escape(values)}</text></outputValues>" if values else ""
        inner += f"<defaultOutputEntry><text>{escape(default)}</text></defaultOutputEntry>" if default else ""
        parts.append(f'<output name="{name}">{inner}</output>')
    for index, cells in enumerate(rules, 1):
        parts.append(f'<rule id="r{index}"><description>说明{index}</description>')
        for place, cell in enumerate(cells):
            tag = "inputEntry" if place < len(columns) else "outputEntry"
            parts.append(f"<{tag}><text>{escape(cell)}</text></{tag}>")
        parts.append("</rule>")
    return "".join([*parts, "</decisionTable>"])


def model(*parts: str, **options: Any) -> Model:
    return load(definitions("".join(parts)), **options)


def evaluate(source: Model, name: str, **values: Any) -> Decision:
    return source.evaluate(name, values, env=Environment())


def problems_of(source: bytes, **options: Any) -> list[str]:
    """Return the sentences of a refusal."""
    try:
        load(source, **options)
    except InvalidError as error:
        return [str(sentence) for sentences in error.fields.values() for sentence in sentences]
    return []
