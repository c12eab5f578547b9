"""Read the small Markdown that texts of forms use into blocks without HTML.

Known: headings, paragraphs, bulleted and numbered lists, quotes, rules, **strong**, *emphasis*, `code`,
[links](https://…), a line break per new line (as form-js does), backslash escapes. Everything else is plain
text,
so nothing a person or a designer writes can become markup. It must not know templates or locales.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Hold a piece of text of one style; `href` is set for a link, `is_break` for a line break."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""
    is_break: bool = False


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Hold a block: kind "paragraph", "heading" (level 1-6), "list", "numbered", "quote" or "rule"."""

    kind: str
    items: tuple[tuple[Run, ...], ...] = ()
    level: int = 0


_INLINE = re.compile(
    r"\\(?P<escaped>[\\`*_{}\[\]()#+\-.!<>|=])"
    r"|`(?P<code>[^`\n]+)`"
    r"|\*\*(?P<strong>[^\n]{1,2000}?)\*\*"
    r"|(?<![\w*])[*_](?P<emphasis>[^\s*_](?:[^*_\n]*[^\s*_])?)[*_](?![\w*])"
    r"|\[(?P<label>(?:\\.|[^\]\\\n]){1,300})\]\((?P<href>(?:\\.|[^)\s\\]){1,2000})\)"
    r"|(?P<newline>\n)"
)
_ITEM = re.compile(r"\s{0,3}([-*+]|\d{1,3}[.)])\s+(.*)")
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!<>|=])")
MAX_LENGTH = 50_000
"""Longest text read, in characters; the rest is cut."""


def escape(value: str) -> str:
    """Make a value that is put into Markdown stay plain text, on one paragraph."""
    return _SPECIAL.sub(r"\\\1", re.sub(r"\n\s*\n+", "\n", value))


def is_safe_link(href: str) -> bool:
    """Tell whether a link leads to the web, a mail address, a phone or a place on this site."""
    if re.search(r"[\x00-\x20\\]", href) or href.startswith("//"):
        return False
    return href.startswith(("https://", "http://", "mailto:", "tel:", "/", "#"))


def read(source: str) -> tuple[TextBlock, ...]:
    """Read Markdown into blocks."""
    blocks: list[TextBlock] = []
    for chunk in re.split(r"\n[ \t]*\n", source[:MAX_LENGTH].replace("\r\n", "\n")):
        blocks.extend(_chunk([line for line in chunk.split("\n") if line.strip()]))
    return tuple(blocks)


def _chunk(lines: list[str]) -> list[TextBlock]:
    blocks: list[TextBlock] = []
    while lines:
        block, used = _block(lines)
        blocks.append(block)
        lines = lines[used:]
    return blocks


def _block(lines: list[str]) -> tuple[TextBlock, int]:
    first = lines[0].strip()
    if heading := re.fullmatch(r"(#{1,6})\s+(.*?)\s*#*", first):
        return TextBlock("heading", (inline(heading[2]),), len(heading[1])), 1
    if re.fullmatch(r"(-{3,}|\*{3,}|_{3,})", first):
        return TextBlock("rule"), 1
    if item := _ITEM.fullmatch(lines[0]):
        return _list(lines, numbered=item[1][0].isdigit())
    if first.startswith(">"):
        quoted = _while(lines, lambda line: line.strip().startswith(">"))
        body = "\n".join(line.strip()[1:].strip() for line in quoted)
        return TextBlock("quote", (inline(body),)), len(quoted)
    plain = [lines[0], *_while(lines[1:], lambda line: not _starts_block(line))]
    return TextBlock("paragraph", (inline("\n".join(line.strip() for line in plain)),)), len(plain)


def _list(lines: list[str], *, numbered: bool) -> tuple[TextBlock, int]:
    items: list[str] = []
    used = 0
    for line in lines:
        item = _ITEM.fullmatch(line)
        if item and item[1][0].isdigit() == numbered:
            items.append(item[2])
        elif item or not line.startswith(" "):
            break
        else:
            items[-1] += " " + line.strip()
        used += 1
    return TextBlock("numbered" if numbered else "list", tuple(inline(item) for item in items)), used


def _starts_block(line: str) -> bool:
    return bool(_ITEM.fullmatch(line) or re.match(r"\s*(#{1,6}\s|>|-{3,}\s*$)", line))


def _while(lines: list[str], wanted: Callable[[str], bool]) -> list[str]:
    taken: list[str] = []
    for line in lines:
        if not wanted(line):
            break
        taken.append(line)
    return taken


def inline(source: str, *, strong: bool = False, emphasis: bool = False) -> tuple[Run, ...]:
    """Read one line or paragraph into runs."""
    runs: list[Run] = []
    plain = ""
    end = 0
    for found in _INLINE.finditer(source):
        plain += source[end : found.start()]
        end = found.end()
        if found["escaped"] is not None:
            plain += found["escaped"]
            continue
        if plain:
            runs.append(Run(plain, strong, emphasis))
            plain = ""
        runs.extend(_styled(found, strong=strong, emphasis=emphasis))
    plain += source[end:]
    if plain:
        runs.append(Run(plain, strong, emphasis))
    return tuple(runs)


def _styled(found: re.Match[str], *, strong: bool, emphasis: bool) -> tuple[Run, ...]:
    if found["newline"]:
        return (Run("", is_break=True),)
    if found["code"]:
        return (Run(found["code"], strong, emphasis, code=True),)
    if found["strong"]:
        return inline(found["strong"], strong=True, emphasis=emphasis)
    if found["emphasis"]:
        return inline(found["emphasis"], strong=strong, emphasis=True)
    label = _unescape(found["label"])
    href = _unescape(found["href"])
    return (Run(label, strong, emphasis, href=href if is_safe_link(href) else ""),)


def _unescape(value: str) -> str:
    return re.sub(r"\\([\\`*_{}\[\]()#+\-.!<>|=])", r"\1", value)
