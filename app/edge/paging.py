"""Pages of long lists: what is asked for in the address, and what is given back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

Item = TypeVar("Item")
LARGEST_PAGE = 100


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Hold page (from 1), size, sort ("due", "-due", "" for the default) and the search words."""

    page: int = 1
    size: int = 20
    sort: str = ""
    q: str = ""

    @property
    def offset(self) -> int:
        """Return how many rows come before this page."""
        return (self.page - 1) * self.size


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Hold one page of items and the number of all of them."""

    items: Sequence[Item]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        """Return the number of pages, at least 1."""
        return max(1, -(-self.total // self.size))


def page_request(*, sorts: Collection[str] = (), size: int = 20) -> PageRequest:
    """Read ?page=&size=&sort=&q= of this request; whatever is out of bounds falls back to the default."""
    page = request.args.get("page", 1, type=int)
    wanted = request.args.get("size", size, type=int)
    sort = request.args.get("sort", "")
    return PageRequest(
        page=min(max(page, 1), 1_000_000),
        size=wanted if 1 <= wanted <= LARGEST_PAGE else size,
        sort=sort if sort.removeprefix("-") in sorts else "",
        q=request.args.get("q", "").strip()[:100],
    )
