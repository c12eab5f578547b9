"""`flask calendar`: list versions, import a notice."""

import json

import pytest

from tests.integration.test_calendar_import import NOTICE


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words, **options: runner.invoke(args=["calendar", *words], **options)


@pytest.fixture
def notice(tmp_path):
    path = tmp_path / "2027.csv"
    path.write_bytes(NOTICE)
    return path


def test_versions_are_listed(run):
    [version] = json.loads(run("list", "--json").output)

    assert (version["version"], version["years"][0], version["years"][-1]) == ("cn-2026.1", 2004, 2026)
    assert "cn-2026.1" in run("list").output


def test_an_import_asks_first_and_does_nothing_when_declined(run, notice):
    declined = run("import", str(notice), input="n\n")

    assert declined.exit_code == 1
    assert "cn-2027.1" in declined.output
    assert len(json.loads(run("list", "--json").output)) == 1


def test_a_notice_is_imported(run, notice):
    done = run("import", str(notice), "--yes", "--origin", "文号")

    assert done.exit_code == 0, done.output
    assert json.loads(run("list", "--json").output)[0]["source"] == "文号"


def test_an_import_speaks_json(run, notice):
    done = json.loads(run("import", str(notice), "--yes", "--json").output)

    assert done == {"version": "cn-2027.1", "year": 2027, "moved": [], "more": False}


def test_a_wrong_file_names_its_lines_and_fails(run, tmp_path):
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("date,kind,name\nsoon,holiday,x\n")

    result = run("import", str(wrong), "--yes")

    assert result.exit_code == 1
    assert "wrong.csv: line 2" in result.output


def test_wrong_use_is_told(run, notice, tmp_path):
    assert run("import", str(tmp_path / "missing.csv")).exit_code == 2
    assert run("import", str(notice), "--json").exit_code == 2
