"""Walk through every model with the acts beside the drawing, engine and token game side by side, and count.

usage: python -m scripts.conformance_going_back [--steps N] [--seed N] [--model NAME …]
Returning (with and without coming back), taking back, more and fewer signers, between the ordinary acts. After every
step the open tasks, timers and messages agree with the token game played again from its beginning, the stored state
loads and stores as the same bytes, and a running case has something pending. Exit 1 when a walk differs. A walk has at
most 30 steps; rounds of walks through all models go on until the steps are done.
"""

import argparse
import sys
import time
from collections import Counter

from tests.unit.engine.going_back_walk import UNSAFE, walk_with_going_back
from tests.unit.engine.random_walk import names, shipped

SHOWN = 2
"""Differences told per model; the others are counted."""
STEPS_OF_A_WALK = 30


def main(arguments: list[str] | None = None) -> int:
    """Run the walks; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=100_000, help="at least so many steps (default 100,000)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first walk (default 0)")
    known = [name for name in names() if name not in UNSAFE]
    parser.add_argument("--model", action="append", choices=known, help="only this model")
    options = parser.parse_args(arguments)
    started, seed = time.monotonic(), options.seed
    counts: dict[str, Counter[str]] = {name: Counter() for name in options.model or known}
    while sum(count["steps"] for count in counts.values()) < options.steps:
        for name, count in counts.items():
            count["walks"] += 1
            try:
                count.update(walk_with_going_back(shipped(name), seed, steps=STEPS_OF_A_WALK))
            except Exception as error:  # noqa: BLE001 — an engine that breaks is a difference as well
                count["differ"] += 1
                if count["differ"] <= SHOWN:
                    print(f"seed {seed}: {type(error).__name__}: {error}", flush=True)
        seed += 1
    whole: Counter[str] = sum(counts.values(), Counter())
    for name, count in counts.items():
        mark = "   <<" if count["differ"] else ""
        passed = f"{count['walks'] - count['differ']}/{count['walks']}"
        print(f"{passed:>11} {name:<24} {count['steps']:6} steps{mark}")
    acts = ", ".join(f"{number} {what}" for what, number in sorted(whole.items()) if what not in _TOTALS)
    print(
        f"going back: {whole['walks'] - whole['differ']}/{whole['walks']} walks, {len(counts)} models, "
        f"{whole['steps']} steps compared in {time.monotonic() - started:.0f} s; {acts}"
    )
    return int(whole["differ"] > 0)


_TOTALS = frozenset({"steps", "walks", "differ"})

if __name__ == "__main__":
    sys.exit(main())
