"""Events at the edge of activities, event sub-processes, errors, escalations, terminate: what is interrupted, at once."""

import pytest

from tests.unit.engine.driving import Drive, Part, part


def escalation(part_: Part, name: str, kind: str, **attributes: str) -> Part:
    return part_.node(kind, name, '<bpmn:escalationEventDefinition escalationRef="up"/>', **attributes)


ESCALATION = '<bpmn:escalation id="up" name="up" escalationCode="up"/>'


def with_escalation(drawing: Part) -> bytes:
    from tests.unit.engine.driving import write

    return write({"p": drawing}).replace(b"<bpmn:process ", ESCALATION.encode() + b"<bpmn:process ", 1)


def test_an_interrupting_event_takes_the_task_back() -> None:
    drawing = part("start s; user a b; end e f", "s a e", "m b f").boundary("m", "a", "message m1")
    case = Drive(drawing, messages="m1")

    outcome = case.message("m1", why="moved")

    assert (case.open, case.variables) == (["b"], {"why": "moved"})
    assert [(c.element_id, c.reason) for c in outcome.closed] == [("a", "canceled")]
    assert [(e.element_id, e.canceled) for e in outcome.left] == [("a", True), ("m", False)]
    assert outcome.subscriptions == ()


def test_a_non_interrupting_event_adds_a_token_each_time() -> None:
    drawing = part("start s; user a b; end e f", "s a e", "m b f")
    case = Drive(drawing.boundary("m", "a", "message m1", interrupting=False), messages="m1")

    case.message("m1")
    case.message("m1")
    assert case.open == ["a", "b", "b"]
    case.complete("a")

    assert case.outcome.subscriptions == ()
    assert case.open == ["b", "b"]


def test_a_timer_on_a_sub_process_takes_back_everything_inside_and_names_its_host() -> None:
    inner = part("start is; user u v; end ie; and g j", "is g u j ie", "g v j")
    drawing = part("start s; user late; end e f", "s sub e", "t late f")
    case = Drive(drawing.sub("sub", inner).boundary("t", "sub", "timer P1D"))
    host = next(e for e in case.outcome.entered if e.element_id == "sub")
    assert [t.host_task_id for t in case.outcome.timers] == [host.task_id]

    outcome = case.wait(days=2)

    assert case.open == ["late"]
    assert sorted(c.element_id for c in outcome.closed) == ["u", "v"]
    assert {e.element_id for e in outcome.left if e.canceled} == {"sub", "u", "v"}


def test_an_error_end_event_interrupts_its_sub_process_at_once() -> None:
    inner = part("start is; user u v; and g", "is g u bad", "g v ie").add("end ie").end("bad", "error e1")
    drawing = part("start s; user repair; end e f", "s sub e", "b repair f")
    case = Drive(drawing.sub("sub", inner).boundary("b", "sub", "error e1"), errors="e1 e2")

    case.complete("u")

    assert case.open == ["repair"]


@pytest.mark.parametrize(("code", "open_after"), [("e1", ["one"]), ("e2", ["any"])])
def test_work_that_reports_an_error_is_caught_by_code_or_by_the_catch_all(
    code: str, open_after: list[str]
) -> None:
    drawing = part("start s; user one any; end e f", "s j e", "b one f", "c any f").job("j")
    drawing.boundary("b", "j", "error e1").node(
        "boundaryEvent", "c", "<bpmn:errorEventDefinition/>", attachedToRef="j"
    )
    case = Drive(drawing, errors="e1 e2")

    outcome = case.error("j", code)

    assert case.open == open_after
    assert outcome.canceled_jobs == ()  # whoever did it knows


def test_an_error_nobody_catches_is_an_incident() -> None:
    case = Drive(part("start s; end e", "s j e").job("j"))

    case.error("j", "unknown")

    assert [(i.element_id, i.kind) for i in case.outcome.incidents] == [("j", "unhandled-error")]
    assert case.status == "incident"


def test_an_error_end_nobody_catches_is_an_incident() -> None:
    case = Drive(part("start s; user a", "s a x").end("x", "error e1"), errors="e1")

    case.complete("a")

    assert [(i.element_id, i.kind) for i in case.outcome.incidents] == [("x", "unhandled-error")]


def test_an_error_climbs_through_call_and_sub_process_to_its_catcher() -> None:
    from tests.unit.engine.driving import write

    called = part("start cs; user u", "cs u x").end("x", "error e1")
    middle = part("start ms; end me", "ms c me").call("c", "q")
    drawing = part("start s; user repair; end e f", "s sub e", "b repair f").sub("sub", middle)
    case = Drive(write({"p": drawing.boundary("b", "sub", "error e1"), "q": called}, errors="e1"))

    case.complete("u")

    assert case.open == ["repair"]


