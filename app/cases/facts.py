"""Gather the facts the access policy asks about from rows."""

from typing import Any

from sqlalchemy import Connection, Row

from app.access.facts import CaseFacts, TaskFacts
from app.store import people, tasks


def case_facts(tx: Connection, head: Row[Any]) -> CaseFacts:
    """Return everything the policy may ask about a case."""
    accounts, groups = tasks.participants(tx, head.key)
    return CaseFacts(
        instance_key=head.key,
        process_id=head.process_id,
        unit=head.unit,
        intake_unit=head.intake_unit,
        above=people.units_above(tx, {unit for unit in (head.unit, head.intake_unit) if unit}),
        restricted=head.restricted,
        accused_unit=head.accused_unit,
        applicant_key=head.applicant_key,
        actor_key=head.actor_key,
        participants=accounts,
        participant_groups=groups,
        ended=head.status in {"completed", "terminated"},
    )


def task_facts(tx: Connection, row: Row[Any]) -> TaskFacts:
    """Return what the policy may ask about a user task (a row of `tasks.task_with_case`)."""
    candidates = tasks.candidates_in(row)
    logins = {name[1:] for name in candidates if name.startswith("@")}
    return TaskFacts(
        case=CaseFacts(
            instance_key=row.instance_key,
            process_id=row.process_id,
            unit=row.unit,
            intake_unit=row.intake_unit,
            restricted=row.restricted,
            accused_unit=row.accused_unit,
            applicant_key=row.applicant_key,
            actor_key=row.actor_key,
            ended=row.status in {"completed", "terminated"},
        ),
        assignee=row.assignee,
        candidate_groups=frozenset(name for name in candidates if not name.startswith("@")),
        candidate_users=frozenset(people.keys_of_logins(tx, logins).values()) if logins else frozenset(),
        open=row.state == "open",
        for_applicant=row.for_applicant,
        barred=frozenset(),
    )
