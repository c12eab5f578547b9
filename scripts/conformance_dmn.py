"""Run test cases of the DMN Technology Compatibility Kit against app/dmn and print passed/total.

usage: python -m scripts.conformance_dmn [--tck DIR] [--misses] [--json FILE]
DIR is any folder with the kit's files (test XML beside .dmn), at any depth. Without it the corpus in
../shared/corpora/dmn-tck is taken when it is there, else the level-2 cases in tests/data/dmn-tck.
Exit 1 when a case of level 2 misses or the folder has no case; misses of level 3 are printed, not fatal.
A case passes when every result node of it has the expected value.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from lxml import etree

from app.dmn import Model, read
from app.errors import LuoshuError
from app.feel import Environment, from_feel
from app.feel.compare import equal, kind_of
from app.feel.numbers import parse_number
from app.feel.temporal import parse_date, parse_date_time, parse_duration, parse_time

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "corpora" / "dmn-tck"
SHIPPED = ROOT / "tests" / "data" / "dmn-tck"
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
TOLERANCE = Decimal("1e-8")
"""The kit writes irrational results with about eight decimals."""
NOW = datetime(2024, 6, 1, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Miss:
    """Hold one result that is not as expected."""

    folder: str
    case: str
    node: str
    expected: Any
    found: Any


@dataclass
class Tally:
    """Count the cases of a folder."""

    passed: int = 0
    total: int = 0


def local(element: etree._Element) -> str:
    """Return an element's name without namespace; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """Return the children of a name."""
    return [child for child in element if local(child) == name]


def scalar(element: etree._Element) -> Any:
    """Read a `value` element as its XML Schema type says."""
    if element.get(f"{XSI}nil") == "true":
        return None
    content = element.text or ""
    kind = (element.get(f"{XSI}type") or "string").rpartition(":")[2]
    if kind in ("decimal", "double", "integer", "float", "int", "long"):
        return parse_number(content.strip())
    readers = {
        "boolean": lambda literal: literal == "true",
        "date": parse_date,
        "time": parse_time,
        "dateTime": parse_date_time,
        "duration": parse_duration,
    }
    return readers[kind](content.strip()) if kind in readers else content


def value(element: etree._Element) -> Any:
    """Read the value an input or expected node holds."""
    if element.get(f"{XSI}nil") == "true":
        return None
    for child in element:
        name = local(child)
        if name == "value":
            return scalar(child)
        if name == "list":
            if child.get(f"{XSI}nil") == "true":
                return None
            return [value(item) for item in children(child, "item")]
        if name == "component":
            return {part.get("name", ""): value(part) for part in children(element, "component")}
    return None


def same(expected: Any, found: Any) -> bool:
    """Tell whether a result is the expected one: same kind, numbers within TOLERANCE, times exactly."""
    if kind_of(expected) != kind_of(found):
        return False
    if isinstance(expected, Decimal):
        return abs(expected - found) <= max(TOLERANCE, abs(expected) * Decimal("1e-12"))
    if isinstance(expected, list):
        return len(expected) == len(found) and all(map(same, expected, found))
    if isinstance(expected, dict):
        return expected.keys() == found.keys() and all(
            same(part, found[key]) for key, part in expected.items()
        )
    if isinstance(expected, datetime | time):
        return (
            expected.replace(tzinfo=None) == found.replace(tzinfo=None)
            and expected.utcoffset() == found.utcoffset()
            and getattr(expected, "nanoseconds", 0) == getattr(found, "nanoseconds", 0)
        )
    return equal(expected, found) is True


class Folder:
    """Load the models of one folder, imports first."""

    def __init__(self, path: Path) -> None:
        self.sources = {file.name: file.read_bytes() for file in sorted(path.glob("*.dmn"))}
        self.namespaces = {
            etree.fromstring(source).get("namespace", ""): name for name, source in self.sources.items()
        }
        self.models: dict[str, Model | None] = {}

    def model(self, name: str) -> Model | None:
        """Return a model by file name; None when it cannot be read at all."""
        if name not in self.models:
            self.models[name] = None
            root = etree.fromstring(self.sources[name])
            imported = [
                self.model(self.namespaces[namespace])
                for namespace in (child.get("namespace", "") for child in children(root, "import"))
                if namespace in self.namespaces
            ]
            found, _ = read(
                self.sources[name], file=name, imports=[model for model in imported if model is not None]
            )
            self.models[name] = found
        return self.models[name]


