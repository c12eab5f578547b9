"""What a check of a document found: one element, its measure, whether it is as the standard says.

Knows results only; how they are measured stands in `check`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Hold one element: the clause of GB/T 9704-2012, what was measured and what is wanted.

    `measured` is words for people, such as `35.1 mm`; `page` counts from 1, 0 for the whole document.
    """

    element: str
    clause: str
    ok: bool
    measured: str
    wanted: str
    page: int = 0
