"""The receipt of a case: its record so far, provably part of a published root. Knows no table and no reader.

A receipt is JSON that the offline verifier (app/static/verify) reads without this program:
``{"format", "case", "issued_at", "chain", "length", "head", "events": [{"header", "hash", "payload",
"salt"}], "proof", "root"}``. Payload and salt stand there only for what the applicant may read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.audit.canonical import JsonValue, canonical, moment
from app.audit.event import EVENT_PREFIX, genesis, payload_digest
from app.audit.merkle import path_leads_to
from app.audit.root import ChainHead, DailyRoot
from app.audit.verify import StoredEvent
from app.crypto.sm3 import sm3_hex
from app.errors import InvalidError
from app.text import Text, text

FORMAT = "luoshu.receipt.v1"
ROOTS_FORMAT = "luoshu.roots.v1"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Hold one thing that is wrong with a receipt; `seq` is the event it shows at."""

    code: str
    message: Text
    seq: int | None = None


def build_receipt(
    *,
    case: str,
    issued_at: datetime,
    chain: str,
    events: Iterable[StoredEvent],
    with_payloads: bool,
    proof: Mapping[str, JsonValue] | None,
    root: DailyRoot | None,
) -> dict[str, JsonValue]:
    """Return the receipt over the events of a chain so far.

    `with_payloads` adds what the applicant may read; `proof` and `root` are of the newest root that
    covers the chain, None as long as there is none.
    """
    listed: list[JsonValue] = []
    length, head = 0, genesis(chain)
    for event in events:
        open_ = with_payloads and event.header.applicant_may_read
        listed.append(
            {
                "header": event.header.as_json(),
                "hash": event.hash,
                "payload": event.payload if open_ else None,
                "salt": event.salt if open_ else None,
            }
        )
        length, head = event.header.seq, event.hash
    return {
        "format": FORMAT,
        "case": case,
        "issued_at": moment(issued_at),
        "chain": chain,
        "length": length,
        "head": head,
        "events": listed,
        "proof": dict(proof) if proof is not None else None,
        "root": root.as_json() if root is not None else None,
    }


def published_roots(roots: Sequence[DailyRoot], site: str) -> dict[str, JsonValue]:
    """Return the file of all published roots, which anybody may keep a copy of."""
    return {"format": ROOTS_FORMAT, "site": site, "roots": [root.as_json() for root in roots]}


def check_receipt(receipt: Mapping[str, Any]) -> list[Flaw]:
    """Return what is wrong with a receipt taken by itself: changed, missing, cut, not under its root.

    Raises InvalidError when it is no receipt at all.
    """
    try:
        return [*_check_events(receipt), *_check_proof(receipt)]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidError(text("这不是洛书的回执文件，或者文件不完整")) from error


def _check_events(receipt: Mapping[str, Any]) -> list[Flaw]:
    if receipt["format"] != FORMAT:
        raise ValueError(receipt["format"])
    flaws: list[Flaw] = []
    expected, previous = 1, genesis(receipt["chain"])
    for event in receipt["events"]:
        header = event["header"]
        seq = int(header["seq"])
        if seq != expected:
            flaws.append(Flaw("missing", text("缺少第%(seq)s条记录", seq=expected), expected))
        elif header["prev"] != previous or header["chain"] != receipt["chain"]:
            flaws.append(Flaw("link_broken", text("第%(seq)s条记录与前一条不相连", seq=seq), seq))
        if sm3_hex(EVENT_PREFIX + canonical(header).encode()) != event["hash"]:
            flaws.append(Flaw("changed", text("第%(seq)s条记录的内容被改动", seq=seq), seq))
        if (
            event["payload"] is not None
            and payload_digest(event["payload"], event["salt"]) != header["payload"]
        ):
            flaws.append(Flaw("payload_changed", text("第%(seq)s条记录所附的内容被改动", seq=seq), seq))
        expected, previous = seq + 1, event["hash"]
    if expected - 1 < receipt["length"]:
        flaws.append(Flaw("truncated", text("从第%(seq)s条起，末尾的记录被删去", seq=expected), expected))
    elif expected - 1 > receipt["length"] or previous != receipt["head"]:
        flaws.append(Flaw("head_forged", text("链首与记录不符"), expected - 1))
    return flaws


def _check_proof(receipt: Mapping[str, Any]) -> list[Flaw]:
    proof, published = receipt["proof"], receipt["root"]
    if proof is None or published is None:
        return []
    root = root_from_json(published)
    covered = ChainHead(receipt["chain"], int(proof["length"]), proof["head"])
    path = [bytes.fromhex(step) for step in proof["path"]]
    flaws: list[Flaw] = []
    if root.computed() != root.root:
        flaws.append(Flaw("root_changed", text("%(day)s的每日根被改动", day=root.day)))
    genuine = proof["day"] == root.day.isoformat() and proof["size"] == root.size
    if not genuine or not path_leads_to(
        bytes.fromhex(root.tree), covered.leaf(), int(proof["index"]), root.size, path
    ):
        flaws.append(Flaw("not_in_root", text("记录不在%(day)s公布的每日根之下", day=root.day)))
    hashes = {int(event["header"]["seq"]): event["hash"] for event in receipt["events"]}
    if covered.length not in hashes:
        flaws.append(
            Flaw(
                "truncated",
                text(
                    "%(day)s的每日根已经包含%(count)s条记录，末尾的记录被删去",
                    day=root.day,
                    count=covered.length,
                ),
                covered.length,
            )
        )
    elif hashes[covered.length] != covered.head:
        flaws.append(
            Flaw("rewritten", text("记录与%(day)s公布的每日根不符：被改写", day=root.day), covered.length)
        )
    return flaws


def root_from_json(value: Mapping[str, Any]) -> DailyRoot:
    """Return a published root as a value; raises KeyError, TypeError or ValueError for anything else."""
    return DailyRoot(
        day=date.fromisoformat(value["day"]),
        size=int(value["size"]),
        events=int(value["events"]),
        tree=value["tree"],
        previous=value["previous"],
        root=value["root"],
    )
