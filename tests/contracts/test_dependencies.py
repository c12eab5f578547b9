"""Every package is pinned exactly and explained."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference/dependencies.md"


def requirements(text: str) -> dict[str, str | None]:
    """Return package → exact version, None where it is not pinned."""
    found = {}
    for line in text.splitlines():
        wanted = line.split("#")[0].strip()
        if wanted and not wanted.startswith("-"):
            name, _, version = wanted.partition("==")
            found[re.sub(r"\[.*\]", "", name)] = version or None
    return found


def explained() -> set[str]:
    return set(re.findall(r"^\| (@?[A-Za-z][\w./-]+) \|", PAGE.read_text(), re.MULTILINE)) - {"package"}


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_is_pinned_exactly(file: str) -> None:
    loose = [name for name, version in requirements((ROOT / file).read_text()).items() if version is None]

    assert loose == []


def test_every_package_is_explained_and_no_other() -> None:
    used: set[str] = set()
    for folder in ("frontend", "tests/node"):
        used |= set(json.loads((ROOT / folder / "package.json").read_text())["dependencies"])
    for file in ("requirements.txt", "requirements-dev.txt"):
        used |= set(requirements((ROOT / file).read_text()))

    assert explained() == used


def test_a_loose_package_is_noticed() -> None:
    assert requirements("# why\nflask\npsycopg[binary]==3.3.9\n") == {"flask": None, "psycopg": "3.3.9"}