def test_an_escalation_may_leave_the_sub_process_running() -> None:
    inner = part("start is; user u v; end ie", "is u up1 v ie")
    escalation(inner, "up1", "intermediateThrowEvent")
    drawing = part("start s; user told; end e f", "s sub e", "b told f").sub("sub", inner)
    escalation(drawing, "b", "boundaryEvent", attachedToRef="sub", cancelActivity="false")
    case = Drive(with_escalation(drawing))

    case.complete("u")

    assert case.open == ["told", "v"]
    assert case.outcome.escalations == ()


def test_an_interrupting_escalation_ends_the_sub_process_that_threw_it() -> None:
    inner = part("start is; user u v; end ie", "is u up1 v ie")
    escalation(inner, "up1", "intermediateThrowEvent")
    drawing = part("start s; user told; end e f", "s sub e", "b told f").sub("sub", inner)
    escalation(drawing, "b", "boundaryEvent", attachedToRef="sub")
    case = Drive(with_escalation(drawing))

    case.complete("u")

    assert case.open == ["told"]


def test_an_escalation_nobody_catches_is_told_and_the_token_goes_on() -> None:
    drawing = part("start s; user u v; end e", "s u up1 v e")
    case = Drive(with_escalation(escalation(drawing, "up1", "intermediateThrowEvent")))

    case.complete("u")

    assert (case.open, case.outcome.escalations) == (["v"], ("up",))


def test_terminate_ends_its_own_scope_only() -> None:
    inner = part("start is; user u v; and g", "is g u stop", "g v ie").add("end ie").end("stop", "terminate")
    case = Drive(part("start s; user after; end e", "s sub after e").sub("sub", inner))

    outcome = case.complete("u")

    assert case.open == ["after"]
    assert [(c.element_id, c.reason) for c in outcome.closed] == [("u", "completed"), ("v", "canceled")]


def test_terminate_in_the_process_completes_it() -> None:
    case = Drive(part("start s; user a b; and g; end e", "s g a stop", "g b e").end("stop", "terminate"))

    assert case.complete("a").status == "completed"
    assert case.open == []


def test_an_interrupting_event_sub_process_replaces_what_runs() -> None:
    handler = part("start hs; user h; end he", "hs h he")
    drawing = part("start s; user a b; and g; end e", "s g a e", "g b e").event_sub(
        "esp", handler, "message m1"
    )
    case = Drive(drawing, messages="m1")

    outcome = case.message("m1", reason="withdrawn")

    assert case.open == ["h"]
    assert case.variables == {"reason": "withdrawn"}
    assert sorted(c.element_id for c in outcome.closed) == ["a", "b"]
    assert outcome.subscriptions == ()
    assert case.complete("h").status == "completed"


def test_a_non_interrupting_event_sub_process_runs_beside_and_again() -> None:
    handler = part("start hs; user h; end he", "hs h he")
    drawing = part("start s; user a; end e", "s a e").event_sub(
        "esp", handler, "message m1", interrupting=False
    )
    case = Drive(drawing, messages="m1")

    case.message("m1")
    case.message("m1")
    assert case.open == ["a", "h", "h"]
    case.complete("a")
    case.complete("h")
    assert case.status == "active"

    assert case.complete("h").status == "completed"


def test_an_error_event_sub_process_catches_before_the_edge_does_and_not_its_own_errors() -> None:
    handler = part("start hs; user h", "hs h again").end("again", "error e1")
    inner = part("start is; user u", "is u bad").end("bad", "error e1").event_sub("esp", handler, "error e1")
    drawing = part("start s; user outer; end e f", "s sub e", "b outer f").sub("sub", inner)
    case = Drive(drawing.boundary("b", "sub", "error e1"), errors="e1")

    case.complete("u")
    assert case.open == ["h"]
    case.complete("h")

    assert case.open == ["outer"]


def test_an_escalation_caught_in_its_own_scope_ends_the_path_that_threw_it() -> None:
    handler = part("start hs; user h; end he", "hs h he")
    escalation(handler, "hs", "startEvent")
    drawing = part("start s; user u v; end e", "s u up1 v e")
    escalation(drawing, "up1", "intermediateThrowEvent")
    case = Drive(
        with_escalation(drawing.node("subProcess", "esp", handler.inside(), triggeredByEvent="true"))
    )

    case.complete("u")

    assert case.open == ["h"]
    assert case.complete("h").status == "completed"
