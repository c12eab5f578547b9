"""Break a title into lines that are whole words and form a trapezoid or a diamond (GB/T 9704-2012 7.3.1).

Knows the words titles are made of (title_words.txt); not fonts. A line break typed into the title is kept.
"""

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

LONGEST = 20
"""Characters of 二号 (22 pt) on a line of 156 mm."""

_WORDS = tuple(
    sorted(Path(__file__).with_name("title_words.txt").read_text("utf-8").split(), key=len, reverse=True)
)
_WHOLE = re.compile(r"[0-9A-Za-z〔〕.%-]+[年月日号次]?|《[^》]{1,16}》")
_NOT_FIRST = frozenset("的和与及、，。；：）》”年月日号次")
_NOT_LAST = frozenset("关于第《（“和与及")


@lru_cache(maxsize=512)
def title_lines(title: str, names: tuple[str, ...] = (), longest: int = LONGEST) -> tuple[str, ...]:
    """Return the lines of a title; as few as fit, whole words, balanced. `names` (organs) are not broken."""
    typed = [part.strip() for part in title.splitlines() if part.strip()]
    return tuple(line for part in typed for line in _broken(part, names, longest))


def _broken(line: str, names: tuple[str, ...], longest: int) -> tuple[str, ...]:
    if len(line) <= longest:
        return (line,)
    count = -(-len(line) // longest)
    breaks = _breaks(line, names)
    found = _best(line, breaks, count, longest) or _best(line, breaks, count + 1, longest)
    return found or tuple(line[at : at + longest] for at in range(0, len(line), longest))


def _breaks(line: str, names: tuple[str, ...]) -> dict[int, float]:
    """Return where a line may end and what it costs to break there."""
    places: dict[int, float] = {}
    at = 0
    while at < len(line):
        at += len(_word(line, at, names))
        if at < len(line) and line[at] not in _NOT_FIRST and line[at - 1] not in _NOT_LAST:
            places[at] = 0.0 if line.startswith("关于", at) or line[at - 1] in "的、， " else 1.0
    return places


def _word(line: str, at: int, names: tuple[str, ...]) -> str:
    whole = _WHOLE.match(line, at)
    if whole:
        return whole.group()
    return next((word for word in (*names, *_WORDS) if word and line.startswith(word, at)), line[at])


def _best(line: str, breaks: dict[int, float], count: int, longest: int) -> tuple[str, ...] | None:
    best: tuple[float, tuple[str, ...]] | None = None
    for cuts in _cuts(sorted(breaks), count - 1):
        lines = tuple(line[a:b].strip() for a, b in pairwise((0, *cuts, len(line))))
        if max(map(len, lines)) > longest:
            continue
        cost = sum(breaks[cut] for cut in cuts) + _shape_cost(tuple(map(len, lines)))
        if best is None or cost < best[0]:
            best = (cost, lines)
    return best[1] if best else None


def _cuts(places: list[int], count: int) -> list[tuple[int, ...]]:
    if count == 0:
        return [()]
    return [(place, *rest) for at, place in enumerate(places) for rest in _cuts(places[at + 1 :], count - 1)]


def _shape_cost(lengths: tuple[int, ...]) -> float:
    """Return how far the lines are from a trapezoid or a diamond: an hourglass or a box looks wrong."""
    steps = [b - a for a, b in pairwise(lengths)]
    cost = max(lengths) / min(lengths) - 1.0
    if any(a < 0 < b for a, b in pairwise(steps)):
        cost += 3.0
    if len(set(lengths)) == 1:
        cost += 1.0
    return cost * 2
