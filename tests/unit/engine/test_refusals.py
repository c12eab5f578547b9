"""What cannot run is refused at the check, with file, element, line, message and hint: everything at once."""

from collections.abc import Callable

import pytest

from app import engine
from tests.unit.engine.driving import Part, definition_of, extension, mapping, part, problems_of, write


def task(kind: str, inner: str = "", **attributes: str) -> Part:
    return part("start s; end e", "s t e").node(kind, "t", inner, **attributes)


def event(kind: str, definition: str, **attributes: str) -> Part:
    """Draw one event where it may stand."""
    if kind == "startEvent":
        return part("user a; end e", "t a e").node(kind, "t", definition)
    if kind == "endEvent":
        return part("start s", "s t").node(kind, "t", definition)
    if kind == "boundaryEvent":
        return part("start s; user a b; end e", "s a e", "t b e").node(
            kind, "t", definition, attachedToRef="a", **attributes
        )
    return part("start s; end e", "s t e").node(kind, "t", definition)


def timer(kind: str, value: str) -> str:
    return f'<bpmn:timerEventDefinition><bpmn:{kind} xsi:type="bpmn:tFormalExpression">{value}</bpmn:{kind}></bpmn:timerEventDefinition>'


def replaced(drawing: Part, old: str, new: str) -> bytes:
    body = write({"p": drawing}, messages="m1", errors="e1")
    assert old.encode() in body
    return body.replace(old.encode(), new.encode())


def gateway(kind: str) -> Part:
    return part(f"start s; {kind} g; user a b; end e", "s g a e", "g b e")


def loop(inner: str, **attributes: str) -> str:
    written = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return f"<bpmn:multiInstanceLoopCharacteristics{written}>{inner}</bpmn:multiInstanceLoopCharacteristics>"


