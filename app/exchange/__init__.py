"""The exchange of official documents between installations: what a package is, how it is signed, sent and judged.

Pure: bytes in, values out; only `client` speaks to the network. It must not know rows, cases or pages.
docs/decisions/101-exchange.md describes the protocol.
"""

from app.exchange.card import Card, read_card, write_card
from app.exchange.client import UnreachableError, post_package
from app.exchange.identity import Identity, site_code_of
from app.exchange.letter import Answer, Letter, Notice, Paper, PaperFile, Party
from app.exchange.package import Opened, RefusedPackageError, open_package, seal_package
from app.exchange.reply import read_reply, write_reply

__all__ = [
    "Answer",
    "Card",
    "Identity",
    "Letter",
    "Notice",
    "Opened",
    "Paper",
    "PaperFile",
    "Party",
    "RefusedPackageError",
    "UnreachableError",
    "open_package",
    "post_package",
    "read_card",
    "read_reply",
    "seal_package",
    "site_code_of",
    "write_card",
    "write_reply",
]
