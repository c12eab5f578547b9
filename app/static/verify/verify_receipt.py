# ruff: noqa: INP001, T201 - one file that people download and run; it talks to its reader
"""Check Luoshu receipts without Luoshu: one file, Python 3.8 or newer, nothing else to install.

    python3 verify_receipt.py RECEIPT.json [OLDER_RECEIPT.json ...] [roots.json] [--en]

It recomputes every hash (SM3, GB/T 32905-2016) and says whether something was changed, taken out, cut
off at the end, or stands under another root than the published one. Give it an older receipt of the same
case and it also tells whether the record was rewritten since. Exit code: 0 nothing found, 1 something
found, 2 a file cannot be read. It must not import the program whose work it checks.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any

EVENT = b"luoshu.event.v1\n"
PAYLOAD = b"luoshu.payload.v1\n"
CHAIN = b"luoshu.chain.v1\n"
ROOT = b"luoshu.root.v1\n"
FIRST_PREVIOUS = "0" * 64
RECEIPT, ROOTS = "luoshu.receipt.v1", "luoshu.roots.v1"


def sm3(data: bytes) -> bytes:
    """Return the SM3 digest; computed here when this Python's OpenSSL has no SM3."""
    if "sm3" in hashlib.algorithms_available:
        return hashlib.new("sm3", data).digest()
    return sm3_plain(data)


