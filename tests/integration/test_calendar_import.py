"""A yearly notice: previewed, imported, and everything that depends on it moved — once, by the right person."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.cases.moving.handlers import calendar as handler
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.terms.import_calendar import import_calendar
from app.cases.terms.preview_calendar import preview_calendar
from app.cases.terms.recompute_terms import recompute_terms
from app.clock import LOCAL_ZONE
from app.errors import ConflictError, ForbiddenError, InvalidError
from app.people.act_as import act_as
from app.store import instances, tasks, terms
from app.store.tables.audit import audit_event
from app.store.tables.cases import instance, job
from tests.harness.petition import do, file_petition

NOTICE = """date,kind,name
2027-01-01,holiday,元旦
2027-02-05,holiday,春节
2027-02-06,holiday,春节
2027-02-07,holiday,春节
2027-02-08,holiday,春节
2027-02-09,lieu,春节
2027-02-10,lieu,春节
2027-02-11,lieu,春节
2027-02-20,work,春节
2027-04-05,holiday,清明节
2027-05-01,holiday,劳动节
2027-05-02,holiday,劳动节
2027-05-03,made_up,劳动节
2027-06-09,holiday,端午节
2027-09-15,holiday,中秋节
2027-10-01,holiday,国庆节
2027-10-02,holiday,国庆节
2027-10-03,holiday,国庆节
2027-10-04,lieu,国庆节
""".encode()


@pytest.fixture
def waiting(city, clock):
    """A petition received before the new year whose registration falls due on a day that only the notice knows."""
    clock.set(clock.now().replace(year=2027, month=1, day=27))
    return file_petition(city)


def running(city, case):
    with city.read() as tx:
        return {row.element_id: row for row in terms.terms_of(tx, case) if row.state == "running"}


def admin(city):
    return act_as(city, "gaoyuan")


def test_the_preview_names_the_terms_that_would_move_and_writes_nothing(city, waiting):
    before = running(city, waiting.key)["intake"]

    preview = preview_calendar(city, admin(city), NOTICE)

    assert (before.legal_on, before.target_on, before.provisional) == (
        date(2027, 2, 11),
        date(2027, 2, 11),
        True,
    )
    assert (preview.version, preview.notice.year, preview.replaces) == ("cn-2027.1", 2027, False)
    assert (preview.running_total, preview.moved_total) == (1, 1)
    assert preview.moved[0].number == waiting.number
    assert (preview.moved[0].target_before, preview.moved[0].target_after) == (
        date(2027, 2, 11),
        date(2027, 2, 4),
    )
    assert running(city, waiting.key)["intake"].calendar_version == "cn-2026.1"


def test_an_import_moves_dates_due_dates_and_timers_and_tells_those_concerned(city, waiting):
    with city.read() as tx:
        before = instances.head_by_key(tx, waiting.key)

    imported = import_calendar(city, admin(city), NOTICE, origin="国办发明电〔2026〕7号")

    moved = running(city, waiting.key)["intake"]
    assert (moved.legal_on, moved.target_on, moved.provisional) == (
        date(2027, 2, 11),
        date(2027, 2, 4),
        False,
    )
    assert moved.calendar_version == imported.version == "cn-2027.1"
    assert [case.number for case in imported.moved] == [waiting.number]
    with city.read() as tx:
        [open_task] = tasks.tasks_of(tx, waiting.key, state="open")
        told = {
            row.args["to"]: row.args
            for row in tx.execute(select(job).where(job.c.kind == "notice"))
            if row.args["template"] == "date_moved"
        }
        head = instances.head_by_key(tx, waiting.key)
    assert open_task.due_on == date(2027, 2, 4)
    assert set(told) == {"applicant", "group"}
    assert told["group"]["groups"] == ["xfj.registrar"]
    assert head.version == before.version + 1
    assert run_ready_jobs(city) > 0


def test_a_timer_on_a_moved_legal_day_moves_with_it(city, clock):
    case = file_petition(city)
    do(city, case.key, "register")
    do(city, case.key, "transfer")
    do(city, case.key, "accept")
    with city.transaction() as tx:
        # as if the term had been computed when another day was still thought to be the last one
        row = running(city, case.key)["handling"]
        terms.change_term(
            tx, row.key, {"legal_on": row.legal_on - timedelta(days=3), "calendar_version": "old"}
        )

    moved, more = recompute_terms(city)

    with city.read() as tx:
        head = instances.head_by_key(tx, case.key)
    assert [found.terms[0].element_id for found in moved] == ["handling"]
    assert not more
    assert head.next_due.astimezone(LOCAL_ZONE).date() <= row.legal_on + timedelta(days=1)


def test_doing_it_again_changes_and_tells_nothing(city, waiting):
    import_calendar(city, admin(city), NOTICE, origin="文号")
    run_ready_jobs(city)
    with city.read() as tx:
        version = tx.scalar(select(instance.c.version).where(instance.c.key == waiting.key))
        notices = tx.scalars(select(job.c.key).where(job.c.kind == "notice")).all()

    assert recompute_terms(city) == ([], False)
    handler.handle(city, None)
    with city.read() as tx:
        assert tx.scalar(select(instance.c.version).where(instance.c.key == waiting.key)) == version
        assert tx.scalars(select(job.c.key).where(job.c.kind == "notice")).all() == notices


def test_more_cases_than_one_answer_can_wait_for_are_left_to_the_job(city, waiting, monkeypatch):
    monkeypatch.setattr("app.cases.terms.import_calendar.AT_ONCE", 0)

    imported = import_calendar(city, admin(city), NOTICE, origin="文号")
    before = running(city, waiting.key)["intake"].target_on
    run_ready_jobs(city)

    assert (imported.moved, imported.more) == ((), True)
    assert (before, running(city, waiting.key)["intake"].target_on) == (date(2027, 2, 11), date(2027, 2, 4))


def test_an_import_is_written_into_the_record(city):
    import_calendar(city, admin(city), NOTICE, origin="国办发明电〔2026〕7号")

    with city.read() as tx:
        event = tx.execute(select(audit_event).where(audit_event.c.action == "calendar.imported")).one()
    assert event.facts["version"] == "cn-2027.1"
    assert event.facts["origin"] == "国办发明电〔2026〕7号"


def test_a_later_notice_for_the_same_year_is_a_correction_with_its_own_version(city):
    import_calendar(city, admin(city), NOTICE, origin="文号")

    preview = preview_calendar(city, admin(city), NOTICE)

    assert (preview.version, preview.replaces) == ("cn-2027.2", True)


def test_what_was_previewed_is_what_is_imported_or_nothing(city):
    preview = preview_calendar(city, admin(city), NOTICE)
    import_calendar(city, admin(city), NOTICE, origin="文号", base=preview.base)

    with pytest.raises(ConflictError):
        import_calendar(city, admin(city), NOTICE, origin="文号", base=preview.base)


@pytest.mark.parametrize("login", ["zhaolin", "tangwei", "liuyang"])
def test_only_the_system_administrator_publishes_a_calendar(city, login):
    with pytest.raises(ForbiddenError):
        preview_calendar(city, act_as(city, login), NOTICE)
    with pytest.raises(ForbiddenError):
        import_calendar(city, act_as(city, login), NOTICE, origin="文号")


def test_a_wrong_file_or_a_missing_origin_changes_nothing(city):
    with pytest.raises(InvalidError):
        import_calendar(city, admin(city), b"nonsense", origin="文号")
    with pytest.raises(InvalidError) as refused:
        import_calendar(city, admin(city), NOTICE, origin=" ")

    assert set(refused.value.fields) == {"origin"}
    assert preview_calendar(city, admin(city), NOTICE).version == "cn-2027.1"


def test_closed_terms_stay_as_they_were(city, waiting):
    do(city, waiting.key, "register")
    do(city, waiting.key, "transfer")

    import_calendar(city, admin(city), NOTICE, origin="文号")

    with city.read() as tx:
        closed = [row for row in terms.terms_of(tx, waiting.key) if row.state != "running"]
    assert closed
    assert {row.calendar_version for row in closed} == {"cn-2026.1"}
