"""An internal return never restarts the clock of the law: the term of a phase runs on where it stood."""

from datetime import date, timedelta

from app.cases.casebook.case_terms import list_case_terms
from app.cases.operations.jump import jump
from app.people.act_as import act_as
from app.runtime import Runtime
from tests.harness.petition import bring_to, do, file_petition, open_task


def terms(office: Runtime, case: int) -> dict[str, tuple[str, date, date]]:
    with office.read() as tx:
        found = list_case_terms(office, tx, case)
    return {t.element_id: (t.state, t.derivation.event_on, t.derivation.legal_on) for t in found}


def send(office: Runtime, case: int, from_: str, to: str) -> None:
    task = open_task(office, case, from_)
    jump(office, act_as(office, "tangwei"), case, task=str(task), to=to, reason="退回重办")


def test_a_phase_that_is_done_anew_keeps_its_term(office: Runtime) -> None:
    case = file_petition(office).key
    bring_to(office, case, "investigate")
    before = terms(office, case)["handling"]
    assert before[0] == "running"

    send(office, case, "investigate", "accept")
    assert terms(office, case)["handling"] == ("undone", *before[1:])
    office.clock.advance(timedelta(days=3))
    do(office, case, "accept")

    assert terms(office, case)["handling"] == before
    assert terms(office, case)["accept"][0] == "met"


def test_a_task_inside_a_phase_is_done_anew_while_the_term_runs(office: Runtime) -> None:
    case = file_petition(office).key
    bring_to(office, case, "draft_opinion")
    before = terms(office, case)["handling"]

    send(office, case, "draft_opinion", "investigate")

    assert terms(office, case)["handling"] == before
