"""Every setting is documented, with its default, and every documented one exists."""

import re
from dataclasses import fields
from pathlib import Path

from config import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/settings.md"


def test_every_setting_is_documented_and_no_other() -> None:
    documented = set(re.findall(r"`(LUOSHU_[A-Z_]+)`", PAGE.read_text())) - {"LUOSHU_NAME"}

    existing = {f"LUOSHU_{field.name.upper()}" for field in fields(Settings)}

    assert {name for name in documented if not name.startswith("LUOSHU_TEST_")} == existing