def sm3_plain(data: bytes) -> bytes:
    """Return the SM3 digest, computed step by step as the standard writes it (GB/T 32905 5)."""
    mask = 0xFFFFFFFF

    def rotate(x: int, n: int) -> int:
        n %= 32
        return ((x << n) | (x >> (32 - n))) & mask

    state = [
        0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
    ]  # fmt: skip
    padded = data + b"\x80" + b"\x00" * ((55 - len(data)) % 64) + (8 * len(data)).to_bytes(8, "big")
    for start in range(0, len(padded), 64):
        w = [int.from_bytes(padded[start + i : start + i + 4], "big") for i in range(0, 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ rotate(w[j - 3], 15)
            w.append(x ^ rotate(x, 15) ^ rotate(x, 23) ^ rotate(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            constant = 0x79CC4519 if j < 16 else 0x7A879D8A
            ss1 = rotate((rotate(a, 12) + e + rotate(constant, j)) & mask, 7)
            ss2 = ss1 ^ rotate(a, 12)
            ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
            gg = e ^ f ^ g if j < 16 else (e & f) | (~e & mask & g)
            tt1 = (ff + d + ss2 + (w[j] ^ w[j + 4])) & mask
            tt2 = (gg + h + ss1 + w[j]) & mask
            a, b, c, d = tt1, a, rotate(b, 9), c
            e, f, g, h = tt2 ^ rotate(tt2, 9) ^ rotate(tt2, 17), e, rotate(f, 19), g
        state = [x ^ y for x, y in zip(state, (a, b, c, d, e, f, g, h))]  # noqa: B905 - Python 3.8 has no strict
    return b"".join(x.to_bytes(4, "big") for x in state)


def canonical(value: object) -> bytes:
    """Return the one way a value is written: keys sorted, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def check_events(receipt: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Recompute the chain of a receipt; a flaw is its code, the Chinese and the English sentence."""
    flaws: list[tuple[str, str, str]] = []
    expected, previous = 1, sm3(CHAIN + receipt["chain"].encode()).hex()
    for event in receipt["events"]:
        header, payload = event["header"], event["payload"]
        seq = int(header["seq"])
        if seq != expected:
            flaws.append(("missing", f"缺少第{expected}条记录", f"event {expected} is missing"))
        elif header["prev"] != previous or header["chain"] != receipt["chain"]:
            flaws.append(
                ("link_broken", f"第{seq}条记录与前一条不相连", f"event {seq} does not follow the one before")
            )
        if sm3(EVENT + canonical(header)).hex() != event["hash"]:
            flaws.append(("changed", f"第{seq}条记录的内容被改动", f"event {seq} was changed"))
        if payload is not None:
            digest = sm3(PAYLOAD + bytes.fromhex(event["salt"]) + payload.encode()).hex()
            if digest != header["payload"]:
                flaws.append(
                    (
                        "payload_changed",
                        f"第{seq}条记录所附的内容被改动",
                        f"the content of event {seq} was changed",
                    )
                )
        expected, previous = seq + 1, event["hash"]
    if expected - 1 < receipt["length"]:
        flaws.append(
            ("truncated", f"从第{expected}条起，末尾的记录被删去", f"events from {expected} on were cut off")
        )
    elif expected - 1 > receipt["length"] or previous != receipt["head"]:
        flaws.append(("head_forged", "链首与记录不符", "the end of the chain does not match its events"))
    return flaws


def check_proof(receipt: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Recompute the way from the chain up to the root of its day (RFC 9162 2.1.3.2)."""
    proof, root = receipt["proof"], receipt["root"]
    if proof is None or root is None:
        return []
    day, length = proof["day"], int(proof["length"])
    flaws: list[tuple[str, str, str]] = []
    if root_digest(root) != root["root"]:
        flaws.append(
            ("root_changed", f"{root['day']}的每日根被改动", f"the root of {root['day']} was changed")
        )
    leaf = sm3(
        b"\x00" + bytes.fromhex(receipt["chain"]) + length.to_bytes(8, "big") + bytes.fromhex(proof["head"])
    )
    fits = day == root["day"] and proof["size"] == root["size"]
    if not fits or climb(leaf, int(proof["index"]), int(root["size"]), proof["path"]) != root["tree"]:
        flaws.append(
            ("not_in_root", f"记录不在{day}公布的每日根之下", f"the record is not under the root of {day}")
        )
    hashes = {int(event["header"]["seq"]): event["hash"] for event in receipt["events"]}
    if length not in hashes:
        flaws.append(
            (
                "truncated",
                f"{day}的每日根已经包含{length}条记录，末尾的记录被删去",
                f"the root of {day} covers {length} events, the last ones were cut off",
            )
        )
    elif hashes[length] != proof["head"]:
        flaws.append(
            (
                "rewritten",
                f"记录与{day}公布的每日根不符：被改写",
                f"the record differs from the root of {day}: it was rewritten",
            )
        )
    return flaws


def climb(leaf: bytes, index: int, size: int, path: list[str]) -> str | None:
    """Return the tree's root above a leaf, None when the path does not fit the tree."""
    if not 0 <= index < size:
        return None
    node, last = leaf, size - 1
    for step in path:
        sibling = bytes.fromhex(step)
        if last == 0:
            return None
        if index & 1 or index == last:
            node = sm3(b"\x01" + sibling + node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = sm3(b"\x01" + node + sibling)
        index, last = index >> 1, last >> 1
    return node.hex() if last == 0 else None


def root_digest(root: dict[str, Any]) -> str:
    """Return what the root of a day has to be."""
    content = {key: root[key] for key in ("day", "size", "events", "tree", "previous")}
    return sm3(ROOT + canonical({"v": 1, **content})).hex()


def check_roots(published: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Check that every published root is genuine and names the one before."""
    flaws: list[tuple[str, str, str]] = []
    previous = FIRST_PREVIOUS
    for root in published["roots"]:
        if root_digest(root) != root["root"] or root["previous"] != previous:
            flaws.append(
                (
                    "root_changed",
                    f"{root['day']}公布的每日根被改动，或与前一日不相连",
                    f"the published root of {root['day']} was changed or does not follow the one before",
                )
            )
        previous = root["root"]
    return flaws


def check_published(receipt: dict[str, Any], published: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Check that the root of a receipt is the one that was published for its day."""
    if receipt["root"] is None:
        return []
    known = {root["day"]: root["root"] for root in published["roots"]}
    day = receipt["root"]["day"]
    if known.get(day) == receipt["root"]["root"]:
        return []
    return [
        (
            "root_differs",
            f"回执所附{day}的每日根不在公布的每日根之中",
            f"the root of {day} in the receipt is not among the published ones",
        )
    ]


def compare(older: dict[str, Any], newer: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Check that the newer receipt goes on where the older one ended."""
    hashes = {int(event["header"]["seq"]): event["hash"] for event in newer["events"]}
    for event in older["events"]:
        seq = int(event["header"]["seq"])
        if seq not in hashes:
            return [
                (
                    "truncated",
                    f"较新的回执缺少第{seq}条记录：被删去",
                    f"the newer receipt lacks event {seq}: it was taken out",
                )
            ]
        if hashes[seq] != event["hash"]:
            return [
                (
                    "rewritten",
                    f"两份回执的第{seq}条记录不同：记录被改写",
                    f"the receipts differ at event {seq}: the record was rewritten",
                )
            ]
    return []


def check_all(files: dict[str, dict[str, Any]]) -> dict[str, list[tuple[str, str, str]]]:
    """Return file name → what is wrong in it; receipts of one case are compared by the time of their issue."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    published = [content for content in files.values() if content["format"] == ROOTS]
    newest: dict[str, dict[str, Any]] = {}
    receipts = [(name, content) for name, content in files.items() if content["format"] == RECEIPT]
    for name, content in files.items():
        if content["format"] == ROOTS:
            found[name] = check_roots(content)
    for name, receipt in sorted(receipts, key=lambda item: str(item[1]["issued_at"])):
        flaws = check_events(receipt) + check_proof(receipt)
        for roots in published:
            flaws += check_published(receipt, roots)
        if receipt["chain"] in newest:
            flaws += compare(newest[receipt["chain"]], receipt)
        newest[receipt["chain"]] = receipt
        found[name] = flaws
    return found


def read(path: str) -> dict[str, Any]:
    """Read one file; raises ValueError when it is neither a receipt nor the published roots."""
    with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123 - nothing but what every Python has
        content = json.load(file)
    if not isinstance(content, dict) or content.get("format") not in (RECEIPT, ROOTS):
        raise ValueError(path)
    return content


def heading(path: str, content: dict[str, Any], *, english: bool) -> str:
    """Say in one line what a file is."""
    if content["format"] == ROOTS:
        count = len(content["roots"])
        return f"{path}: {count} published roots" if english else f"{path}：{count}个公布的每日根"
    day = content["root"]["day"] if content["proof"] else None
    if english:
        place = f"under the root of {day}" if day else "not yet under a root"
        return f"{path}: {content['case']}, {content['length']} events, {place}"
    place = f"已列入{day}的每日根" if day else "尚未列入每日根"
    return f"{path}：{content['case']}，{content['length']}条记录，{place}"


def main(arguments: list[str]) -> int:
    """Read the files named on the command line and say what was found."""
    english = "--en" in arguments
    paths = [argument for argument in arguments if not argument.startswith("--")]
    if not paths:
        print(__doc__)
        return 2
    files: dict[str, dict[str, Any]] = {}
    try:
        for path in paths:
            files[path] = read(path)
        found = check_all(files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        print(
            f"cannot be read: {error}" if english else f"读不了，或者不是回执文件：{error}",
            file=sys.stderr,
        )
        return 2
    for path, flaws in found.items():
        print(heading(path, files[path], english=english))
        for code, chinese, said in flaws:
            print(f"  ✗ [{code}] {said if english else chinese}")
        if not flaws:
            print("  ✓ nothing was changed, taken out or cut off" if english else "  ✓ 没有改动、缺失或截断")
    return 1 if any(found.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
