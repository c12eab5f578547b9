"""Regular expressions of XPath and XQuery Functions 3.0, 5.6, translated to the `regex` package.

That package is used for its time limit: a designer's pattern meets a citizen's text, and a bad pattern can
take for ever. Whatever the standard has no word for (look-around, fuzzy matching, octal escapes) is refused.
"""

import re
from functools import lru_cache

import regex

from app.feel.arithmetic import MAX_STRING
from app.feel.errors import FeelBudgetError
from app.text import text

TIMEOUT_SECONDS = 0.2
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE, "x": 0, "q": 0}
_CLASSES = {
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
    "i": r"[\p{L}_:]",
    "I": r"[^\p{L}_:]",
    "c": r"[\p{L}\p{Nd}\-._:·]",
    "C": r"[^\p{L}\p{Nd}\-._:·]",
    "n": r"\n",
    "r": r"\r",
    "t": r"\t",
}
_PROPERTY = re.compile(r"\{(Is)?([A-Za-z0-9\-]+)\}")
_QUANTIFIER = re.compile(r"\{\d+(?:,\d*)?\}")
_REPLACEMENT = re.compile(r"\\([\\$])|\$(\d+)|([\\$])")


class _BadPatternError(Exception):
    """Say that a text is no pattern of the standard."""


@lru_cache(maxsize=512)
def compile_pattern(pattern: str, flags: str) -> "regex.Pattern[str] | None":
    """Translate and compile a pattern; None when it or a flag is none of the standard's."""
    if any(flag not in _FLAGS for flag in flags):
        return None
    options = regex.VERSION1
    for flag in flags:
        options |= _FLAGS[flag]
    try:
        if "q" in flags:
            return regex.compile(regex.escape(pattern), options)
        return regex.compile(_Translator(_strip(pattern) if "x" in flags else pattern, flags).run(), options)
    except (_BadPatternError, regex.error, OverflowError):
        return None


def _strip(pattern: str) -> str:
    """Drop white space outside of character classes, also behind a backslash (flag x)."""
    kept, depth, escaped = [], 0, False
    for char in pattern:
        if char in " \t\n\r" and not depth:
            continue
        if not escaped:
            depth += (char == "[") - (char == "]" and depth > 0)
        escaped = char == "\\" and not escaped
        kept.append(char)
    return "".join(kept)


