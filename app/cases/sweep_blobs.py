"""Remove stored files that no row names: what a crash between file and row left behind."""

from datetime import timedelta

from app.runtime import Runtime
from app.store import documents

ORPHAN_AGE = timedelta(days=1)
"""Age from which a file without a row is an orphan; long enough for the slowest transaction."""


def sweep_blobs(runtime: Runtime) -> int:
    """Remove orphans and return how many went: a recurring duty of the worker."""
    with runtime.read() as tx:
        known = documents.named_digests(tx)
    removed: int = runtime.blobs.sweep(known, ORPHAN_AGE)
    return removed
