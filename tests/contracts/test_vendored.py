"""The vendored browser files are those of the pinned packages, and a changed byte is noticed."""

import shutil
from pathlib import Path

import pytest

from scripts.vendored import LOCK, ROOT, VENDOR, differences


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / VENDOR, tmp_path / VENDOR)
    (tmp_path / "frontend").mkdir()
    shutil.copy(ROOT / "frontend/package.json", tmp_path / "frontend")
    return tmp_path


def test_the_vendored_files_are_those_of_the_packages() -> None:
    assert differences() == []


def test_a_changed_a_missing_and_a_strange_file_are_noticed(copy: Path) -> None:
    files = sorted(p for p in (copy / VENDOR).rglob("*") if p.is_file() and p.name != LOCK)
    files[0].write_bytes(files[0].read_bytes() + b" ")
    files[1].unlink()
    (copy / VENDOR / "stranger.js").write_text("")

    found = differences(copy)

    assert len(found) == 3
    assert any("differs from" in line for line in found)
    assert any("missing" in line for line in found)
    assert any("stranger.js: not in" in line for line in found)
