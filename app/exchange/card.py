"""The card an installation hands to others so that they can enter it in their directory: name, address, key, organs.

Signed with the key it names: a slip of the pen is noticed. Whether the key is really theirs, people must ask.
"""

from dataclasses import dataclass

import orjson

from app.errors import InvalidError
from app.exchange.identity import Identity, is_public_key, is_signed
from app.exchange.manifest import canonical
from app.text import text

FORMAT = "luoshu-exchange-card/1"
_MOST_ORGANS = 2000


@dataclass(frozen=True, slots=True)
class Card:
    """Hold a card; `organs` are (code, name)."""

    name: str
    address: str
    public_key: str
    organs: tuple[tuple[str, str], ...]


def write_card(name: str, address: str, organs: tuple[tuple[str, str], ...], identity: Identity) -> bytes:
    """Return this installation's card as JSON."""
    said = {
        "format": FORMAT,
        "name": name,
        "address": address,
        "public_key": identity.public_key,
        "organs": [{"code": code, "name": organ} for code, organ in organs],
    }
    signed = {"card": said, "signature": identity.sign(canonical(said))}
    return orjson.dumps(signed, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def read_card(raw: str) -> Card:
    """Read a card; raises InvalidError (field `card`) when it is none or was changed."""
    problem = text("这不是完整的交换名片，请重新复制对方“公文交换目录”页上的全部内容。")
    try:
        data = orjson.loads(raw)
        said, signature = data["card"], data["signature"]
        organs = tuple((str(one["code"])[:40], str(one["name"])[:120]) for one in said["organs"])
        card = Card(str(said["name"])[:120], str(said["address"])[:200], str(said["public_key"]), organs)
        right = said["format"] == FORMAT and is_public_key(card.public_key) and len(organs) <= _MOST_ORGANS
        right = right and is_signed(card.public_key, canonical(said), signature)
    except (ValueError, KeyError, TypeError, AttributeError):
        right = False
    if not right:
        raise InvalidError(problem, {"card": [problem]})
    return card
