"""Broken and hostile drawings, decisions and forms: a clear problem each, never an exception, a hang or a leak."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import engine
from app.dmn import load
from app.errors import InvalidError
from app.forms import load_form
from tests.unit.engine.drawing_builder import Part, write
from tests.unit.engine.hostile import damaged_json, damaged_xml, hostile_xml

ROOT = Path(__file__).resolve().parents[3]
DRAWING = '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:x"'
DECISION = '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="d" namespace="urn:x"'
BPMN_FILES, DMN_FILES = hostile_xml(DRAWING), hostile_xml(DECISION)
HARMLESS = {"style sheet", "inclusion", "very many attributes"}
"""What a decision file may carry without harm: elements of others are passed over."""
SECRET = Path("/etc/hostname").read_text().strip() if Path("/etc/hostname").exists() else "no such secret"
SECONDS = 5.0
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@contextmanager
def in_time() -> Iterator[None]:
    """Fail when the work takes more than SECONDS of this process's own time."""
    started = time.process_time()
    yield
    assert time.process_time() - started < SECONDS


def problems(source: bytes, name: str = "p") -> list[str]:
    """Check a drawing; return its problems as people read them."""
    with in_time():
        found = engine.check_process({"p.bpmn": source}, process_id=name)
    assert all(one.file == "p.bpmn" and one.code and str(one.message) and str(one.hint) for one in found)
    return [str(one) for one in found]


@pytest.mark.parametrize("kind", BPMN_FILES)
def test_a_hostile_drawing_is_refused(kind: str) -> None:
    found = problems(BPMN_FILES[kind])

    assert found
    assert SECRET not in "".join(found)


@pytest.mark.parametrize("kind", sorted(DMN_FILES.keys() - HARMLESS))
def test_a_hostile_decision_is_refused(kind: str) -> None:
    with in_time(), pytest.raises(InvalidError) as caught:
        load(DMN_FILES[kind], file="d.dmn")

    assert all(place.startswith("d.dmn") for place in caught.value.fields)


@pytest.mark.parametrize("kind", sorted(HARMLESS))
def test_foreign_parts_of_a_decision_are_not_followed(kind: str) -> None:
    with in_time():
        model = load(DMN_FILES[kind], file="d.dmn")

    assert SECRET not in repr(vars(model))


HOSTILE_JSON = {
    "empty": b"",
    "xml": b"<form/>",
    "zero bytes": b"\x00" * 1000,
    "two values": b"{}{}",
    "cut off": b'{"id": "f", "components": [',
    "not a number": b'{"id": NaN}',
    "a number without end": b'{"schemaVersion": ' + b"9" * 100_000 + b"}",
    "a float too large": b'{"id": "f", "type": "default", "schemaVersion": 1e999, "components": []}',
    "deeply nested": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "huge": b'"' + b"x" * 12_000_000 + b'"',
    "half a character": b'{"id": "\\ud800", "type": "default", "schemaVersion": 19, "components": []}',
    "wrong encoding": '{"id": "信访"}'.encode("gb18030"),
    "components within components": json.dumps(
        {"id": "f", "type": "default", "schemaVersion": 19, "components": "x"}
    ).encode(),
}


@pytest.mark.parametrize("kind", HOSTILE_JSON)
def test_a_hostile_form_is_refused(kind: str) -> None:
    with in_time(), pytest.raises(InvalidError) as caught:
        load_form(HOSTILE_JSON[kind], form_id="f")

    assert all(place.startswith("f") for place in caught.value.fields)


# --- drawings that are XML, and wrong --------------------------------------------------------------


def drawing(words: str = "user a", path: str = "s a e") -> Part:
    return Part().add(f"start s; {words}; end e").path(path)


def source(part: Part, **more: str) -> bytes:
    return write({"p": part}, **more)


def test_a_plain_drawing_has_no_problem() -> None:
    assert problems(source(drawing())) == []


