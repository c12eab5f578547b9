"""A stretch of time that a term does not count: a hearing, an expert review, a question to a third party.

It must not know who granted it; the use case that writes the ledger asks for reason, actor and document.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import InvalidError
from app.text import text


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days on which the term stands still; both ends belong to it.

    Raises InvalidError when it ends before it starts.
    """

    first_on: date
    last_on: date
    reason: str = ""
    document: str = ""

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            message = text(
                "中止期间的结束日期（%(last)s）早于开始日期（%(first)s）。",
                first=self.first_on.isoformat(),
                last=self.last_on.isoformat(),
            )
            raise InvalidError(message, {"suspended": [message]})

    def __contains__(self, on: date) -> bool:
        return self.first_on <= on <= self.last_on

    def days(self) -> Iterator[date]:
        """Yield each day of it, both ends counted."""
        day = self.first_on
        while day <= self.last_on:
            yield day
            day += timedelta(days=1)


def covering(suspensions: Iterable[Suspension], on: date) -> Suspension | None:
    """Return the first suspension in force on a day; overlapping ones stop the term once, not twice."""
    return next((item for item in suspensions if on in item), None)
