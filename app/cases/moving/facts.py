"""Gather the facts the access policy asks about from rows."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row

from app.access.facts import CaseFacts, TaskFacts
from app.store import people, readings, tasks


def case_facts(tx: Connection, head: Row[Any]) -> CaseFacts:
    """Return everything the policy may ask about a case."""
    accounts, groups = tasks.participants(tx, head.key)
    return replace(
        row_facts(head),
        above=people.units_above(tx, {unit for unit in (head.unit, head.intake_unit) if unit}),
        participants=accounts,
        participant_groups=groups,
        readers=readings.readers_of(tx, head.key),
    )


def row_facts(head: Any) -> CaseFacts:
    """Return what the instance row alone says, without a query: enough for the applicant and for tasks."""
    return CaseFacts(
        instance_key=head.key,
        process_id=head.process_id,
        unit=head.unit,
        intake_unit=head.intake_unit,
        restricted=head.restricted,
        accused_unit=head.accused_unit,
        applicant_key=head.applicant_key,
        actor_key=head.actor_key,
        ended=head.status in {"completed", "terminated"},
    )


def task_facts(tx: Connection, row: Row[Any]) -> TaskFacts:
    """Return what the policy may ask about a user task (a row of `tasks.task_with_case`)."""
    candidates = tasks.candidates_in(row)
    logins = {name[1:] for name in candidates if name.startswith("@")}
    return TaskFacts(
        case=row_facts(tasks.case_head(row)),
        assignee=row.assignee,
        candidate_groups=frozenset(name for name in candidates if not name.startswith("@")),
        candidate_users=frozenset(people.keys_of_logins(tx, logins).values()) if logins else frozenset(),
        open=row.state == "open",
        for_applicant=row.for_applicant,
        barred=frozenset(),
        kind=row.kind,
    )
