"""Run the long, randomised suites again and again with new seeds until the time is up.

usage: python -m scripts.soak [--minutes N]
Each round takes the tests marked `slow`, then lets petitions go through for minutes while processes, databases and
the mail server are killed at random (tests/integration/test_soak.py). The seed of every round is printed; a failing
round ends the run and says how to see the same again.
"""

import argparse
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FAULTS = "tests/integration/test_soak.py"
MOST_FAULT_SECONDS = 300.0


def main() -> int:
    """Run rounds until the time is up; return 1 with the first failing one."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long to go on (default 10)")
    minutes = parser.parse_args().minutes
    # a third of the time for trouble, and once for each database
    trouble = min(MOST_FAULT_SECONDS, minutes * 60 / 6)
    deadline = time.monotonic() + minutes * 60
    rounds = 0
    while rounds == 0 or time.monotonic() < deadline:
        seed = secrets.randbelow(2**31)
        rounds += 1
        print(f"round {rounds}, seed {seed}", flush=True)
        seeds = [f"--randomly-seed={seed}", f"--hypothesis-seed={seed}"]
        stirred = {"LUOSHU_TEST_SOAK_SECONDS": f"{trouble:.0f}", "LUOSHU_TEST_SOAK_SEED": str(seed)}
        again = " ".join(f"{name}={value}" for name, value in stirred.items())
        if not passes(["-m", "slow", *seeds]):
            print(f"round {rounds} failed; again with pytest -m slow {' '.join(seeds)}", file=sys.stderr)
            return 1
        if not passes([FAULTS, "-rP"], stirred):
            print(f"round {rounds} failed; again with {again} pytest {FAULTS}", file=sys.stderr)
            return 1
    print(f"{rounds} rounds passed")
    return 0


def passes(words: list[str], environment: dict[str, str] | None = None) -> bool:
    """Run pytest and say whether everything passed; no test at all is no pass."""
    command = [sys.executable, "-m", "pytest", *words]
    return (
        subprocess.run(command, cwd=ROOT, check=False, env=os.environ | (environment or {})).returncode == 0
    )


if __name__ == "__main__":
    sys.exit(main())
