"""Run the long, randomised suites again and again with new seeds until the time is up.

usage: python -m scripts.soak [--minutes N]
Takes the tests marked `slow`. Prints the seed of every round; a failing round ends the run, and
`pytest -m slow --randomly-seed=SEED --hypothesis-seed=SEED` shows the same again.
"""

import argparse
import secrets
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NO_TESTS = 5


def main() -> int:
    """Run rounds until the time is up; return 1 with the first failing one."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long to go on (default 10)")
    minutes = parser.parse_args().minutes
    deadline = time.monotonic() + minutes * 60
    rounds = 0
    while rounds == 0 or time.monotonic() < deadline:
        seed = secrets.randbelow(2**31)
        rounds += 1
        print(f"round {rounds}, seed {seed}", flush=True)
        seeds = [f"--randomly-seed={seed}", f"--hypothesis-seed={seed}"]
        command = [sys.executable, "-m", "pytest", "-m", "slow", *seeds]
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        if code == NO_TESTS:
            print("no test is marked slow", file=sys.stderr)
            return 1
        if code:
            print(f"round {rounds} failed; again with {' '.join(seeds)}", file=sys.stderr)
            return 1
    print(f"{rounds} rounds passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
