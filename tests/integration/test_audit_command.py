"""`flask audit`: what it prints and the code it ends with, which a nightly check relies on."""

import json

import pytest
from sqlalchemy import update

from app.runtime import Runtime
from app.store.tables.audit import audit_event
from tests.harness.petition import file_petition


@pytest.fixture
def flask(app):
    runner = app.test_cli_runner()
    return lambda *arguments: runner.invoke(args=["audit", *arguments])


def test_a_sound_record_ends_with_zero(city: Runtime, flask):
    file_petition(city)
    assert json.loads(flask("root", "--day", "2026-04-21", "--json").output)["size"] >= 1

    done = flask("verify")
    told = json.loads(flask("verify", "--json").output)

    assert done.exit_code == 0
    assert "没有发现问题" in done.output
    assert (told["ok"], told["findings"], told["roots"]) == (True, [], 1)


def test_damage_ends_with_one_and_is_named(city: Runtime, flask):
    started, other = file_petition(city), file_petition(city)
    with city.transaction() as tx:
        tx.execute(
            update(audit_event)
            .where(audit_event.c.instance_key == started.key, audit_event.c.seq == 1)
            .values(unit="zjj")
        )

    whole, one = flask("verify"), json.loads(flask("verify", "--case", started.number, "--json").output)

    assert whole.exit_code == 1
    assert f"[changed] {started.number} 第 1 条（2026-04-22）" in whole.output
    assert [(f["kind"], f["record"], f["seq"], f["day"]) for f in one["findings"]] == [
        ("changed", started.number, 1, "2026-04-22")
    ]
    assert flask("verify", "--case", other.number).exit_code == 0


def test_an_unknown_case_ends_with_two(flask):
    done = flask("verify", "--case", "信访〔2026〕99号")

    assert done.exit_code == 2
    assert "没有编号为" in done.stderr


def test_a_day_that_has_its_root_keeps_it(city: Runtime, flask):
    first = flask("root", "--day", "2026-04-21")
    file_petition(city)

    assert flask("root", "--day", "2026-04-21").output == first.output
    assert first.output.startswith("2026-04-21  ")
    assert flask("root", "--day", "yesterday").exit_code == 2
