"""Break Chinese and English text into lines that fit, by the line-start and line-end rules of Chinese print.

Source: GB/T 15834-2011 5.1 (which marks may not begin or end a line). Widths are estimates in em.
"""

import re

_NOT_FIRST = frozenset("，。、；：？！）》」』】”’…—·,.;:?!)]}%％°")
_NOT_LAST = frozenset("（《「『【“‘([{")
_WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’.\-]*|\s+|.", re.DOTALL)
_FIRST_WIDE = 0x2E80
_NARROW_EM = 0.54


def width_em(words: str) -> float:
    """Return the estimated width of a text in em."""
    return sum(1.0 if ord(char) >= _FIRST_WIDE or char in "“”‘’…—" else _NARROW_EM for char in words)


def wrap(words: str, width: float, *, most: int = 6) -> list[str]:
    """Break a text into at most `most` lines of `width` em; the last ends with … when text is left over."""
    lines: list[str] = [""]
    for piece in _WORDS.findall(" ".join(words.split())):
        line = lines[-1]
        fits = width_em(line + piece.rstrip()) <= width
        if fits or not line or piece in _NOT_FIRST:
            lines[-1] = line + piece if line or not piece.isspace() else ""
            continue
        carried = ""
        while line and line[-1] in _NOT_LAST:
            line, carried = line[:-1], line[-1] + carried
        lines[-1] = line.rstrip()
        lines.append(carried + piece.lstrip())
    found = [line.strip() for line in lines if line.strip()]
    if len(found) > most:
        found = [*found[: most - 1], found[most - 1][: max(1, len(found[most - 1]) - 1)] + "…"]
    return found


def balance(words: str, width: float, *, most: int = 6) -> list[str]:
    """Break like `wrap`, but with lines of like length: a last line of one character looks like a slip."""
    lines = wrap(words, width, most=most)
    if len(lines) < 2 or lines[-1].endswith("…"):
        return lines
    best = lines
    narrow = width
    while narrow > width * 0.55:
        narrow -= 0.5
        tried = wrap(words, narrow, most=most)
        if len(tried) != len(lines):
            break
        best = tried
    return best
