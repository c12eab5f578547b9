"""The modeler's own reader and writer keep every shipped drawing whole: opening and saving one loses nothing.

Runs bpmn-moddle with zeebe-bpmn-moddle under Node (tests/node, set up by `make setup-test`). Compared are all
elements, attributes and texts; the order is compared among children of one name, as the modeler groups by name.
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
NODE_FOLDER = ROOT / "tests/node"
DRAWINGS = sorted((ROOT / "processes").rglob("*.bpmn"))
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"


def save_again(*files: Path) -> list[tuple[str, list[str]]]:
    """Return what the modeler writes and what it warned about, for each file."""
    node = shutil.which("node")
    if node is None or not (NODE_FOLDER / "node_modules").is_dir():
        pytest.fail("Node or its packages are missing: call `make setup-test`")
    command = [node, str(NODE_FOLDER / "round_trip.mjs"), *map(str, files)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert answer.returncode == 0, answer.stderr
    return [(one["xml"], one["warnings"]) for one in json.loads(answer.stdout)]


def attributes(element: etree._Element) -> dict[str, str]:
    """Return the attributes with numbers in one spelling ("180.0" is "180")."""
    found = {}
    for name, value in element.attrib.items():
        try:
            found[name] = f"{float(value):g}"
        except ValueError:
            found[name] = value
    return found


def losses(before: etree._Element, after: etree._Element, path: str = "") -> list[str]:
    """Return one line for each thing that differs, with its place."""
    here = f"{path}/{etree.QName(before).localname}[{before.get('id') or before.get('name') or ''}]"
    found = []
    if attributes(before) != attributes(after):
        found.append(f"{here}: {attributes(before)} became {attributes(after)}")
    if (before.text or "").strip() != (after.text or "").strip():
        found.append(f"{here}: text {before.text!r} became {after.text!r}")
    old, new = children(before), children(after)
    for name in sorted(old.keys() | new.keys()):
        kept, written = old.get(name, []), new.get(name, [])
        if len(kept) != len(written):
            found.append(f"{here}: {len(kept)} {etree.QName(name).localname} became {len(written)}")
        for one, other in zip(kept, written, strict=False):
            found += losses(one, other, here)
    return found


def children(element: etree._Element) -> dict[str, list[etree._Element]]:
    """Return the child elements by name, each name in its order."""
    elements = sorted((child for child in element if isinstance(child.tag, str)), key=lambda child: child.tag)
    return {name: list(group) for name, group in groupby(elements, key=lambda child: child.tag)}


def test_the_modeler_loses_nothing_of_a_shipped_drawing() -> None:
    assert DRAWINGS

    saved = save_again(*DRAWINGS)

    for drawing, (xml, warnings) in zip(DRAWINGS, saved, strict=True):
        name = str(drawing.relative_to(ROOT))
        assert (name, warnings) == (name, [])
        assert (name, losses(etree.parse(drawing).getroot(), etree.fromstring(xml.encode()))) == (name, [])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda task, form: form.set("formIdd", "x"), "formIdd"),
        (lambda task, form: task.set("candidates", "x"), "candidates"),
        (lambda task, form: task.append(etree.Element(f"{ZEEBE}nonsense")), "1 nonsense became 0"),
    ],
)
def test_what_the_modeler_does_not_know_is_noticed(
    change: Callable[..., None], words: str, tmp_path: Path
) -> None:
    tree = etree.parse(DRAWINGS[0])
    form = next(tree.getroot().iter(f"{ZEEBE}formDefinition"))
    change(form.getparent().getparent(), form)
    broken = tmp_path / "broken.bpmn"
    tree.write(broken)

    ((xml, warnings),) = save_again(broken)

    noticed = [*warnings, *losses(tree.getroot(), etree.fromstring(xml.encode()))]
    assert any(words in one for one in noticed), noticed
