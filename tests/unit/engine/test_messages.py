"""Messages and signals: who gets them, what they carry, what is sent."""

import pytest

from app import engine
from tests.unit.engine.driving import Drive, Part, definition_of, extension, mapping, part, write


def waits_for(name: str = "m1") -> Part:
    return part("start s; user z; end e", "s c z e").catch("c", f"message {name}")


def test_a_message_reaches_who_waits_under_its_name_and_key() -> None:
    case = Drive(waits_for(), messages="m1")
    assert [(s.message_name, s.correlation_key) for s in case.outcome.subscriptions] == [("m1", "C1")]

    for name, key in (("m2", "C1"), ("m1", "C2")):
        with pytest.raises(engine.NotOpenError):
            case.message(name, key)
    case.message("m1", "C1", amount=5)

    assert (case.open, case.variables) == (["z"], {"amount": 5})


def test_one_message_serves_one_token_the_one_that_waited_longest() -> None:
    drawing = part("start s; and g; user a b; end e", "s g c a e", "g d b e")
    case = Drive(drawing.catch("c", "message m1").catch("d", "message m1"), messages="m1")

    case.message("m1")
    assert case.open == ["a"]
    case.message("m1")

    assert case.open == ["a", "b"]


def test_a_receive_task_waits_like_an_event() -> None:
    drawing = part("start s; user z; end e", "s r z e").node("receiveTask", "r", messageRef="m1")
    case = Drive(drawing, messages="m1")

    case.message("m1")

    assert case.open == ["z"]


def test_a_key_that_is_no_text_is_an_incident() -> None:
    case = Drive(waits_for(), {"case_number": None}, messages="m1")

    assert [(i.element_id, i.kind) for i in case.outcome.incidents] == [("c", "correlation-key")]
    case.retry(case_number=7)
    assert case.outcome.subscriptions[0].correlation_key == "7"


def test_a_name_may_be_an_expression() -> None:
    body = write({"p": waits_for()}, messages="m1").replace(b'name="m1"', b'name="=&quot;to.&quot; + who"')

    assert Drive(body, {"who": "x"}).outcome.subscriptions[0].message_name == "to.x"
    assert [i.kind for i in Drive(body, {"who": 1}).outcome.incidents] == ["event-name"]


@pytest.mark.parametrize("kind", ["sendTask", "intermediateThrowEvent", "endEvent"])
def test_a_sent_message_carries_only_what_its_inputs_name(kind: str) -> None:
    inputs = extension(mapping(inputs=("sum==a + 1",)))
    inner = inputs if kind == "sendTask" else f'{inputs}<bpmn:messageEventDefinition messageRef="m1"/>'
    more = {"messageRef": "m1"} if kind == "sendTask" else {}
    drawing = part("start s; end e", "s t" if kind == "endEvent" else "s t e").node(kind, "t", inner, **more)
    if kind == "endEvent":
        del drawing.nodes["e"]

    case = Drive(drawing, {"a": 1, "secret": 2}, messages="m1")

    sent = case.outcome.messages
    assert [(m.name, m.correlation_key, m.variables, m.element_id) for m in sent] == [
        ("m1", "C1", {"sum": 2}, "t")
    ]
    assert case.status == "completed"
    assert "sum" not in case.variables


def test_a_message_throw_with_a_job_type_is_outside_work() -> None:
    inner = (
        extension('<zeebe:taskDefinition type="mail"/>') + '<bpmn:messageEventDefinition messageRef="m1"/>'
    )
    case = Drive(part("start s; end e", "s t e").node("intermediateThrowEvent", "t", inner), messages="m1")
    assert [j.type for j in case.outcome.jobs] == ["mail"]

    outcome = case.complete("t")

    assert (outcome.status, outcome.messages) == ("completed", ())


def test_a_process_can_begin_at_a_message() -> None:
    drawing = part("start s; user a b; end e f", "s a e", "ms b f")
    drawing.node("startEvent", "ms", '<bpmn:messageEventDefinition messageRef="m1"/>')
    definition = definition_of(drawing, messages="m1")

    assert [(s.element_id, s.kind, s.message_name) for s in definition.starts] == [
        ("s", "none", None),
        ("ms", "message", "m1"),
    ]
    assert Drive(definition).open == ["a"]
    assert Drive(definition, start_element="ms").open == ["b"]
    with pytest.raises(engine.NotOpenError):
        Drive(definition, start_element="a")


def signals(drawing: Part) -> bytes:
    signal = b'<bpmn:signal id="g1" name="gone"/><bpmn:process '
    return write({"p": drawing}).replace(b"<bpmn:process ", signal, 1)


def test_a_signal_reaches_everybody_who_waits_and_the_outside() -> None:
    throw = '<bpmn:signalEventDefinition signalRef="g1"/>'
    drawing = part("start s; and g; user a b c; end e x", "s g w1 a e", "g w2 b e", "g c t x")
    for name in ("w1", "w2"):
        drawing.node("intermediateCatchEvent", name, throw)
    case = Drive(signals(drawing.node("intermediateThrowEvent", "t", throw)))

    outcome = case.complete("c")

    assert case.open == ["a", "b"]
    assert outcome.signals == ("gone",)


def test_a_signal_from_outside_reaches_boundaries_and_nobody_waiting_is_no_error() -> None:
    drawing = part("start s; user a b; end e", "s a e", "w b e")
    drawing.node("boundaryEvent", "w", '<bpmn:signalEventDefinition signalRef="g1"/>', attachedToRef="a")
    case = Drive(signals(drawing))

    case.signal("other")
    assert case.open == ["a"]
    case.signal("gone", by="chief")

    assert (case.open, case.variables) == (["b"], {"by": "chief"})
