"""Story tests name stories of the catalogue, and the table of results cannot hide a failure."""

import ast
from pathlib import Path

from scripts.stories import CATALOGUE, Story, read_catalogue, state_of

ROOT = Path(__file__).resolve().parents[2]


def story_marks() -> dict[str, str]:
    """Return the story ids named anywhere in the tests, with one place each."""
    marks = {}
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.story":
                marks[ast.literal_eval(node.args[0])] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return marks


def test_every_story_test_names_a_story_of_the_catalogue() -> None:
    known = {story.id for story in read_catalogue(CATALOGUE.read_text())}

    strangers = {name: place for name, place in story_marks().items() if name not in known}

    assert strangers == {}


def test_what_the_catalogue_expects_now_is_told_by_a_test() -> None:
    expected = {story.id for story in read_catalogue(CATALOGUE.read_text()) if story.expected}

    assert expected >= {f"C{number}" for number in range(1, 11)}
    assert expected - set(story_marks()) == set()


def test_one_failing_or_skipped_test_fails_its_story() -> None:
    story = Story("C1", "", expected=True)

    assert state_of(story, ["passed", "passed"]) == "passed"
    assert state_of(story, ["passed", "failed"]) == "failed"
    assert state_of(story, ["passed", "skipped"]) == "failed"
    assert state_of(story, []) == "missing"