COLLECTION = extension('<zeebe:loopCharacteristics inputCollection="=[1]"/>')
CASES: dict[str, Callable[[], Part | bytes]] = {
    "t:missing-job-type": lambda: task("serviceTask"),
    "t:missing-script": lambda: task("scriptTask"),
    "t:missing-decision": lambda: task("businessRuleTask"),
    "t:missing-message": lambda: task("sendTask"),
    "t:missing-result": lambda: task("scriptTask", extension('<zeebe:script expression="=1"/>')),
    "t:missing-process": lambda: task("callActivity", extension('<zeebe:calledElement processId="=x"/>')),
    "t:call-cycle": lambda: task("callActivity", extension('<zeebe:calledElement processId="p"/>')),
    "t:not-feel": lambda: task("scriptTask", "<bpmn:script>print(1)</bpmn:script>"),
    "t:unsupported-element": lambda: task("transaction", part("start x; end y", "x y").inside()),
    "t:unsupported-loop": lambda: task("userTask", "<bpmn:standardLoopCharacteristics/>"),
    "t:missing-collection": lambda: task("userTask", loop("")),
    "t:half-output": lambda: task(
        "userTask",
        loop(extension('<zeebe:loopCharacteristics inputCollection="=[1]" outputCollection="o"/>')),
    ),
    "t:unsupported-compensation": lambda: replaced(
        task("userTask"), 'id="t"', 'id="t" isForCompensation="true"'
    ),
    "t:unsupported-quantity": lambda: replaced(task("userTask"), 'id="t"', 'id="t" startQuantity="2"'),
    "t:unsupported-instantiate": lambda: task("receiveTask", messageRef="m1", instantiate="true"),
    "t:foreign-extension": lambda: replaced(
        task("userTask"),
        'id="t"',
        'id="t" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:formKey="f"',
    ),
    "t:unsupported-extension": lambda: task("userTask", extension("<zeebe:taskListeners/>")),
    "t:misplaced-extension": lambda: task(
        "userTask", extension('<zeebe:script expression="=1" resultVariable="x"/>')
    ),
    "t:form-without-id": lambda: task("userTask", extension('<zeebe:formDefinition formKey="x"/>')),
    "t:dynamic-form": lambda: task("userTask", extension('<zeebe:formDefinition formId="=x"/>')),
    "t:bad-mapping": lambda: task("userTask", extension(mapping("=1"))),
    "t:bad-feel": lambda: task("userTask", extension(mapping("x==1 +"))),
    "t:missing-timer": lambda: event("intermediateCatchEvent", "<bpmn:timerEventDefinition/>"),
    "t:bad-timer": lambda: event("intermediateCatchEvent", timer("timeDuration", "1 hour")),
    "t:cycle-not-here": lambda: event("boundaryEvent", timer("timeCycle", "R/PT1H")),
    "t:missing-signal": lambda: event("intermediateCatchEvent", "<bpmn:signalEventDefinition/>"),
    "t:missing-error": lambda: event("endEvent", '<bpmn:errorEventDefinition errorRef="gone"/>'),
    "t:error-without-code": lambda: event("endEvent", "<bpmn:errorEventDefinition/>"),
    "t:escalation-without-code": lambda: event("endEvent", "<bpmn:escalationEventDefinition/>"),
    "t:event-not-here": lambda: event("startEvent", timer("timeDuration", "PT1H")),
    "t:multiple-events": lambda: event("endEvent", "<bpmn:terminateEventDefinition/>" * 2),
    "t:missing-event-definition": lambda: event(
        "endEvent", "<bpmn:eventDefinitionRef>gone</bpmn:eventDefinitionRef>"
    ),
    "t:unsupported-event-link": lambda: event(
        "intermediateThrowEvent", '<bpmn:linkEventDefinition name="L"/>'
    ),
    "t:unsupported-event-compensate": lambda: event("endEvent", "<bpmn:compensateEventDefinition/>"),
    "t:unsupported-event-cancel": lambda: event("endEvent", "<bpmn:cancelEventDefinition/>"),
    "t:unsupported-event-conditional": lambda: event(
        "boundaryEvent",
        '<bpmn:conditionalEventDefinition><bpmn:condition xsi:type="bpmn:tFormalExpression">=x</bpmn:condition></bpmn:conditionalEventDefinition>',
    ),
    "t:error-interrupts": lambda: event(
        "boundaryEvent", "<bpmn:errorEventDefinition/>", cancelActivity="false"
    ),
    "t:boundary-without-host": lambda: replaced(
        event("boundaryEvent", "<bpmn:errorEventDefinition/>"), 'attachedToRef="a"', 'attachedToRef="e"'
    ),
    "x:duplicate-catch": lambda: (
        event("boundaryEvent", "<bpmn:errorEventDefinition/>")
        .node("boundaryEvent", "x", "<bpmn:errorEventDefinition/>", attachedToRef="a")
        .path("x b")
    ),
    "g-a:missing-condition": lambda: gateway("xor"),
    "g-b:missing-condition": lambda: gateway("or"),
    "g-a:condition-not-asked": lambda: part("start s; and g; user a b; end e", "s g b e", "a e").path(
        "g a", when="=x"
    ),
    "g:bad-default": lambda: replaced(gateway("xor"), 'id="g"', 'id="g" default="s-g"'),
    "g-a:default-with-condition": lambda: (
        part("start s; xor g; user a b; end e", "s g", "a e", "b e")
        .path("g b", when="=x")
        .path("g a", when="=y", default=True)
    ),
    "g:event-gateway": lambda: part("start s; either g; end e", "s g c e").catch("c", "timer PT1H"),
    "a:event-gateway": lambda: gateway("either"),
    "g:unsupported-element": lambda: part("start s; end e", "s g e").node("complexGateway", "g"),
    "j:join-deadlock": lambda: (
        part("start s; and j; user a; xor x; end e", "s j a x")
        .path("x j", when="=again")
        .path("x e", default=True)
    ),
    "b:unreachable": lambda: part("start s; user a b c; end e", "s a e", "b c b"),
    "p:missing-start": lambda: part("user a b", "a b a"),
    "p:too-many-starts": lambda: part("start s s2; user a; end e", "s a e", "s2 a"),
    "a-s:flow-into-start": lambda: part("start s; user a; end e", "s a s", "a e"),
    "e-a:flow-out-of-end": lambda: part("start s; user a; end e", "s a e a"),
    "s-x:bad-flow": lambda: part("start s; user a; end e", "s a e").path("s x"),
    "is-a:bad-flow": lambda: (
        part("start s; user a; end e", "s sub a e").sub("sub", part("start is; end ie", "is ie")).path("is a")
    ),
    "esp:unsupported-loop": lambda: replaced(
        part("start s; end e", "s e").event_sub("esp", part("start hs; end he", "hs he"), "timer PT1H"),
        'triggeredByEvent="true">',
        f'triggeredByEvent="true">{loop(COLLECTION)}',
    ),
}


