"""Walk through tokens and find names, which in FEEL may hold spaces, signs and keywords (DMN 1.5, 10.3.1.4).

A name of several tokens is found by the longest match among the names known at that place. Where no known
name fits, neighbouring words are read as one name: no other reading of two words side by side is FEEL.
"""

from collections.abc import Iterable

from app.feel.errors import FeelSyntaxError, Position
from app.feel.lexer import Token, name_parts, syntax_error, tokenize
from app.text import Text, text

RESERVED = frozenset(
    {
        "and",
        "or",
        "between",
        "in",
        "then",
        "else",
        "return",
        "satisfies",
        "if",
        "for",
        "some",
        "every",
        "function",
        "external",
        "true",
        "false",
        "null",
    }
)
SIGNS = frozenset("+-*/.'")
MAX_NESTING = 60
"""Deepest nesting of brackets and operators in one expression; keeps Python's own stack safe."""
MAX_RETRIES = 200
"""Most second readings in one text; stops texts built to make the parser go back again and again."""


class TooComplexError(FeelSyntaxError):
    """Say that a text is past a limit; no second reading is tried after it."""


NameTable = dict[str, list[tuple[tuple[str, ...], str]]]


def add_name(table: NameTable, name: str) -> None:
    """Remember a name by its first token; names of one token need no entry."""
    parts = name_parts(name)
    if len(parts) > 1:
        entries = table.setdefault(parts[0], [])
        if (parts, name) not in entries:
            entries.append((parts, name))


def name_table(names: Iterable[str]) -> NameTable:
    """Build the table of names with more than one token."""
    table: NameTable = {}
    for name in names:
        add_name(table, name)
    return table


class Reader:
    """Hold the tokens of a text, the place reached, and the names known there."""

    def __init__(self, source: str, scopes: list[NameTable], members: NameTable) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.index = 0
        self.scopes = scopes
        self.members = members
        self.in_filter = 0
        self.filters_allowed = True
        self.nesting = 0
        self.retries = 0

    @property
    def token(self) -> Token:
        """Return the token at the place reached."""
        return self.tokens[self.index]

    def is_op(self, text_: str) -> bool:
        """Tell whether an operator or bracket comes next."""
        token = self.tokens[self.index]
        return token.text == text_ and token.kind == "op"

    def is_word(self, word: str) -> bool:
        """Tell whether a keyword comes next."""
        token = self.tokens[self.index]
        return token.text == word and token.kind == "name"

    def take_op(self, text_: str) -> bool:
        """Step over an operator when it comes next."""
        if self.is_op(text_):
            self.index += 1
            return True
        return False

    def take_word(self, word: str) -> bool:
        """Step over a keyword when it comes next."""
        if self.is_word(word):
            self.index += 1
            return True
        return False

    def expect_op(self, text_: str) -> None:
        """Step over an operator or raise FeelSyntaxError."""
        if not self.take_op(text_):
            raise self.unexpected(text("“%(token)s”", token=text_))

    def expect_word(self, word: str) -> None:
        """Step over a keyword or raise FeelSyntaxError."""
        if not self.take_word(word):
            raise self.unexpected(text("“%(token)s”", token=word))

    def error(self, message: Text, token: Token | None = None) -> FeelSyntaxError:
        """Build the error for a token, by default the one that comes next."""
        return syntax_error(self.source, (token or self.token).start, message)

    def unexpected(self, expected: Text) -> FeelSyntaxError:
        """Build the error for a token that does not belong here."""
        token = self.token
        if token.kind == "end":
            return self.error(text("表达式在此中断，缺少%(expected)s", expected=expected))
        if token.kind == "bad":
            return self.error(_bad_character(token.text))
        return self.error(
            text("此处应为%(expected)s，而不是“%(found)s”", expected=expected, found=token.text)
        )

    def mark(self) -> tuple[int, int, int, int, bool]:
        """Remember the place, to come back to it with `back_to` when a reading fails."""
        return self.index, self.nesting, len(self.scopes), self.in_filter, self.filters_allowed

    def back_to(self, mark: tuple[int, int, int, int, bool]) -> None:
        """Go back to a remembered place."""
        self.index, self.nesting, scopes, self.in_filter, self.filters_allowed = mark
        del self.scopes[scopes:]
        self.retries += 1
        if self.retries > MAX_RETRIES:
            raise TooComplexError(text("表达式太复杂"), *self._place())

    def enter(self) -> None:
        """Count one level of nesting; raises TooComplexError past the limit."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            message = text("表达式嵌套太深（最多 %(limit)s 层）", limit=MAX_NESTING)
            raise TooComplexError(message, *self._place())

    def _place(self) -> tuple[int, int]:
        position = Position.at(self.source, self.token.start)
        return position.line, position.column

    def known_name(self, *, member: bool) -> str | None:
        """Step over the longest known name of several tokens; None when there is none here."""
        first = self.token.text
        best: tuple[tuple[str, ...], str] | None = None
        tables = [self.members, *self.scopes] if member or self.in_filter else self.scopes
        for table in tables:
            for entry in table.get(first, ()):
                if (best is None or len(entry[0]) > len(best[0])) and self._stands_here(entry[0]):
                    best = entry
        if best is None:
            return None
        self.index += len(best[0])
        return best[1]

    def _stands_here(self, parts: tuple[str, ...]) -> bool:
        here = self.tokens[self.index : self.index + len(parts)]
        return len(here) == len(parts) and all(
            token.text == part and token.kind != "string" for token, part in zip(here, parts, strict=True)
        )

    def words(self, *, allow_reserved_first: bool = False) -> str:
        """Step over a name: one word, or neighbouring words and numbers; raises FeelSyntaxError."""
        token = self.token
        if token.kind != "name" or (token.text in RESERVED and not allow_reserved_first):
            raise self.unexpected(text("名称"))
        self.index += 1
        following = self.token
        if following.kind not in ("name", "number"):
            return token.text
        parts = [token.text]
        while following.kind == "number" or (
            following.kind == "name" and following.text not in RESERVED and not self._instance_of()
        ):
            parts.append(following.text)
            self.index += 1
            following = self.token
        return " ".join(parts)

    def _instance_of(self) -> bool:
        return self.is_word("instance") and self.tokens[self.index + 1].text == "of"

    def name_until(self, *ends: str) -> str:
        """Step over a name that is being defined, up to one of `ends`; its spaces become single."""
        start = self.index
        if self.token.kind != "name":
            raise self.unexpected(text("名称"))
        while True:
            token = self.token
            if token.text in ends and token.kind != "string":
                break
            if token.kind not in ("name", "number") and token.text not in SIGNS:
                raise self.unexpected(text("“%(token)s”", token=ends[0]))
            self.index += 1
        raw = self.source[self.tokens[start].start : self.tokens[self.index - 1].end]
        return " ".join(raw.split())


def _bad_character(character: str) -> Text:
    if character == '"':
        return text("字符串没有结束的引号")
    if character in "“”‘’＂":
        return text('请用英文引号 " 而不是“%(character)s”', character=character)
    if "\uff00" <= character <= "\uffef" or character in "，。、；：（）【】《》":
        return text("请用半角符号，而不是全角的“%(character)s”", character=character)
    return text("此处不能有字符“%(character)s”", character=character)
