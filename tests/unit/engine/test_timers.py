"""Timers: due from the moment passed in, fired when due, moved when a term moves."""

from datetime import UTC, datetime, timedelta

import pytest

from app import engine
from tests.unit.engine.driving import START, Drive, Part, part


def reminder(cycle: str) -> Part:
    drawing = part("start s; user a b; end e f", "s a e", "t b f")
    return drawing.boundary("t", "a", f"cycle {cycle}", interrupting=False)


def test_next_due_is_the_earliest_of_all() -> None:
    drawing = part("start s; and g j; end e", "s g t j e", "g u j")
    case = Drive(drawing.catch("t", "timer P2D").catch("u", "timer PT5H"))

    assert case.outcome.next_due == START + timedelta(hours=5)
    case.wait(hours=6)
    assert case.outcome.next_due == START + timedelta(days=2)
    assert case.wait(days=3).status == "completed"
    assert case.outcome.next_due is None


def test_a_timer_after_a_timer_counts_from_the_moment_of_firing() -> None:
    drawing = part("start s; end e", "s t u e").catch("t", "timer PT1H").catch("u", "timer PT1H")
    case = Drive(drawing)

    case.wait(hours=10)

    assert case.outcome.next_due == START + timedelta(hours=11)


@pytest.mark.parametrize(
    ("source", "due"),
    [
        ("2026-05-01", datetime(2026, 4, 30, 16, tzinfo=UTC)),
        ("2026-05-01T09:00:00", datetime(2026, 5, 1, 1, tzinfo=UTC)),
        ("=until", datetime(2026, 6, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_date_is_the_city_s_when_it_has_no_offset(source: str, due: datetime) -> None:
    time = f'<bpmn:timeDate xsi:type="bpmn:tFormalExpression">{source}</bpmn:timeDate>'
    drawing = part("start s; end e", "s t e")
    drawing.node(
        "intermediateCatchEvent", "t", f"<bpmn:timerEventDefinition>{time}</bpmn:timerEventDefinition>"
    )

    assert Drive(drawing, {"until": "2026-06-01T00:00:00Z"}).outcome.next_due == due


@pytest.mark.parametrize("value", [None, 5, "soon", "-PT1H"])
def test_a_time_that_is_none_is_an_incident_and_can_be_corrected(value: object) -> None:
    case = Drive(part("start s; user a; end e", "s t a e").catch("t", "timer =wait"), {"wait": value})
    assert [(i.element_id, i.kind) for i in case.outcome.incidents] == [("t", "timer")]

    case.retry(wait="PT1H")

    assert case.outcome.next_due == START + timedelta(hours=1)


def test_a_cycle_repeats_as_often_as_it_says() -> None:
    case = Drive(reminder("R3/P1D"))
    for number in range(1, 4):
        case.wait(days=1)
        assert case.open.count("b") == number

    assert case.outcome.timers == ()


def test_a_cycle_that_was_missed_fires_once_and_goes_on_from_its_grid() -> None:
    case = Drive(reminder("R/P1D"))

    case.wait(days=10, hours=5)

    assert case.open == ["a", "b"]
    assert case.outcome.next_due == START + timedelta(days=11)


@pytest.mark.parametrize("cycle", ["R5/PT1H", "R5/P1D"])
def test_missed_rounds_count(cycle: str) -> None:
    case = Drive(reminder(cycle))

    case.wait(days=30)

    assert case.open == ["a", "b"]
    assert case.outcome.timers == ()


def test_a_cycle_ends_at_its_last_moment() -> None:
    case = Drive(reminder("R/P1D/2026-03-03T12:00:00Z"))

    case.wait(days=1)

    assert case.outcome.timers == ()


def test_a_cycle_that_never_fires_is_an_incident() -> None:
    assert [i.kind for i in Drive(reminder("R0/P1D")).outcome.incidents] == ["timer"]


def test_a_moved_timer_keeps_its_moment_through_a_reload() -> None:
    drawing = part("start s; user a b; end e f", "s a e", "t b f")
    case = Drive(drawing.boundary("t", "a", "timer P60D", interrupting=False))
    moment = START + timedelta(days=3)

    outcome = case.move("t", moment)
    assert (outcome.next_due, [t.due_at for t in outcome.timers]) == (moment, [moment])
    case.wait(days=4)

    assert case.open == ["a", "b"]
    assert case.outcome.timers == ()


def test_moving_what_is_no_timer_is_refused() -> None:
    case = Drive(part("start s; user a; end e", "s a e"))

    with pytest.raises(engine.NotOpenError):
        engine.reschedule(case.live, "99", START, case.env)
    with pytest.raises(engine.NotOpenError):
        engine.reschedule(case.live, case.id_of("a"), START, case.env)


def test_a_moment_without_zone_is_a_mistake_of_the_caller() -> None:
    case = Drive(part("start s; end e", "s t e").catch("t", "timer P1D"))

    with pytest.raises(ValueError, match="aware"):
        engine.reschedule(case.live, case.outcome.timers[0].task_id, datetime(2026, 1, 1), case.env)
    with pytest.raises(ValueError, match="aware"):
        engine.EngineEnvironment(datetime(2026, 1, 1))


def test_a_timer_event_sub_process_repeats_beside() -> None:
    handler = part("start hs; user h; end he", "hs h he")
    drawing = part("start s; user a; end e", "s a e").event_sub(
        "esp", handler, "cycle R2/PT1H", interrupting=False
    )
    case = Drive(drawing)

    case.wait(hours=1)
    case.wait(hours=1)

    assert case.open == ["a", "h", "h"]
    assert case.outcome.timers == ()


def test_a_due_timer_whose_task_another_due_timer_ends_does_not_fire() -> None:
    drawing = part("start s; user a b c; end e", "s a e", "t b e", "u c e")
    case = Drive(drawing.boundary("t", "a", "timer PT1H").boundary("u", "a", "timer PT2H"))

    case.wait(hours=3)

    assert case.open == ["b"]
