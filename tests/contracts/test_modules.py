"""Every module says what it is for; every public function and class says what it does."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHORTEST = 25


def modules() -> Iterator[Path]:
    yield from sorted((ROOT / "app").rglob("*.py"))
    yield from sorted((ROOT / "scripts").rglob("*.py"))
    yield from sorted((ROOT / "bench").rglob("*.py"))
    yield from (ROOT / name for name in ("config.py", "run.py") if (ROOT / name).exists())


def purpose_problem(source: str) -> str | None:
    """Return what is wrong with a module's docstring, None when it says what the module is for."""
    tree = ast.parse(source)
    said = ast.get_docstring(tree)
    if said is None:
        # an empty package file has nothing to explain
        return "no docstring" if tree.body else None
    return None if len(said) >= SHORTEST else f"says too little: {said!r}"


def test_every_module_says_what_it_is_for() -> None:
    found = {str(path.relative_to(ROOT)): purpose_problem(path.read_text()) for path in modules()}

    silent = {path: problem for path, problem in found.items() if problem}

    assert len(found) > 20
    assert silent == {}


def test_a_silent_or_curt_module_is_found() -> None:
    assert purpose_problem("x = 1") == "no docstring"
    assert purpose_problem('"""Utilities."""') == "says too little: 'Utilities.'"
    assert purpose_problem('"""Count the days of a legal term."""') is None


def test_nothing_in_the_program_asks_the_machine_for_the_time() -> None:
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules()
        if path.parts[-2:] != ("app", "clock.py") and "app" in path.relative_to(ROOT).parts[:1]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    ]

    assert asked == [], "take the time from runtime.clock"
