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


Clock = Callable[[], float]


def median_seconds(
    work: Callable[[], object], *, rounds: int, warm_up: int = 3, clock: Clock = time.perf_counter
) -> float:
    """Return the median duration of `work` in seconds."""
    for _ in range(warm_up):
        work()
    durations = []
    for _ in range(rounds):
        started = clock()
        work()
        durations.append(clock() - started)
    return statistics.median(durations)


def ratio(
    name: str,
    work: Callable[[], object],
    bare: Callable[[], object],
    *,
    limit: float,
    rounds: int = 50,
    clock: Clock = time.perf_counter,
) -> Figure:
    """Time both by turns in the same minute and return how many times as long `work` takes.

    Pure computation is timed by `time.process_time`: a busy machine interrupts long work and spares short work.
    """
    few = rounds // 5 or 1
    pairs = [
        (median_seconds(work, rounds=few, clock=clock), median_seconds(bare, rounds=few, clock=clock))
        for _ in range(5)
    ]
    # the median of five turns: a neighbour's burst of load hits one turn, not the figure
    values = sorted(worked / base for worked, base in pairs)
    base_ms = statistics.median(base for _, base in pairs) * 1000
    return Figure(name, values[2], limit, "×", f"bare {base_ms:.2f} ms")