PYTHON = "__import__('os').system('id')"
WRONG = {
    "python in a condition": (
        source(drawing("user a; xor x", "s a x e").path("x a", when=PYTHON)),
        ["x-a", "不是 FEEL"],
    ),
    "python after an equals sign": (
        source(drawing("user a; xor x", "s a x e").path("x a", when=f"={PYTHON}")),
        ["x-a"],
    ),
    "python in a script": (source(drawing("user a", "s a t e").script("t", PYTHON, "v")), ["t", "不是 FEEL"]),
    "python script element": (
        source(drawing("user a", "s a t e").node("scriptTask", "t", "<bpmn:script>1</bpmn:script>")),
        ["t"],
    ),
    "java expression": (
        source(drawing("user a; xor x", "s a x e").path("x a", when="${ok}")),
        ["x-a", "不是 FEEL"],
    ),
    "unknown function": (source(drawing("user a", "s a t e").script("t", "=open('x')", "v")), ["t"]),
    "open parenthesis": (source(drawing("user a", "s a t e").script("t", "=((1", "v")), ["t", "语法"]),
    "deep expression": (
        source(drawing("user a", "s a t e").script("t", f"={'(' * 5000}1{')' * 5000}", "v")),
        ["t"],
    ),
    "long expression": (
        source(drawing("user a", "s a t e").script("t", f"={'1+' * 400_000}1", "v")),
        ["t"],
    ),
    "same id twice": (
        source(drawing()).replace(b'<bpmn:endEvent id="e"', b'<bpmn:userTask id="a"/><bpmn:endEvent id="e"'),
        ["a"],
    ),
    "flow to nowhere": (source(drawing()).replace(b'targetRef="e"', b'targetRef="gone"'), ["gone"]),
    "flow from nowhere": (source(drawing()).replace(b'sourceRef="s"', b'sourceRef="gone"'), ["gone"]),
    "boundary of nothing": (
        source(drawing().boundary("b", "gone", "timer PT1H").path("b e")),
        [" b ", "boundary-without-host"],
    ),
    "message of nothing": (source(drawing().boundary("b", "a", "message gone").path("b e")), ["b"]),
    "error of nothing": (source(drawing("user a", "s a x").end("x", "error gone")), ["x"]),
    "call of nothing": (source(drawing("user a", "s a c e").call("c", "gone")), ["c", "gone"]),
    "default that is not its own": (
        source(drawing("user a; xor x", "s a x e").path("x a", when="=a_ok")).replace(
            b'id="x"', b'id="x" default="s-a"'
        ),
        ["x", "s-a"],
    ),
    "time that is none": (source(drawing().boundary("b", "a", "timer soon").path("b e")), ["b", "soon"]),
    "negative time": (source(drawing().boundary("b", "a", "timer -PT1H").path("b e")), ["b", "-PT1H"]),
    "not executable": (source(drawing()).replace(b'isExecutable="true"', b'isExecutable="false"'), ["p"]),
    "no process": (DRAWING.encode() + b"/>", []),
    "empty process": (source(Part()), ["p"]),
    "process of another name": (source(drawing()).replace(b'process id="p"', b'process id="q"'), ["p"]),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_drawing_names_what_is_wrong(kind: str) -> None:
    written, words = WRONG[kind]

    found = problems(written)

    assert any(all(word in one for word in words) for one in found), found


ENDLESS = {
    "a loop": drawing("user a; xor m x", "s m x").path("x m", when="=true").path("x a e", default=True),
    "a loop through a parallel split": drawing("and g; xor m; user a", "s m g m").path("g a e"),
    "a process that calls itself": drawing("user a", "s c a e").call("c", "p"),
    "a process that calls itself twice": drawing("user a; and g; xor x", "s g c x a e")
    .path("g d x")
    .call("c", "p")
    .call("d", "p"),
    "rounds without number": drawing("user u", "s t u e")
    .script("t", "=for i in 1..50000 return i", "v")
    .many("u", "=v"),
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_work_without_end_is_refused_or_becomes_an_incident(kind: str) -> None:
    files = {"p.bpmn": source(ENDLESS[kind])}
    if problems(files["p.bpmn"]):
        return

    with in_time():
        definition = engine.compile_process(files, process_id="p")
        live, outcome = engine.start(definition, {}, engine.EngineEnvironment(now=NOW))
        stored = engine.dump(live)

    assert outcome.status == "incident"
    assert len(outcome.incidents) == 1
    assert len(stored) < 1_000_000


def test_every_problem_of_a_drawing_is_told_at_once() -> None:
    part = (
        drawing("user a; xor x", "s a x e")
        .path("x a", when=PYTHON)
        .script("t", "=1 +", "v")
        .boundary("b", "a", "timer soon")
        .path("x t e", when="=ok")
        .path("b e")
    )

    found = problems(source(part))

    assert all(any(name in one for one in found) for name in ("x-a", " t ", " b ")), found


# --- damage at random --------------------------------------------------------------------------------


def damaged(name: str, pattern: str, count: int) -> list[tuple[Path, int]]:
    files = sorted((ROOT / name).rglob(pattern))
    assert files
    return [(files[seed % len(files)], seed) for seed in range(count)]


def test_a_damaged_drawing_is_refused_or_runs() -> None:
    refused = 0
    for file, seed in damaged("processes", "*.bpmn", 80):
        broken = {file.name: damaged_xml(file.read_bytes(), seed)}
        with in_time():
            found = engine.check_process(broken, process_id=file.stem)
            refused += bool(found)
            if not found:
                definition = engine.compile_process(broken, process_id=file.stem)
                engine.start(definition, {}, engine.EngineEnvironment(now=NOW))

    assert refused > 40


def test_a_damaged_decision_is_refused_or_loads() -> None:
    refused = 0
    for file, seed in damaged("processes", "*.dmn", 150):
        try:
            with in_time():
                load(damaged_xml(file.read_bytes(), seed), file=file.name)
        except InvalidError:
            refused += 1

    assert refused > 40


def test_a_damaged_form_is_refused_or_loads() -> None:
    refused = 0
    for file, seed in damaged("forms", "*.form", 300):
        form_id = ".".join(file.relative_to(ROOT / "forms").with_suffix("").parts)
        try:
            with in_time():
                load_form(damaged_json(file.read_bytes(), seed), form_id=form_id)
        except InvalidError:
            refused += 1

    assert refused > 100
