"""The petition process on the engine, from filing to its ends."""

import time
from pathlib import Path
from typing import Any

from app import engine
from tests.unit.engine.driving import Drive

ROOT = Path(__file__).resolve().parents[3]
SOURCE = (ROOT / "processes" / "petition" / "petition.bpmn").read_bytes()
DEFINITION = engine.compile_process({"petition.bpmn": SOURCE}, process_id="petition")
VALUES: dict[str, dict[str, Any]] = {
    "register": {"registration": "proceed", "class": "claim", "route": "duty"},
    "transfer": {"handling_unit": "water", "transfer_kind": "transfer", "transferred_on": "2026-03-02"},
    "accept": {"acceptance": "accept"},
    "investigate": {"next_step": "draft"},
    "draft_opinion": {"opinion_outcome": "support"},
    "review_opinion": {"approval": "approved"},
    "deliver": {"delivered_on": "2026-03-03"},
    "rate": {"rating": 5},
}


def file() -> Drive:
    def decide(name: str, _values: Any) -> tuple[Any, Any]:
        return {"class": "claim", "route": "duty", "split": False}, name

    filed = {"title": "井盖", "purpose": "claim", "received_on": "2026-03-02"}
    return Drive(DEFINITION, filed, decide=decide)


def go(case: Drive, until: str = "") -> Drive:
    while case.status == "active" and until not in case.open:
        name = (case.waiting_jobs or case.open)[0]
        case.complete(name, **VALUES.get(name, {}))
    return case


def test_it_is_checked_without_a_problem() -> None:
    assert engine.check_process({"petition.bpmn": SOURCE}, process_id="petition") == []
    assert [(s.element_id, s.kind) for s in DEFINITION.starts] == [("filed", "none")]


def test_it_runs_from_filing_to_the_rating() -> None:
    case = go(file())

    assert case.status == "completed"
    assert case.variables["rating"] == 5
    assert case.outcome.timers == ()
    assert [e for e in case.entered if e in VALUES] == [
        "register",
        "transfer",
        "accept",
        "investigate",
        "draft_opinion",
        "review_opinion",
        "deliver",
        "rate",
    ]


def test_it_can_be_withdrawn_before_the_opinion_and_everything_closes() -> None:
    case = go(file(), "investigate")

    outcome = case.message("petition.withdraw")

    assert outcome.status == "completed"
    assert [(c.element_id, c.reason) for c in outcome.closed] == [("investigate", "canceled")]
    assert "end_withdrawn_handling" in case.entered


def test_an_opinion_may_be_returned_many_times() -> None:
    case = go(file(), "review_opinion")

    for _ in range(30):
        case.complete("review_opinion", approval="returned")
        case.complete("draft_opinion", opinion_outcome="reject")

    assert case.open == ["review_opinion"]
    assert go(case).status == "completed"


def test_an_overdue_phase_is_signalled_beside_the_work() -> None:
    case = go(file(), "register")

    case.wait(days=16)

    assert case.waiting_jobs == ["supervise_intake"]
    assert case.open == ["register"]


def test_a_step_costs_little() -> None:
    go(file())
    started = time.process_time()
    for _ in range(10):
        go(file())

    assert (time.process_time() - started) / (10 * len(VALUES)) < 0.01
