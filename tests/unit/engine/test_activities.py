"""Tasks: who may do them, scripts, decisions, outside work; mappings and scopes; called processes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app import engine
from tests.unit.engine.driving import START, Drive, Part, extension, mapping, part, write


def user(inner: str) -> Part:
    found = part("start s; user z; end e", "s t z e").node("userTask", "t", extension(inner))
    found.nodes["t"] = ("userTask", ' name="审核"', extension(inner))
    return found


def test_a_user_task_tells_who_may_do_it_and_until_when() -> None:
    case = Drive(
        user(
            '<zeebe:userTask/><zeebe:formDefinition formId="a.b"/>'
            '<zeebe:assignmentDefinition assignee="=chief" candidateGroups="=[unit + &quot;.head&quot;]"'
            ' candidateUsers="li, wang"/><zeebe:taskSchedule dueDate="2026-05-01T08:00:00+08:00"'
            ' followUpDate="=now() + duration(&quot;P1D&quot;)"/><zeebe:priorityDefinition priority="=80"/>'
        ),
        {"chief": "zhao", "unit": "water"},
    )

    (opened,) = case.outcome.opened
    assert (opened.element_id, opened.name, opened.form_id, opened.priority) == ("t", "审核", "a.b", 80)
    assert (opened.assignee, opened.candidate_groups) == ("zhao", ("water.head",))
    assert opened.candidate_users == ("li", "wang")
    assert opened.due_at == datetime(2026, 5, 1, tzinfo=UTC)
    assert opened.follow_up_at == START + timedelta(days=1)
    assert opened.variables["unit"] == "water"


def test_a_bare_user_task_has_the_usual_priority_and_nobody_named() -> None:
    (opened,) = Drive(part("start s; user a; end e", "s a e")).outcome.opened

    assert (opened.priority, opened.assignee, opened.candidate_groups, opened.due_at) == (50, None, (), None)


@pytest.mark.parametrize(
    "inner",
    [
        '<zeebe:assignmentDefinition candidateGroups="=unit + &quot;.head&quot;"/>',
        '<zeebe:assignmentDefinition candidateGroups="=[&quot;a&quot;, unit]"/>',
        '<zeebe:assignmentDefinition assignee="=5"/>',
        '<zeebe:taskSchedule dueDate="=unit2"/>',
        '<zeebe:taskSchedule dueDate="=7"/>',
        '<zeebe:priorityDefinition priority="=&quot;high&quot;"/>',
    ],
)
def test_a_task_nobody_could_do_or_date_is_an_incident(inner: str) -> None:
    case = Drive(user(inner), {"unit2": "someday"})

    assert [(i.element_id, i.kind) for i in case.outcome.incidents] == [("t", "assignment")]
    assert case.open == []


def test_completing_a_task_twice_or_another_s_task_is_refused_and_changes_nothing() -> None:
    case = Drive(part("start s; user a b; end e", "s a b e"))
    done = case.id_of("a")
    case.complete("a")
    before = engine.dump(case.live)

    for act in (engine.complete, engine.complete_job):
        with pytest.raises(engine.NotOpenError):
            act(case.live, done, {}, case.env)
    with pytest.raises(engine.NotOpenError):
        engine.complete_job(case.live, case.id_of("b"), {}, case.env)

    assert engine.dump(case.live) == before


def test_plain_and_manual_tasks_are_passed() -> None:
    drawing = part("start s; end e", "s n m e").node("task", "n").node("manualTask", "m")

    assert Drive(drawing).entered == ["s", "n", "m", "e"]


def test_a_script_sets_its_result() -> None:
    case = Drive(part("start s; end e", "s t e").script("t", "=a * 2", "double"), {"a": 21})

    assert case.variables == {"a": 21, "double": 42}


def test_a_script_whose_result_cannot_be_kept_is_an_incident() -> None:
    case = Drive(part("start s; end e", "s t e").script("t", "=function(x) x", "f"))

    assert [(i.element_id, i.kind) for i in case.outcome.incidents] == [("t", "expression")]


def decision(extra: str = "") -> Part:
    inner = extension(f'<zeebe:calledDecision decisionId="route" resultVariable="way"/>{extra}')
    return part("start s; user z; end e", "s d z e").node("businessRuleTask", "d", inner)


def test_a_decision_is_asked_and_recorded() -> None:
    asked: list[Any] = []

    def decide(name: str, values: Any) -> tuple[Any, Any]:
        asked.append((name, values["amount"]))
        return {"to": "head"}, ["rule 3"]

    case = Drive(decision(), {"amount": 9}, decide=decide)

    assert asked == [("route", 9)]
    assert case.variables["way"] == {"to": "head"}
    (made,) = case.outcome.decisions
    assert (made.element_id, made.decision_id, made.value, made.trace) == (
        "d",
        "route",
        {"to": "head"},
        ["rule 3"],
    )


def test_a_decision_that_fails_is_an_incident_with_its_reason() -> None:
    def decide(_name: str, _values: Any) -> tuple[Any, Any]:
        raise ValueError("two rules hit")

    case = Drive(decision(), decide=decide)
    assert [(i.kind, "two rules hit" in str(i.message)) for i in case.outcome.incidents] == [
        ("decision", True)
    ]

    case.decide = lambda _name, _values: (1, None)
    case.retry()

    assert case.open == ["z"]
    assert Drive(decision()).outcome.incidents[0].kind == "decision"


def test_outside_work_is_offered_with_type_retries_headers_and_variables() -> None:
    inner = extension(
        '<zeebe:taskDefinition type="=&quot;mail.&quot; + kind" retries="5"/>'
        '<zeebe:taskHeaders><zeebe:header key="template" value="=x"/></zeebe:taskHeaders>'
    )
    case = Drive(part("start s; end e", "s j e").node("serviceTask", "j", inner), {"kind": "post"})

    (job,) = case.outcome.jobs
    assert (job.type, job.retries, dict(job.headers)) == ("mail.post", 5, {"template": "=x"})
    assert job.variables["kind"] == "post"
    assert case.complete("j", sent=True).variables["sent"] is True


def test_work_given_up_is_an_incident_and_retrying_offers_it_again() -> None:
    case = Drive(part("start s; user z; end e", "s j z e").job("j"))

    case.fail("j", "no connection")
    assert [(i.kind, "no connection" in str(i.message)) for i in case.outcome.incidents] == [("job", True)]
    assert case.status == "incident"
    outcome = case.retry()

    assert [j.element_id for j in outcome.jobs] == ["j"]
    assert case.status == "active"
    case.fail("j")
    case.complete("j")
    assert (case.open, case.status) == (["z"], "active")


@pytest.mark.parametrize("written", ['type="=5"', 'type="x" retries="many"'])
def test_work_without_use_is_an_incident(written: str) -> None:
    drawing = part("start s; end e", "s j e").node(
        "serviceTask", "j", extension(f"<zeebe:taskDefinition {written}/>")
    )

    assert [i.kind for i in Drive(drawing).outcome.incidents] == ["job-type"]


def test_inputs_stay_inside_and_only_outputs_leave() -> None:
    case = Drive(
        user(mapping("kept==answer + local", inputs=("local==base * 10", "more==local + 1"))), {"base": 2}
    )
    assert {n: case.outcome.opened[0].variables[n] for n in ("local", "more")} == {"local": 20, "more": 21}

    case.complete("t", answer=3, secret="x")

    assert case.variables == {"base": 2, "kept": 23}


def test_without_outputs_everything_given_leaves_except_what_is_local() -> None:
    case = Drive(user(mapping(inputs=("local==1",))))

    case.complete("t", local=5, other=6)

    assert case.variables == {"other": 6}


def test_mappings_reach_into_contexts_without_changing_the_old_value() -> None:
    case = Drive(
        user(mapping("person.name==name", "person.age==9", inputs=("box.a==1", "box.b==box.a + 1"))),
        {"person": {"name": "old", "sex": "f"}},
    )
    assert case.outcome.opened[0].variables["box"] == {"a": 1, "b": 2}
    before = case.outcome.variables["person"]

    case.complete("t", name="new")

    assert case.variables["person"] == {"name": "new", "sex": "f", "age": 9}
    assert before == {"name": "old", "sex": "f"}


def test_a_failing_output_closes_the_task_and_keeps_its_values_for_the_retry() -> None:
    case = Drive(user(mapping("f==if ready then answer else function(x) x")), {"ready": False})

    outcome = case.complete("t", answer=7)
    assert [c.reason for c in outcome.closed] == ["completed"]
    assert [i.kind for i in outcome.incidents] == ["expression"]
    case.retry(ready=True)

    assert (case.open, case.variables["f"]) == (["z"], 7)


def test_values_of_forms_are_kept_as_plain_data() -> None:
    from datetime import date
    from decimal import Decimal

    case = Drive(part("start s; user a; end e", "s a e"))

    case.complete("a", on=date(2026, 3, 2), amount=Decimal("1.50"), many=(1, 2))

    assert case.variables == {"on": "2026-03-02", "amount": 1.5, "many": [1, 2]}


def test_a_sub_process_keeps_its_inputs_to_itself_and_maps_its_outputs() -> None:
    inner = part("start is; user u; end ie", "is u ie").inside()
    outside = extension(mapping("result==x + local", inputs=("local==10", "x==0")))
    case = Drive(part("start s; user z; end e", "s sub z e").node("subProcess", "sub", outside + inner))

    case.complete("u", x=5)

    assert case.variables == {"result": 15}
    assert case.open == ["z"]


def calling(attributes: str = "", more: str = "") -> bytes:
    inner = extension(f'<zeebe:calledElement processId="q" {attributes}/>{more}')
    outer = part("start s; and g j; user b z; end e", "s g c j z e", "g b j").node("callActivity", "c", inner)
    return write({"p": outer, "q": part("start qs; user u; end qe", "qs u qe")})


def test_a_called_process_writes_back_what_it_wrote_and_nothing_else() -> None:
    case = Drive(calling(), {"x": 1, "y": 1})
    assert case.outcome.opened[0].variables["x"] == 1 or case.outcome.opened[1].variables["x"] == 1

    case.complete("b", x=2)
    case.complete("u", y=3)

    assert case.variables == {"x": 2, "y": 3}


def test_a_called_process_sees_and_returns_only_what_is_mapped() -> None:
    case = Drive(
        calling(
            'propagateAllParentVariables="false" propagateAllChildVariables="false"',
            mapping("out==mine + 1", inputs=("mine==x",)),
        ),
        {"x": 1},
    )
    seen = next(t for t in case.outcome.opened if t.element_id == "u").variables
    assert seen == {"mine": 1}

    case.complete("u", mine=5)

    assert case.variables == {"x": 1, "out": 6}


def test_nothing_returns_when_it_is_not_to() -> None:
    case = Drive(calling('propagateAllChildVariables="false"'), {"x": 1})

    case.complete("u", x=9)

    assert case.variables == {"x": 1}


def test_a_link_joins_its_two_ends() -> None:
    drawing = part("start s; user a b; end e", "s a out", "in b e")
    link = '<bpmn:linkEventDefinition name="L"/>'
    drawing.node("intermediateThrowEvent", "out", link).node("intermediateCatchEvent", "in", link)
    case = Drive(drawing)

    case.complete("a")

    assert case.open == ["b"]


def test_cancelling_takes_everything_back() -> None:
    inner = part("start is; user u; end ie", "is u ie")
    case = Drive(part("start s; and g; end e", "s g sub e", "g j e").sub("sub", inner).job("j"))

    outcome = case.cancel()

    assert outcome.status == "terminated"
    assert [c.element_id for c in outcome.closed] == ["u"]
    assert [j.element_id for j in outcome.canceled_jobs] == ["j"]
    with pytest.raises(engine.NotOpenError):
        case.cancel()


def test_retrying_what_is_no_incident_is_refused() -> None:
    case = Drive(part("start s; user a; end e", "s a e"))

    with pytest.raises(engine.NotOpenError):
        engine.retry(case.live, case.id_of("a"), case.env)


def test_work_whose_type_was_spoilt_meanwhile_is_an_incident_again_when_retried() -> None:
    inner = extension('<zeebe:taskDefinition type="=kind"/>')
    case = Drive(part("start s; end e", "s j e").node("serviceTask", "j", inner), {"kind": "mail"})
    case.fail("j")

    outcome = case.retry(kind=None)

    assert [i.kind for i in outcome.incidents] == ["job-type"]
    assert [j.type for j in case.retry(kind="post").jobs] == ["post"]
