"""What forms can do is documented; what is documented exists."""

import re
from pathlib import Path

from app.forms.schema import ATTRIBUTES, PROPERTIES
from app.forms.upload import KNOWN_TYPES
from app.forms.validators import VALIDATORS

REFERENCE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "forms.md").read_text("utf-8")
QUOTED = set(re.findall(r"`([^`\n]+)`", REFERENCE))


def test_every_type_property_and_validator_stands_in_the_reference() -> None:
    assert set(ATTRIBUTES) | {"iframe"} <= QUOTED
    assert PROPERTIES <= QUOTED
    assert set(VALIDATORS) <= QUOTED


def test_every_file_type_stands_in_the_reference() -> None:
    assert all(kind.upper() in REFERENCE for kind in KNOWN_TYPES if kind != "jpeg")
