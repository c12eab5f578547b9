"""Case numbers as people type them."""

import re
import unicodedata


def plain_number(typed: str) -> str:
    """Return a typed case number as it is stored: 信访〔2026〕12号, without blanks, with 六角括号."""
    squeezed = re.sub(r"\s", "", unicodedata.normalize("NFKC", typed[:80]))
    return re.sub(r"[\[\(【〔]", "〔", re.sub(r"[\]\)】〕]", "〕", squeezed))
