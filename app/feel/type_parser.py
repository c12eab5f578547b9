"""Read the names of types in `instance of` and in function parameters (DMN 1.5, grammar rule 54)."""

from app.feel.nodes import TypeNode
from app.feel.reader import NameTable, Reader, name_table
from app.text import text

_BUILT_IN = name_table(["date and time", "days and time duration", "years and months duration"])


def parse_type(reader: Reader, types: NameTable) -> TypeNode:
    """Parse a type at the place the reader stands; raises FeelSyntaxError."""
    reader.enter()
    scopes, members, in_filter = reader.scopes, reader.members, reader.in_filter
    reader.scopes, reader.members, reader.in_filter = [_BUILT_IN, types], {}, 0
    try:
        return _type(reader, types)
    finally:
        reader.scopes, reader.members, reader.in_filter = scopes, members, in_filter
        reader.nesting -= 1


def _type(reader: Reader, types: NameTable) -> TypeNode:
    known = reader.known_name(member=False)
    if known is not None:
        return TypeNode(known)
    word = reader.token.text
    if reader.tokens[reader.index + 1].text == "<" and word in ("list", "range", "context", "function"):
        reader.index += 2
        return _generic(reader, types, word)
    name = "null" if reader.take_word("null") else reader.words(allow_reserved_first=True)
    while reader.take_op("."):
        name += "." + reader.words()
    return TypeNode(name)


def _generic(reader: Reader, types: NameTable, word: str) -> TypeNode:
    node = TypeNode(word)
    while not reader.is_op(">"):
        if word == "context":
            member = reader.name_until(":")
            reader.index += 1
            node.members.append((member, parse_type(reader, types)))
        else:
            node.items.append(parse_type(reader, types))
        if not reader.take_op(","):
            break
    reader.expect_op(">")
    if word in ("list", "range") and len(node.items) != 1:
        raise reader.error(text("%(type)s<…> 之中需要一个类型", type=word))
    if word == "function":
        reader.expect_op("->")
        node.result = parse_type(reader, types)
    return node
