"""The calendar of the moment: published years, imported notices over them, one small query a transaction."""

from datetime import UTC, date, datetime

from sqlalchemy import delete, event

from app.cases.moving.current_calendar import calendar_of, current_calendar, forget_checked_number
from app.store import calendar as rows
from app.store.tables.calendar import calendar_day, calendar_version

NOTICE_2027 = [(date(2027, 2, 5), "holiday", "春节"), (date(2027, 2, 20), "work", "春节")]


def import_notice(tx, number=2):
    rows.add_version(
        tx,
        number=number,
        name=f"cn-2027.{number - 1}",
        years=[2027],
        days=NOTICE_2027,
        source="国办发明电〔2026〕1号（测试）",
        at=datetime(2026, 11, 10, tzinfo=UTC),
        by=None,
        by_name="测试",
    )


def statements_of(engine):
    seen = []
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    return seen


def test_a_migrated_database_knows_the_published_years(runtime):
    with runtime.read() as tx:
        calendar = current_calendar(runtime, tx)

    assert (calendar.is_official(2004), calendar.is_official(2026), calendar.is_official(2027)) == (
        True,
        True,
        False,
    )
    assert not calendar.is_working_day(date(2026, 10, 7))
    assert calendar.is_working_day(date(2026, 10, 10))
    assert not calendar.is_working_day(date(2027, 10, 1))


def test_an_imported_notice_replaces_the_provisional_year_at_once(runtime):
    with runtime.transaction() as tx:
        before = current_calendar(runtime, tx)
        import_notice(tx)
        forget_checked_number(tx)
        after = current_calendar(runtime, tx)

    assert before.is_working_day(date(2027, 2, 20)) is False
    assert after.is_working_day(date(2027, 2, 20)) is True
    assert (after.version, after.is_official(2027)) == ("cn-2027.1", True)


def test_an_old_version_can_still_be_built(runtime):
    with runtime.transaction() as tx:
        import_notice(tx)

        assert calendar_of(tx, 1).is_official(2027) is False
        assert calendar_of(tx, 2).is_official(2027) is True


def test_asking_again_costs_one_small_query_a_transaction(runtime):
    with runtime.read() as tx:
        current_calendar(runtime, tx)
    seen = statements_of(runtime.engine)

    with runtime.read() as tx:
        first = current_calendar(runtime, tx)
        second = current_calendar(runtime, tx)

    assert first is second
    assert len([s for s in seen if "calendar" in s]) == 1


def test_another_process_importing_is_noticed(runtime):
    with runtime.read() as tx:
        current_calendar(runtime, tx)
    with runtime.transaction() as tx:
        import_notice(tx)

    with runtime.read() as tx:
        assert current_calendar(runtime, tx).is_official(2027)


def test_a_database_without_any_version_uses_the_installed_package(runtime):
    with runtime.transaction() as tx:
        tx.execute(delete(calendar_day))
        tx.execute(delete(calendar_version))

        assert current_calendar(runtime, tx).is_official(2026)
