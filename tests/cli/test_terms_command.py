"""`flask terms`: what scripts and people get from the command line."""

import json

import pytest

from app import create_app
from app.deadlines import RULES
from config import Settings

KEYS = {"legal_on", "target_on", "provisional", "days", "skipped", "suspended", "law", "calendar_version"}


@pytest.fixture
def run(tmp_path):
    """Run a command without any database."""
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/none.sqlite3",
        data_dir=tmp_path,
        key_file=tmp_path / "keys.json",
        demo=True,
    )
    runner = create_app(settings).test_cli_runner()
    return lambda *words: runner.invoke(args=["terms", *words])


def computed(run, *words):
    result = run("compute", *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_a_term_is_computed_with_all_its_keys_even_without_a_database(run):
    found = computed(run, "permit-supplement", "--from", "2026-09-24")

    assert set(found) >= KEYS
    assert (found["legal_on"], found["target_on"], found["provisional"], found["days"]) == (
        "2026-10-09",
        "2026-10-09",
        False,
        5,
    )
    assert found["skipped"][0]["date"] == "2026-09-25"
    assert found["law"].startswith("《行政许可法》")
    assert found["calendar_version"] == "cn-2026.1"


def test_suspensions_count_both_ends_and_may_be_repeated(run):
    one = computed(run, "petition-recheck", "--from", "2026-08-24", "--suspended", "2026-09-07:2026-09-11")
    two = computed(
        run,
        "petition-recheck",
        "--from",
        "2026-08-24",
        "--suspended",
        "2026-09-07:2026-09-08",
        "--suspended",
        "2026-09-10:2026-09-10",
    )

    assert one["legal_on"] == "2026-09-28"
    assert len(one["suspended"][0]["days"]) == 5
    assert two["legal_on"] == "2026-09-26"


def test_an_extension_is_added(run):
    assert (
        computed(run, "petition-handle", "--from", "2026-04-22", "--extension", "30")["legal_on"]
        == "2026-07-21"
    )


def test_an_unknown_year_is_provisional_and_no_error(run):
    assert computed(run, "permit-joint", "--from", "2026-11-23")["provisional"] is True
    assert computed(run, "permit-joint", "--from", "2150-11-23")["provisional"] is True


def test_without_json_the_derivation_is_told_in_sentences(run):
    result = run("compute", "petition-register", "--from", "2026-02-03")

    assert result.exit_code == 0
    assert "2026年2月18日" in result.output
    assert "2026年2月14日" in result.output


def test_the_list_shows_every_rule_with_its_source(run):
    rules = json.loads(run("list", "--json").output)
    lines = run("list").output.splitlines()

    assert [rule["id"] for rule in rules] == list(RULES)
    assert all(rule["source"] for rule in rules)
    assert len(lines) == len(RULES)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["no-such-rule", "--from", "2026-01-01"], "RULE"),
        (["petition-handle", "--from", "yesterday"], "--from"),
        (["petition-handle", "--from", "20260101"], "--from"),
        (["petition-handle", "--from", "1800-01-01"], "--from"),
        (["petition-handle"], "--from"),
        (["petition-handle", "--from", "2026-01-01", "--suspended", "2026-01-02"], "--suspended"),
        (["petition-handle", "--from", "2026-01-01", "--suspended", "2026-01-02:2026-01-01"], "--suspended"),
        (["petition-handle", "--from", "2026-01-01", "--suspended", "x:2026-01-01"], "--suspended"),
        (["petition-handle", "--from", "2026-01-01", "--extension", "31"], "--extension"),
        (["petition-handle", "--from", "2026-01-01", "--extension", "-1"], "--extension"),
    ],
)
def test_a_wrong_input_names_its_option_and_fails(run, words, named):
    result = run("compute", *words)

    assert result.exit_code == 2
    assert named in result.output
    assert "Traceback" not in result.output
