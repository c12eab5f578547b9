"""The DMN TCK's compliance level 2 passes whole, from the copy in the repository."""

from pathlib import Path

import pytest

from scripts.conformance_dmn import SHIPPED, main, run


def test_level_2_passes_whole() -> None:
    tallies, misses = run(SHIPPED / "compliance-level-2")

    assert misses == []
    assert sum(tally.total for tally in tallies.values()) == 116


def test_the_runner_prints_figures_and_succeeds(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--tck", str(SHIPPED)])

    assert code == 0
    assert "compliance-level-2: 116/116 (100.0%)" in capsys.readouterr().out


def test_the_runner_fails_and_says_so_when_a_case_misses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = SHIPPED / "compliance-level-2" / "0001-input-data-string"
    folder = tmp_path / "compliance-level-2" / "0001-input-data-string"
    folder.mkdir(parents=True)
    for file in source.iterdir():
        content = file.read_text(encoding="utf-8")
        (folder / file.name).write_text(content.replace("Hello John Doe", "Hello Jane"), encoding="utf-8")

    code = main(["--tck", str(tmp_path), "--misses"])

    out = capsys.readouterr().out
    assert code == 1
    assert "0/1" in out
    assert 'instead of "Hello Jane' in out


def test_the_runner_says_when_there_is_nothing_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--tck", str(tmp_path)]) == 1
    assert "no DMN test cases below" in capsys.readouterr().out
    assert main(["--tck", str(tmp_path / "absent")]) == 1
    assert "is a folder" in capsys.readouterr().out
