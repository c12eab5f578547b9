"""`flask processes`: check, deploy, list and prove packages."""

import json
import shutil
from dataclasses import replace

import pytest

from app import create_app
from config import Settings

SCENARIOS = """
scenarios:
  - id: filed
    title: 提出后等待登记
    start: {at: 2026-04-20T09:00, as: applicant, data: {applicant_kind: person, applicant_name: 何秀英, applicant_phone: "13800001234", applicant_address: 演示路1号, purpose: claim, procedure: none, topic: heating, district: jianxi, title: 暖气不热, request: 请尽快修好暖气, facts: 室温只有12度，多次报修没有结果。, raised_elsewhere: "no", truthful: true}}
    steps:
      - {at: 2026-04-20T10:00, expect: {tasks: [%s]}}
"""


@pytest.fixture
def run(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["processes", *words])


@pytest.fixture
def own(city, tmp_path):
    """A copy of the packages that a test may break, and a way to run commands on it."""
    processes, forms = tmp_path / "processes", tmp_path / "forms"
    shutil.copytree(city.settings.processes_dir / "petition", processes / "petition")
    shutil.copytree(city.settings.forms_dir, forms)
    city.settings = replace(city.settings, processes_dir=processes, forms_dir=forms)
    runner = create_app(runtime=city).test_cli_runner()
    return processes / "petition", lambda *words: runner.invoke(args=["processes", *words])


def test_a_sound_package_passes_its_check(run):
    result = run("check", "petition")

    assert result.exit_code == 0, result.output
    assert "0 处问题" in result.output


def test_a_package_is_checked_without_a_database(tmp_path):
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/none.sqlite3",
        data_dir=tmp_path,
        key_file=tmp_path / "keys.json",
        demo=True,
    )

    result = create_app(settings).test_cli_runner().invoke(args=["processes", "check", "petition"])

    assert result.exit_code == 0, result.output


def test_a_broken_package_fails_with_file_line_and_element(own):
    folder, run = own
    drawing = folder / "petition.bpmn"
    drawing.write_bytes(drawing.read_bytes().replace(b'value="petition-handle"', b'value="petition-magic"'))

    told, data = run("check"), run("check", "--json")

    assert told.exit_code == data.exit_code == 1
    assert "petition.bpmn:" in told.output
    # without its term the phase no longer holds what the law asks, which is told beside it
    [problem] = [one for one in json.loads(data.output)["petition"] if one["blocking"]]
    assert (problem["code"], problem["element"], problem["blocking"]) == ("bad-term", "handling", True)
    assert problem["line"] > 0


def test_deploying_makes_a_version_once(own):
    folder, run = own
    (folder / "README.md").write_text("另一版")

    first, again = run("deploy", "petition"), run("deploy", "petition")

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert "第 2 版" in first.output
    assert "没有变化" in again.output
    assert [row["version"] for row in json.loads(run("list", "--json").output)] == [2, 1]
    assert "第 2 版" in run("list").output


def test_a_broken_package_is_not_deployed(own):
    folder, run = own
    (folder / "documents" / "opinion.html").unlink()

    result = run("deploy")

    assert result.exit_code == 1
    assert "documents/opinion.html" in result.output + result.stderr
    assert [row["version"] for row in json.loads(run("list", "--json").output)] == [1]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("task", "code"), [("register", 0), ("deliver", 1)])
def test_scenarios_tell_what_differs(own, task, code):
    folder, run = own
    (folder / "scenarios.yaml").write_text(SCENARIOS % task)

    result = run("scenarios", "petition", "--json")

    assert result.exit_code == code, result.output
    [record] = json.loads(result.output)
    assert record["id"] == "filed"
    assert bool(record["differences"]) == bool(code)


def test_an_unknown_package_is_told(run):
    result = run("check", "nothing")

    assert result.exit_code == 1
    assert "nothing" in result.output + result.stderr
