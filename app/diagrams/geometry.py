"""Boxes and lines on the drawing plane: the little geometry that drawing and checking need.

Lengths are BPMN diagram units (pixels at 100 %), y grows downwards. It must not know BPMN.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Segment = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Box:
    """Hold an upright rectangle by its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the y of the lower edge."""
        return self.y + self.height

    @property
    def center(self) -> Point:
        """Return the middle."""
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, by: float) -> "Box":
        """Return the box with a margin (negative: shrunk)."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def holds(self, other: "Box") -> bool:
        """Tell whether `other` lies completely inside."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and self.right >= other.right
            and self.bottom >= other.bottom
        )

    def holds_point(self, point: Point) -> bool:
        """Tell whether a point lies inside or on the edge."""
        return self.x <= point[0] <= self.right and self.y <= point[1] <= self.bottom

    def overlaps(self, other: "Box") -> bool:
        """Tell whether both share more than an edge."""
        return (
            self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom
        )

    def on_edge(self, point: Point, tolerance: float = 1.5) -> bool:
        """Tell whether a point lies on the outline, within a tolerance."""
        return self.grown(tolerance).holds_point(point) and not (
            self.x + tolerance < point[0] < self.right - tolerance
            and self.y + tolerance < point[1] < self.bottom - tolerance
        )


def bounding(boxes: Sequence[Box]) -> Box:
    """Return the smallest box around all."""
    left, top = min(b.x for b in boxes), min(b.y for b in boxes)
    return Box(left, top, max(b.right for b in boxes) - left, max(b.bottom for b in boxes) - top)


def segments(points: Sequence[Point]) -> Iterator[Segment]:
    """Yield the pieces of a line."""
    yield from pairwise(points)


def cuts(segment: Segment, box: Box) -> bool:
    """Tell whether a segment runs through the inside of a box (Liang–Barsky); touching does not count."""
    (x0, y0), (x1, y1) = segment
    enter, leave = 0.0, 1.0
    for delta, start, low, high in ((x1 - x0, x0, box.x, box.right), (y1 - y0, y0, box.y, box.bottom)):
        if delta == 0:
            if not low < start < high:
                return False
            continue
        near, far = sorted(((low - start) / delta, (high - start) / delta))
        enter, leave = max(enter, near), min(leave, far)
    return enter < leave


def meet(one: Segment, other: Segment) -> bool:
    """Tell whether two segments cross, touch or run along each other."""
    a, b = one
    c, d = other
    if max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0]):
        return False
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    return _side(a, b, c) * _side(a, b, d) <= 0 and _side(c, d, a) * _side(c, d, b) <= 0


def _side(a: Point, b: Point, p: Point) -> float:
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
