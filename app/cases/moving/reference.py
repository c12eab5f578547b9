"""Case numbers as people type them."""

import re
import unicodedata

_BRACKETS = str.maketrans(dict.fromkeys("[(【［（<〈", "〔") | dict.fromkeys("])】］）>〉", "〕"))
_MOST_SIGNS = 60


def plain_number(typed: str) -> str:
    """Return a case number as it was issued (信访〔2026〕12号): width, blanks, kinds of brackets, a missing 号."""
    folded = unicodedata.normalize("NFKC", typed[: 2 * _MOST_SIGNS].translate(_BRACKETS))
    plain = re.sub(r"\s", "", folded.translate(_BRACKETS))[:_MOST_SIGNS]
    return f"{plain}号" if re.search(r"〕\d+$", plain) else plain
