"""Cut FEEL text into tokens (DMN 1.5, 10.3.1.2 grammar rules 27–37 and 62 ff.).

Knows nothing of grammar. Full-width punctuation is never part of a name here, although the standard's
character ranges would allow it: `金额＞5` must be a mistake that is told, not a name nobody has.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from app.feel.errors import FeelSyntaxError, Position
from app.text import Text, text

START = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3005-\u3007\u3021-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\U00010000-\U000effff"
)
PART = START + "0-9\u00b7\u0300-\u036f\u203f\u2040"
MAX_SOURCE = 20_000
"""Longest expression accepted, in characters; a designer's text, not a program."""

_TOKEN = re.compile(
    rf"""(?P<space>[\s\u3000\ufeff]+|//[^\n]*|/\*.*?\*/)
    |(?P<name>[{START}][{PART}]*|\?)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<op>\*\*|\.\.|->|<=|>=|!=|[-+*/=<>()\[\]{{}},.:@'|])
    |(?P<bad>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|[\"'\\ntr])")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """Hold one token: its kind (name number string op bad end), text and offsets."""

    kind: str
    text: str
    start: int
    end: int


def syntax_error(source: str, offset: int, message: Text) -> FeelSyntaxError:
    """Build the error for a place in the text."""
    position = Position.at(source, offset)
    return FeelSyntaxError(message, position.line, position.column)


def tokenize(source: str) -> list[Token]:
    """Return the tokens of `source`, the last of kind "end".

    Raises FeelSyntaxError when the text is longer than MAX_SOURCE.
    """
    if len(source) > MAX_SOURCE:
        raise syntax_error(source, 0, text("表达式太长（最多 %(limit)s 个字符）", limit=MAX_SOURCE))
    tokens = []
    for match in _TOKEN.finditer(source):
        kind = match.lastgroup or "bad"
        if kind != "space":
            tokens.append(Token(kind, match.group(), match.start(), match.end()))
    tokens.append(Token("end", "", len(source), len(source)))
    return tokens


@lru_cache(maxsize=4096)
def name_parts(name: str) -> tuple[str, ...]:
    """Return the token texts a name with spaces or signs is made of."""
    return tuple(token.text for token in tokenize(name)[:-1])


def _unescape(match: re.Match[str]) -> str:
    body = match.group(1)
    if body[0] in "uU" and len(body) > 1:
        code = int(body[1:], 16)
        return chr(code) if code <= 0x10FFFF else match.group()
    return _SIMPLE[body]


def string_value(token_text: str) -> str:
    r"""Return the text a string token stands for; a backslash that escapes nothing stays: "\d" is `\d`."""
    body = token_text[1:-1]
    if "\\" not in body:
        return body
    plain = _ESCAPE.sub(_unescape, body)
    # a pair of \u escapes may spell one character above U+FFFF
    if any("\ud800" <= char <= "\udfff" for char in plain):
        plain = plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return plain
