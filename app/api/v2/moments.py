"""Write moments as the clients of the contract want them: UTC, milliseconds, Z."""

from datetime import UTC, datetime


def written(moment: datetime | None) -> str | None:
    """Return a moment in writing; None stays None."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
