"""Run the acceptance stories and print a table: id, title, result.

Exit 1 when one failed or an expected one is missing. A story is a test with `@pytest.mark.story("C1")`;
several tests may share one id, and all must pass. Ids and titles stand in docs/reference/stories.md;
those marked there as 现在 must have a test, the others are listed as 尚未实现.
usage: python -m scripts.stories [ID …]
"""

import re
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from unicodedata import east_asian_width

import pytest

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "docs/reference/stories.md"
ROW = re.compile(r"^\| (?P<id>[A-Z]\d+) \| (?P<title>[^|]+?) \| (?P<state>现在|以后) \|")


@dataclass(frozen=True)
class Story:
    """One line of the catalogue; `expected` means that it must have a passing test now."""

    id: str
    title: str
    expected: bool


def read_catalogue(text: str) -> tuple[Story, ...]:
    """Return the stories of docs/reference/stories.md in its order."""
    rows = (ROW.match(line) for line in text.splitlines())
    return tuple(Story(r["id"], r["title"].strip(), r["state"] == "现在") for r in rows if r)


@dataclass
class Recorder:
    """Keep to story tests, and note each one's result under its story's id."""

    only: frozenset[str] = frozenset()
    results: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _story_of: dict[str, str] = field(default_factory=dict)

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Drop every test that belongs to no story, or to another one than asked for."""
        kept = []
        for item in items:
            marker = item.get_closest_marker("story")
            if marker and (not self.only or marker.args[0] in self.only):
                self._story_of[item.nodeid] = marker.args[0]
                kept.append(item)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome: of the call, or of a set-up or tear-down that went wrong."""
        story = self._story_of.get(report.nodeid)
        if story and (report.when == "call" or report.outcome != "passed"):
            self.results[story].append(report.outcome)


def state_of(story: Story, outcomes: list[str]) -> str:
    """Return passed, failed, missing or 尚未实现; a skipped test is no proof and counts as failed."""
    if not outcomes:
        return "missing" if story.expected else "尚未实现"
    return "passed" if set(outcomes) == {"passed"} else "failed"


def pad(text: str, width: int) -> str:
    """Fill up to a width in columns; a Chinese character takes two."""
    columns = sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * max(0, width - columns)


def main(arguments: list[str]) -> int:
    """Run the stories, print the table, return the exit code."""
    stories = read_catalogue(CATALOGUE.read_text())
    unknown = set(arguments) - {story.id for story in stories}
    if unknown:
        print(
            f"unknown story: {', '.join(sorted(unknown))}; see {CATALOGUE.relative_to(ROOT)}", file=sys.stderr
        )
        return 2
    recorder = Recorder(frozenset(arguments))
    code = int(pytest.main(["--no-header", "-p", "no:randomly", "tests"], plugins=[recorder]))
    print()
    states = [
        (story, state_of(story, recorder.results[story.id]))
        for story in stories
        if not arguments or story.id in arguments
    ]
    strangers = sorted(set(recorder.results) - {story.id for story in stories})
    for story, state in states:
        print(f"{story.id:<5} {pad(story.title, 72)} {state}")
    for name in strangers:
        print(f"{name:<5} {pad('(not in docs/reference/stories.md)', 72)} failed")
    bad = [story.id for story, state in states if state in {"failed", "missing"}] + strangers
    passed = sum(state == "passed" for _, state in states)
    print(f"\n{passed} passed, {len(bad)} failed or missing{': ' + ' '.join(bad) if bad else ''}")
    # a collection error or an interrupted run is a failure even when every story seen so far passed
    return 1 if bad or code not in {0, pytest.ExitCode.NO_TESTS_COLLECTED} else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