@pytest.mark.parametrize("place", CASES)
def test_it_is_refused_at_its_place(place: str) -> None:
    body = CASES[place]()

    found = problems_of(body) if isinstance(body, bytes) else problems_of(body, messages="m1", errors="e1")

    assert place in found


def test_a_message_that_could_be_any_case_s_is_refused() -> None:
    body = write({"p": part("start s; end e", "s c e").catch("c", "message m1")}, messages="m1")
    bare = body.replace(b'<zeebe:subscription correlationKey="=case_number"/>', b"")

    assert list(problems_of(bare)) == ["c:missing-correlation-key"]


def test_every_problem_is_told_at_once_in_the_order_of_lines() -> None:
    drawing = task("serviceTask").node("scriptTask", "u").path("t u e").node("userTask", "lost")
    body = write({"p": drawing})

    problems = engine.check_process({"p.bpmn": body}, process_id="p")

    assert {f"{p.element_id}:{p.code}" for p in problems} == {"t:missing-job-type", "u:missing-script"} | {
        f"{p.element_id}:{p.code}" for p in problems if p.element_id == "lost"
    }
    assert [p.line for p in problems] == sorted(p.line for p in problems)
    with pytest.raises(engine.InvalidProcessError) as caught:
        definition_of(body)
    assert caught.value.problems == tuple(problems)


def test_a_problem_names_file_line_element_and_name() -> None:
    drawing = task("serviceTask")
    drawing.nodes["t"] = ("serviceTask", ' name="发函"', "")

    (problem,) = engine.check_process({"petition.bpmn": write({"p": drawing})}, process_id="p")

    assert (problem.file, problem.element_id, problem.name) == ("petition.bpmn", "t", "发函")
    assert str(problem).startswith(f"petition.bpmn:{problem.line} t（发函） [missing-job-type]")


def test_an_id_used_in_two_files_is_refused() -> None:
    one = write({"p": part("start s; user a; end e", "s a e")})
    two = write({"q": part("start s2; user a; end e2", "s2 a e2")})

    found = engine.check_process({"one.bpmn": one, "two.bpmn": two}, process_id="p")

    assert [(p.file, p.element_id, p.code) for p in found] == [("two.bpmn", "a", "duplicate-id")]


def test_a_flow_id_used_in_two_files_is_refused() -> None:
    one = write({"p": part("start s; user a; end e", "s a e")})
    two = write({"q": part("start s2; user b; end e2", "s2 b e2")}).replace(b'id="s2-b"', b'id="s-a"')

    found = engine.check_process({"one.bpmn": one, "two.bpmn": two}, process_id="p")

    assert [(p.file, p.element_id, p.code) for p in found] == [("two.bpmn", "s-a", "duplicate-id")]


def test_a_process_that_is_not_there_is_refused() -> None:
    body = write({"p": part("start s; user a; end e", "s a e")})

    assert [p.code for p in engine.check_process({"p.bpmn": body}, process_id="q")] == ["missing-process"]
    assert [p.code for p in engine.check_process({}, process_id="q")] == ["missing-process"]


def test_a_called_process_needs_a_plain_start() -> None:
    called = part("end qe", "qs qe").node(
        "startEvent", "qs", '<bpmn:messageEventDefinition messageRef="m1"/>'
    )
    caller = task("callActivity", extension('<zeebe:calledElement processId="q"/>'))

    assert "t:missing-start" in problems_of(write({"p": caller, "q": called}, messages="m1"))


def test_two_starts_by_one_message_are_refused() -> None:
    drawing = part("user a; end e", "s1 a e", "s2 a")
    for name in ("s1", "s2"):
        drawing.node("startEvent", name, '<bpmn:messageEventDefinition messageRef="m1"/>')

    assert "p:too-many-starts" in problems_of(drawing, messages="m1")


def test_another_root_element_is_refused() -> None:
    assert [p.code for p in engine.check_process({"p.bpmn": b"<svg/>"}, process_id="p")] == ["not-bpmn"]
