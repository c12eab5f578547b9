"""Walk the engine and the token game side by side through every model and count models, walks and steps.

usage: python -m scripts.conformance_bpmn [--walks N] [--steps N] [--seed N] [--model NAME …]
Each model prints passed/total walks and the steps compared; a walk that differs prints its first difference.
Exit 1 when a walk differs. The models stand in tests/unit/engine/models.
"""

import argparse
import sys
import time
from dataclasses import dataclass

from tests.unit.engine import random_walk

SHOWN = 2
"""Differences told per model; the others are counted."""


@dataclass
class Tally:
    """Count the walks of a model."""

    passed: int = 0
    total: int = 0
    steps: int = 0


def run(name: str, *, walks: int, steps: int, seed: int) -> tuple[Tally, list[str]]:
    """Walk through one model; return the tally and what differed."""
    tally = Tally()
    told: list[str] = []
    for number in range(walks):
        tally.total += 1
        try:
            tally.steps += random_walk.walk(random_walk.shipped(name), seed + number, steps=steps)
            tally.passed += 1
        except Exception as error:  # noqa: BLE001 — an engine that breaks is a difference as well
            told.append(f"seed {seed + number}: {type(error).__name__}: {error}")
    return tally, told


def main(arguments: list[str] | None = None) -> int:
    """Run the walks; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--walks", type=int, default=200, help="walks per model (default 200)")
    parser.add_argument("--steps", type=int, default=24, help="most steps of a walk (default 24)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the first walk (default 0)")
    parser.add_argument("--model", action="append", choices=random_walk.names(), help="only this model")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    whole = Tally()
    names = options.model or random_walk.names()
    for name in names:
        tally, told = run(name, walks=options.walks, steps=options.steps, seed=options.seed)
        mark = "" if tally.passed == tally.total else "   <<"
        print(f"{tally.passed:5}/{tally.total:<5} {name:<24} {tally.steps:6} steps{mark}", flush=True)
        for line in told[:SHOWN]:
            print(f"  {line}")
        whole.passed += tally.passed
        whole.total += tally.total
        whole.steps += tally.steps
    seconds = time.monotonic() - started
    print(
        f"token game: {whole.passed}/{whole.total} walks, {len(names)} models, "
        f"{whole.steps} steps compared in {seconds:.0f} s"
    )
    return int(whole.passed < whole.total)


if __name__ == "__main__":
    sys.exit(main())
