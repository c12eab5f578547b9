"""What a benchmark says: a number, its unit, the most it may be, and how it came about."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured number; `limit` is the most it may be."""

    name: str
    value: float
    limit: float
    unit: str = "×"
    note: str = ""

    @property
    def holds(self) -> bool:
        """Say whether the number is within its limit."""
        return self.value <= self.limit


def median_seconds(work: Callable[[], object], *, rounds: int, warm_up: int = 3) -> float:
    """Return the median duration of `work` in seconds."""
    for _ in range(warm_up):
        work()
    durations = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        durations.append(time.perf_counter() - started)
    return statistics.median(durations)


def ratio(
    name: str, work: Callable[[], object], bare: Callable[[], object], *, limit: float, rounds: int = 50
) -> Figure:
    """Time both by turns in the same minute and return how many times as long `work` takes."""
    pairs = [
        (median_seconds(work, rounds=rounds // 5 or 1), median_seconds(bare, rounds=rounds // 5 or 1))
        for _ in range(5)
    ]
    # the median of five turns: a neighbour's burst of load hits one turn, not the figure
    values = sorted(worked / base for worked, base in pairs)
    base_ms = statistics.median(base for _, base in pairs) * 1000
    return Figure(name, values[2], limit, "×", f"bare {base_ms:.2f} ms")
