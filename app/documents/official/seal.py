"""The seam to a site's electronic seal service (GB/T 38540): where seals belong, and who sets them.

Knows places on pages; never paints a seal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class SealPlace:
    """Hold where the seal of an organ belongs: its middle, in mm from the left and upper edge of the page."""

    organ: str
    page: int
    x_mm: float
    y_mm: float


class ElectronicSeal(Protocol):
    """Set seals into a finished PDF; a site's adapter calls its seal service here."""

    def seal(self, pdf: bytes, places: Sequence[SealPlace]) -> bytes:
        """Return the PDF with the seals of these places; raise DocumentFailedError when one cannot be set."""
        ...


class NoSeal:
    """Set no seal: the places stay empty, to be sealed on paper or later. The default."""

    def seal(self, pdf: bytes, places: Sequence[SealPlace]) -> bytes:  # noqa: ARG002 - the protocol's shape
        """Return the PDF as it is."""
        return pdf
