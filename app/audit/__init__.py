"""The record: events, their hash chains, daily Merkle roots, proofs, receipts, retention.

Everything here is computation on values. Where events are stored, who may read them and what a case
is are known to the use cases; the offline verifier in app/static/verify repeats this arithmetic without
importing it, and a test holds the two together.
"""

from app.audit.event import Entry, Header, SealedEntry, seal_entry
from app.audit.finding import Finding, FindingKind, Report
from app.audit.merkle import inclusion_path, merkle_root, path_leads_to
from app.audit.root import ChainHead, DailyRoot, next_root

__all__ = [
    "ChainHead",
    "DailyRoot",
    "Entry",
    "Finding",
    "FindingKind",
    "Header",
    "Report",
    "SealedEntry",
    "inclusion_path",
    "merkle_root",
    "next_root",
    "path_leads_to",
    "seal_entry",
]
