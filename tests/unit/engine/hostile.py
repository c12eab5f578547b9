"""Files as an attacker, a broken disk or a careless tool would leave them. For tests of every reader of files."""

import gzip
import json
import random
from collections.abc import Iterator
from typing import Any

from lxml import etree

ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))


def hostile_xml(root: str) -> dict[str, bytes]:
    """Return files that claim to be the vocabulary of `root` (a start tag without its end) and are not to be read."""
    name = root.split(maxsplit=1)[0].removeprefix("<")
    whole = f"{root}></{name}>"

    def around(inner: str, before: str = "") -> bytes:
        return f"{before}{root}>{inner}</{name}>".encode()

    return {
        "empty": b"",
        "blank": b" \n\t ",
        "zero bytes": b"\x00" * 5000,
        "a zero byte inside": around("a\x00b"),
        "random bytes": random.Random(1).randbytes(4000),
        "compressed": gzip.compress(whole.encode()),
        "picture": b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        "cut off": whole.encode()[:-4],
        "two roots": whole.encode() * 2,
        "text after the end": whole.encode() + b"x",
        "undeclared prefix": around("<nobody:home/>"),
        "wrong encoding": f'<?xml version="1.0" encoding="UTF-8"?>{root} name="信访">'.encode("gb18030"),
        "unknown encoding": b'<?xml version="1.0" encoding="martian"?>' + whole.encode(),
        "two attributes of one name": around("<a b='1' b='2'/>"),
        "control character": around("<a b='&#8;'/>"),
        "entity bomb": around("&a9;", f"<!DOCTYPE x [{ENTITIES}]>"),
        "one fat entity": around("&a;" * 20_000, f'<!DOCTYPE x [<!ENTITY a "{"x" * 20_000}">]>'),
        "entity without use": around("", '<!DOCTYPE x [<!ENTITY a "b">]>'),
        "file entity": around("&a;", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'),
        "network entity": around("&a;", '<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/a">]>'),
        "parameter entity": around("", '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]>'),
        "foreign document type": around("", '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'),
        "deeply nested": around("<a>" * 20_000 + "</a>" * 20_000),
        "nested a little too deep": around("<a>" * 200 + "</a>" * 200),
        "huge": around(" " * 12_000_000),
        "huge attribute": around(f"<a b='{'x' * 11_000_000}'/>"),
        "very many elements": around("<a/>" * 400_000),
        "very many attributes": around("<a " + " ".join(f'a{n}=""' for n in range(60_000)) + "/>"),
        "another vocabulary": b"<html><body/></html>",
        "style sheet": around("", '<?xml-stylesheet href="file:///etc/passwd"?>'),
        "inclusion": around(
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/hostname" parse="text"/>'
        ),
    }


def damaged_xml(source: bytes, seed: int, *, most: int = 4) -> bytes:
    """Return a file with at least one and at `most` so many things wrong: elements lost, doubled, moved, attributes changed or lost."""
    rnd = random.Random(seed)
    root = etree.fromstring(source)
    for _ in range(rnd.randint(1, most)):
        nodes = [node for node in root.iter() if isinstance(node.tag, str) and node is not root]
        if not nodes:
            break
        node, other = rnd.choice(nodes), rnd.choice(nodes)
        rnd.choice([_lose, _double, _rename, _swap_attribute, _lose_attribute, _move, _garble])(
            rnd, node, other
        )
    return etree.tostring(root)


def _lose(rnd: random.Random, node: etree._Element, other: etree._Element) -> None:
    _parent(node).remove(node)


def _double(rnd: random.Random, node: etree._Element, other: etree._Element) -> None:
    _parent(node).append(etree.fromstring(etree.tostring(node)))


def _rename(rnd: random.Random, node: etree._Element, other: etree._Element) -> None:
    node.tag = other.tag


def _swap_attribute(rnd: random.Random, node: etree._Element, other: etree._Element) -> None:
    if node.attrib and other.attrib:
        node.set(rnd.choice(list(node.attrib)), other.get(rnd.choice(list(other.attrib))) or "")


def _lose_attribute(rnd: random.Random, node: etree._Element, other: etree._Element) -> None:
    if node.attrib:
        del node.attrib[rnd.choice(list(node.attrib))]


def _move(rnd: random.Random, node: etree._Element, other: etree._Element) -> None:
    if node not in other.iterancestors() and node is not other:
        other.append(node)


def _garble(rnd: random.Random, node: etree._Element, other: etree._Element) -> None:
    garbage = rnd.choice(
        ["", "=", "=1 +", "=((((", "${x}", "__import__('os')", "\u202e", "=\u0000"[:1], "信访" * 400]
    )
    if node.attrib and rnd.random() < 0.7:
        node.set(rnd.choice(list(node.attrib)), garbage)
    else:
        node.text = garbage


def _parent(node: etree._Element) -> etree._Element:
    parent = node.getparent()
    assert parent is not None
    return parent


def damaged_json(source: bytes, seed: int) -> bytes:
    """Return a JSON file with one to four values lost, doubled or replaced."""
    rnd = random.Random(seed)
    raw = json.loads(source)
    for _ in range(rnd.randint(1, 4)):
        places = list(_places(raw))
        holder, key = rnd.choice(places)
        what = rnd.randrange(3)
        if what == 0:
            del holder[key]
        elif what == 1 and isinstance(holder, list):
            holder.append(holder[key])
        else:
            holder[key] = rnd.choice(
                [None, 3, -1, 1e400, True, "", "=", "=1 +", "x" * 5000, [], {}, [[]], {"a": 1}]
            )
    return json.dumps(raw).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = range(len(value)) if isinstance(value, list) else list(value) if isinstance(value, dict) else []
    for key in keys:
        yield value, key
        yield from _places(value[key])
