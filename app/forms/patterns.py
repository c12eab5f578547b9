"""Patterns written by designers: compiled when a form is loaded, run with a time limit on capped text.

The `regex` package is used because `re` has no time limit and a pattern such as (a+)+b would hold a worker.
"""

from dataclasses import dataclass

import regex

MAX_PATTERN_LENGTH = 500
"""Longest pattern in characters."""
MAX_SUBJECT_LENGTH = 2000
"""Longest text a pattern is run on, in characters."""
TIMEOUT_SECONDS = 0.1
"""Time one match may take."""
PROBE_SECONDS = 0.5
"""Time a match may take when the form is loaded: longer, so that a busy machine refuses no good pattern."""


class PatternError(ValueError):
    """Say why a pattern cannot be used; the text is the engine's own, in English."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Hold one compiled pattern; it matches anywhere unless anchored, as JavaScript's `test` does."""

    source: str
    compiled: "regex.Pattern[str]"

    def matches(self, subject: str) -> bool:
        """Tell whether the text matches; too long a text or too slow a match counts as no."""
        if len(subject) > MAX_SUBJECT_LENGTH:
            return False
        try:
            return self.compiled.search(subject, timeout=TIMEOUT_SECONDS) is not None
        except TimeoutError:
            return False


def compile_pattern(source: str) -> Pattern:
    """Compile a designer's pattern; raise PatternError when it is too long, wrong, or slow on bad input.

    Slowness is tried at once: the pattern is run on long texts made of its own letters, so that a pattern
    that
    blows up is refused at its author's desk and not at a citizen's.
    """
    if len(source) > MAX_PATTERN_LENGTH:
        raise PatternError(f"longer than {MAX_PATTERN_LENGTH} characters")
    try:
        pattern = Pattern(source, regex.compile(source, regex.VERSION0))
    except (regex.error, OverflowError, RecursionError, ValueError) as error:
        raise PatternError(str(error)) from error
    for probe in _probes(source):
        try:
            pattern.compiled.search(probe, timeout=PROBE_SECONDS)
        except TimeoutError as error:
            raise PatternError(f"takes longer than {PROBE_SECONDS} s on {len(probe)} characters") from error
    return pattern


def _probes(source: str) -> list[str]:
    letters = list(dict.fromkeys(c for c in source if c.isalnum()))[:8]
    return [
        letter * (MAX_SUBJECT_LENGTH - 1) + "\u2603"
        for letter in dict.fromkeys([*letters, "a", "0", "中", " "])
    ]