def run_node(model: Model, case: etree._Element, node: etree._Element, inputs: dict[str, Any]) -> Any:
    """Return what the model answers for one result node; null for an error, as the kit asks."""
    asked = case.get("invocableName") or node.get("name", "")
    try:
        found = model.evaluate(asked, inputs, env=Environment(NOW)).value
    except LuoshuError:
        return None
    if case.get("invocableName") and isinstance(found, dict) and len(model.find(asked).outputs) > 1:
        return found.get(node.get("name", ""))
    return found


def run_file(path: Path, folder: Folder, name: str, tally: Tally) -> Iterator[Miss]:
    """Run the cases of one test file."""
    root = etree.parse(path).getroot()
    for case in children(root, "testCase"):
        tally.total += 1
        inputs = {node.get("name", ""): value(node) for node in children(case, "inputNode")}
        misses = []
        for node in children(case, "resultNode"):
            expectations = children(node, "expected")
            expected = value(expectations[0]) if expectations else None
            model = folder.model((children(root, "modelName")[0].text or "").strip())
            found = None if model is None else run_node(model, case, node, inputs)
            if not same(expected, found):
                misses.append(Miss(name, case.get("id", ""), node.get("name", ""), expected, found))
        tally.passed += not misses
        yield from misses


def is_test(path: Path) -> bool:
    """Tell whether an XML file holds test cases."""
    try:
        return local(etree.parse(path).getroot()) == "testCases"
    except etree.XMLSyntaxError:
        return False


def run(directory: Path) -> tuple[dict[str, Tally], list[Miss]]:
    """Run every case below a directory; return the tally by folder and all misses."""
    tallies: dict[str, Tally] = {}
    misses: list[Miss] = []
    for path in sorted(directory.rglob("*.xml")):
        if is_test(path):
            name = path.parent.relative_to(directory.parent).as_posix()
            folder = Folder(path.parent)
            misses.extend(run_file(path, folder, name, tallies.setdefault(name, Tally())))
    return tallies, misses


def level_of(folder: Path) -> str:
    """Return the compliance level a folder belongs to, by the name of one of its parents."""
    return next((part for part in folder.parts if part.startswith("compliance-level-")), "other")


def choose(asked: Path | None) -> Path | None:
    """Return the directory to run; None when there is none."""
    if asked is not None:
        return asked.resolve() if asked.is_dir() else None
    return next((path for path in (SHARED, SHIPPED) if path.is_dir()), None)


def readable(found: Any) -> str:
    """Return a value as JSON for a miss."""
    try:
        return json.dumps(from_feel(found), ensure_ascii=False, default=str)
    except LuoshuError:
        return str(found)


def report(
    directory: Path, tallies: dict[str, Tally], misses: list[Miss], *, show_misses: bool
) -> dict[str, Tally]:
    """Print passed/total per folder and per level; return the tally by level."""
    levels: dict[str, Tally] = {}
    for folder, tally in tallies.items():
        mark = "" if tally.passed == tally.total else "   <<"
        print(f"{tally.passed:5}/{tally.total:<5} {folder}{mark}")
        level = levels.setdefault(level_of(directory.parent / folder), Tally())
        level.passed += tally.passed
        level.total += tally.total
    if show_misses:
        for miss in misses:
            found, expected = readable(miss.found), readable(miss.expected)
            print(f"  miss {miss.folder} case {miss.case} {miss.node}: {found} instead of {expected}")
    for level, tally in sorted(levels.items()):
        print(f"{level}: {tally.passed}/{tally.total} ({tally.passed / tally.total:.1%})")
    return levels


def main(arguments: list[str] | None = None) -> int:
    """Run the kit; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tck", type=Path, help="folder with test cases of the kit")
    parser.add_argument("--misses", action="store_true", help="list every result that is not as expected")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args(arguments)
    directory = choose(options.tck)
    if directory is None:
        print(f"no DMN test cases: {options.tck or f'neither {SHARED} nor {SHIPPED}'} is a folder")
        return 1
    print(f"DMN test cases of {directory}")
    tallies, misses = run(directory)
    if not tallies:
        print(f"no DMN test cases below {directory}: expected <testCases> XML beside .dmn files")
        return 1
    levels = report(directory, tallies, misses, show_misses=options.misses)
    if options.json:
        figures = {folder: [tally.passed, tally.total] for folder, tally in tallies.items()}
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    level_2 = levels.get("compliance-level-2", Tally())
    return int(level_2.passed < level_2.total)


if __name__ == "__main__":
    sys.exit(main())