class _Translator:
    """Walk through one pattern."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.pattern = pattern
        self.flags = flags
        self.index = 0

    def run(self) -> str:
        out = []
        while self.index < len(self.pattern):
            out.append(self._piece())
        return "".join(out)

    def _piece(self) -> str:
        char = self.pattern[self.index]
        if char == "\\":
            return self._escape(in_class=False)
        if char == "[":
            return self._class()
        self.index += 1
        if char == ".":
            return "." if "s" in self.flags else r"[^\n\r]"
        if char in "^$" and "m" not in self.flags:
            return r"\A" if char == "^" else r"\Z"
        if (
            char == "("
            and self.pattern.startswith("?", self.index)
            and not self.pattern.startswith("?:", self.index)
        ):
            raise _BadPatternError
        if char in "*+?" and self.pattern.startswith("+", self.index):
            raise _BadPatternError
        if char == "{":
            match = _QUANTIFIER.match(self.pattern, self.index - 1)
            if match is None:
                raise _BadPatternError
            self.index = match.end()
            return match.group()
        if char in "]}":
            raise _BadPatternError
        return char

    def _escape(self, *, in_class: bool) -> str:
        if self.index + 1 >= len(self.pattern):
            raise _BadPatternError
        char = self.pattern[self.index + 1]
        self.index += 2
        if char in "pP":
            match = _PROPERTY.match(self.pattern, self.index)
            if match is None:
                raise _BadPatternError
            self.index = match.end()
            return f"\\{char}{{{'Block=' if match[1] else ''}{match[2]}}}"
        if char in "123456789" and not in_class:
            return f"\\{char}"
        if char in _CLASSES:
            return _CLASSES[char]
        if char.isalnum():
            raise _BadPatternError
        return f"\\{char}"

    def _class(self) -> str:
        self.index += 1
        out = ["["]
        if self.pattern.startswith("^", self.index):
            out.append("^")
            self.index += 1
        while True:
            if self.index >= len(self.pattern):
                raise _BadPatternError
            char = self.pattern[self.index]
            if char == "]":
                if out[-1] in ("[", "^"):
                    raise _BadPatternError
                self.index += 1
                return "".join([*out, "]"])
            if char == "\\":
                out.append(self._escape(in_class=True))
            elif char == "-" and self.pattern.startswith("-[", self.index):
                self.index += 1
                # what is taken away stands last
                taken = self._class()
                if not self.pattern.startswith("]", self.index):
                    raise _BadPatternError
                self.index += 1
                body = "".join(out)
                return f"[{body}]--{taken}]"
            elif char == "[":
                raise _BadPatternError
            else:
                self.index += 1
                out.append(self._class_character(char))

    def _class_character(self, char: str) -> str:
        if char == "-":
            following, before = self.pattern[self.index : self.index + 1], self.pattern[self.index - 2]
            is_range = before not in "[^" and following not in ("]", "") and not self._after_range()
            return "-" if is_range else r"\-"
        return f"\\{char}" if char in "&|~#^$.*+?(){}/ " else char

    def _after_range(self) -> bool:
        """Tell whether the hyphen follows a complete range, as the second one in `[0-9-.]`."""
        return len(self.pattern) > self.index - 1 >= 3 and self.pattern[self.index - 3] == "-"


def first_match(pattern: "regex.Pattern[str]", value: str) -> bool:
    """Tell whether a pattern matches somewhere; FeelBudgetError when that takes too long."""
    try:
        return pattern.search(value, timeout=TIMEOUT_SECONDS) is not None
    except TimeoutError:
        raise _too_slow() from None


def replace_all(pattern: "regex.Pattern[str]", value: str, replacement: str, *, literal: bool) -> str | None:
    """Replace every match; None for a bad replacement or a pattern that matches nothing at all (5.6.4)."""
    if not literal and any(match[3] for match in _REPLACEMENT.finditer(replacement)):
        return None
    size = 0

    def expand(match: "regex.Match[str]") -> str:
        nonlocal size
        result = (
            replacement if literal else _REPLACEMENT.sub(lambda part: _expand_part(part, match), replacement)
        )
        size += len(result)
        if size > MAX_STRING:
            raise FeelBudgetError(text("字符串过长（最多 %(limit)s 个字符）", limit=MAX_STRING))
        return result

    try:
        if pattern.search("", timeout=TIMEOUT_SECONDS) is not None:
            return None
        return pattern.sub(expand, value, timeout=TIMEOUT_SECONDS)
    except TimeoutError:
        raise _too_slow() from None


def _expand_part(part: "re.Match[str]", match: "regex.Match[str]") -> str:
    if part[1]:
        return part[1]
    digits, groups = part[2], len(match.groups())
    used = len(digits)
    while used > 1 and int(digits[:used]) > groups:
        used -= 1
    number = int(digits[:used])
    found = match.group(number) if number <= groups else ""
    return (found or "") + digits[used:]


def split_all(pattern: "regex.Pattern[str]", value: str) -> list[str]:
    """Split at every match; a delimiter that matches nothing at all splits between characters."""
    parts, start = [], 0
    try:
        for match in pattern.finditer(value, timeout=TIMEOUT_SECONDS):
            if match.end() == match.start() and match.start() in (0, len(value)):
                continue
            parts.append(value[start : match.start()])
            start = match.end()
    except TimeoutError:
        raise _too_slow() from None
    return [*parts, value[start:]]


def _too_slow() -> FeelBudgetError:
    return FeelBudgetError(text("正则表达式运算过久"))
