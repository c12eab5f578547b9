"""Say a drawing in words: its steps in reading order, who does them, what may follow.

For screen readers and print: a picture needs a text alternative that tells the same (WCAG 1.1.1;
无障碍环境建设法 32). Gateways are folded into "what may follow" of the step before them.
It must not know cases.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.diagrams.model import GATEWAYS, Diagram, Line, Shape
from app.diagrams.read import read_diagram
from app.diagrams.redact import redacted
from app.diagrams.words import AUTOMATIC, KINDS, SENTENCES, STATES, locale_of, say, state_of

_READ = frozenset({"startEvent", "intermediateCatchEvent", "intermediateThrowEvent"})


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one step in words.

    `number` counts like "3" or "3.2" inside a phase; `text` is the plain wording; `state` a state word's key
    or None, `state_text` the word; `after` sentences on what may follow; `for_applicant`: the citizen acts.
    """

    number: str
    level: int
    element_id: str
    kind: str
    kind_text: str
    name: str
    text: str
    lane: str
    state: str | None
    state_text: str
    after: tuple[str, ...]
    for_applicant: bool


def describe(
    bpmn: bytes, states: Mapping[str, str] | None = None, locale: str = "zh", *, redact: bool = False
) -> tuple[Step, ...]:
    """Return the steps of a drawing in the order of the work, phases with their parts.

    `redact` leaves out what citizens are not shown. Raises InvalidError when the file holds no drawing.
    """
    diagram = read_diagram(bpmn)
    if redact:
        diagram = redacted(diagram)
    return tuple(_steps(diagram, states or {}, locale_of(locale), None, ""))


def _steps(
    diagram: Diagram, states: Mapping[str, str], locale: str, parent: str | None, prefix: str
) -> Iterator[Step]:
    inside = [
        s for s in diagram.shapes.values() if _told(s, states, parent) and _around(diagram, s) == parent
    ]
    far = _distances(diagram)
    inside.sort(key=lambda s: (far.get(s.id, len(diagram.shapes)), s.box.x, s.box.y))
    for place, shape in enumerate(inside, start=1):
        number = f"{prefix}{place}"
        yield _step(diagram, shape, states, locale, number)
        yield from _steps(diagram, states, locale, shape.id, f"{number}.")


def _told(shape: Shape, states: Mapping[str, str], parent: str | None) -> bool:
    """Tell whether a shape is a step: a phase begins with its first step, an end counts once reached."""
    if shape.kind == "endEvent":
        return shape.id in states and bool(shape.name)
    if shape.kind == "startEvent" and parent is not None:
        return False
    return shape.is_activity or (shape.kind in _READ and bool(shape.name))


def _distances(diagram: Diagram) -> dict[str, int]:
    """Return how many steps lie before each element on the shortest way from a beginning."""
    hosted: dict[str, list[str]] = {}
    for shape in diagram.shapes.values():
        if shape.attached_to:
            hosted.setdefault(shape.attached_to, []).append(shape.id)
    first = [s.id for s in diagram.shapes.values() if not s.attached_to and not diagram.incoming(s.id)]
    far, ring = dict.fromkeys(first, 0), deque(first)
    while ring:
        here = ring.popleft()
        onward = [(line.target, 1) for line in diagram.outgoing(here)] + [
            (i, 0) for i in hosted.get(here, ())
        ]
        for target, cost in onward:
            gateway = target in diagram.shapes and diagram.shapes[target].kind in GATEWAYS
            distance = far[here] + (0 if gateway else cost)
            if distance < far.get(target, distance + 1):
                far[target] = distance
                ring.append(target)
    return far


def _around(diagram: Diagram, shape: Shape) -> str | None:
    return next(iter(diagram.ancestors(shape.id)), None)


def _step(diagram: Diagram, shape: Shape, states: Mapping[str, str], locale: str, number: str) -> Step:
    found = state_of(states.get(shape.id))
    lane = (
        diagram.lane_at(shape)
        if _around(diagram, shape) or shape.lane or shape.kind != "subProcess"
        else None
    )
    kind = KINDS.get(shape.kind, AUTOMATIC if shape.is_activity else {})
    return Step(
        number=number,
        level=number.count("."),
        element_id=shape.id,
        kind=shape.kind,
        kind_text=kind.get(locale, ""),
        name=shape.text(locale),
        text=shape.wording(locale),
        lane=lane.text(locale) if lane else "",
        state=found,
        state_text=say(STATES, found, locale) if found else "",
        after=tuple(dict.fromkeys(_after(diagram, shape, locale))),
        for_applicant='"applicant"' in (shape.candidate_groups or ""),
    )


def _after(diagram: Diagram, shape: Shape, locale: str) -> Iterator[str]:
    for line in diagram.outgoing(shape.id):
        yield from _follow(diagram, line, (), locale, frozenset())
    for event in diagram.shapes.values():
        if event.attached_to == shape.id:
            for line in diagram.outgoing(event.id):
                yield from _follow(diagram, line, (event.text(locale),), locale, frozenset())


def _answered(question: str, answer: str, locale: str) -> str:
    if question.endswith(("？", "?")):
        return f"{question}{answer}" if locale == "zh" else f"{question} {answer}"
    return f"{question}为“{answer}”" if locale == "zh" else f"{question} is “{answer}”"


def _follow(
    diagram: Diagram, line: Line, said: tuple[str, ...], locale: str, seen: frozenset[str]
) -> Iterator[str]:
    """Walk through gateways to the next steps, collecting what must hold on the way."""
    target = diagram.shapes.get(line.target)
    name = line.text(locale)
    if name:
        source = diagram.shapes.get(line.source)
        question = source.text(locale) if source and source.kind in GATEWAYS else ""
        said = (*said, _answered(question, name, locale) if question else name)
    if target is None or target.id in seen:
        return
    if target.kind in GATEWAYS:
        for onward in diagram.outgoing(target.id):
            yield from _follow(diagram, onward, said, locale, seen | {target.id})
        return
    where = target.text(locale)
    if target.kind == "endEvent" and not where:
        return
    sentence = say(SENTENCES, "to", locale) % where
    if target.kind == "endEvent":
        # the end of a phase is not the end of the matter, and nobody should read it so
        ends = say(SENTENCES, "phase_ends" if _around(diagram, target) else "ends", locale)
        sentence = f"{ends}（{where}）" if locale == "zh" else f"{ends} ({where})"
    yield (
        say(SENTENCES, "if", locale) % ("，" if locale == "zh" else ", ").join(said) if said else ""
    ) + sentence
