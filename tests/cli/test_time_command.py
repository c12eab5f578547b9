"""`flask time`: show and move the demo city's clock."""

import json

import pytest

from tests.harness.petition import do, file_petition


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["time", *words])


def test_the_time_is_shown(run):
    assert run("show").output.strip() == "2026-04-22 09:00"
    assert json.loads(run("show", "--json").output)["now"] == "2026-04-22T09:00:00+08:00"


@pytest.mark.parametrize(
    ("words", "after"),
    [
        (["--hours", "5"], "2026-04-22T14:00:00+08:00"),
        (["--days", "2"], "2026-04-24T09:00:00+08:00"),
        (["--to", "2026-05-01"], "2026-05-01T09:00:00+08:00"),
        (["--to", "2026-05-01T17:30"], "2026-05-01T17:30:00+08:00"),
    ],
)
def test_the_clock_is_moved(run, words, after):
    assert json.loads(run("move", *words, "--json").output)["after"] == after


def test_what_happened_is_told(run, city):
    case = file_petition(city)
    for step in ("register", "transfer", "accept"):
        do(city, case.key, step)

    assert case.number in run("move", "--to", "2026-06-23").output


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["move"], 2),
        (["move", "--days", "1", "--hours", "1"], 2),
        (["move", "--to", "soon"], 2),
        (["move", "--days", "0"], 2),
        (["move", "--to", "2020-01-01"], 1),
    ],
)
def test_wrong_use_fails(run, words, code):
    assert run(*words).exit_code == code
