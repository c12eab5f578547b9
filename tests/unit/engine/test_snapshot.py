"""Instances as bytes: small, in order, over one definition that threads share."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest

from app import engine
from tests.unit.engine.driving import Drive, definition_of, part


def loop() -> Any:
    drawing = part("start s; xor m x; and g j; user a b r; end e", "s m g a j r x", "g b j")
    return drawing.path("x m", when="=again").path("x e", default=True)


def test_the_bytes_hold_live_tokens_only() -> None:
    case = Drive(loop())
    for _ in range(5):
        case.complete("a")
        case.complete("b")
        case.complete("r", again=True)
    before = len(engine.dump(case.live))

    for _ in range(50):
        case.complete("a")
        case.complete("b")
        case.complete("r", again=True)

    assert len(engine.dump(case.live)) < before + 50


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b'{"v":1,"process":"p"}', b'{"v":99,"process":"p"}']
)
def test_bytes_that_are_no_state_are_refused(body: bytes) -> None:
    with pytest.raises(engine.SnapshotError):
        engine.load(definition_of(loop()), body)


def test_a_state_of_another_process_is_refused() -> None:
    other = definition_of(part("start s; user a; end e", "s a e"), "q")
    live, _ = engine.start(other, {}, Drive(loop()).env)

    with pytest.raises(engine.SnapshotError):
        engine.load(definition_of(loop()), engine.dump(live))


def test_a_token_of_an_element_the_drawing_lacks_is_refused() -> None:
    case = Drive(loop())
    state = orjson.loads(engine.dump(case.live))
    state["top"]["tokens"][0][1] = "gone"

    with pytest.raises(engine.SnapshotError):
        engine.load(case.definition, orjson.dumps(state))


def test_a_definition_is_frozen() -> None:
    definition = definition_of(loop())

    with pytest.raises(RuntimeError, match="frozen"):
        type(definition.spec.start)(definition.spec)


def test_threads_share_a_definition() -> None:
    definition = definition_of(loop())

    def run(rounds: int) -> tuple[str, int]:
        case = Drive(definition)
        for number in range(rounds):
            case.complete("b" if number % 2 else "a")
            case.complete("a" if number % 2 else "b", n=number)
            case.complete("r", again=number + 1 < rounds)
        return case.status, case.variables["n"]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(run, range(1, 33)))

    assert found == [("completed", rounds - 1) for rounds in range(1, 33)]


def test_a_state_from_an_incident_can_be_retried_after_a_reload() -> None:
    drawing = (
        part("start s; user a; xor x; end e", "s x", "a e")
        .path("x a", when="=n > 1")
        .path("x e", default=True)
    )
    case = Drive(drawing)
    stopped = case.outcome.incidents[0].task_id

    live = engine.load(case.definition, engine.dump(case.live))
    engine.set_variables(live, {"n": 2}, case.env)

    assert [t.element_id for t in engine.retry(live, stopped, case.env).opened] == ["a"]
