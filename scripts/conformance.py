"""Run every standard test suite the repository knows: the programs scripts/conformance_<suite>.py.

usage: python -m scripts.conformance [--tck DIR]
--tck goes to the DMN suite: a folder of the DMN TCK's format. Exit 1 when a suite fails or there is none.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TAKES_TCK = frozenset({"conformance_dmn"})


def main() -> int:
    """Run the suites one after the other; return the worst exit code."""
    parser = argparse.ArgumentParser(prog="make conformance", description=__doc__)
    parser.add_argument(
        "--tck", type=Path, help="folder of DMN test cases, instead of those of the repository"
    )
    options = parser.parse_args()
    if options.tck and not options.tck.is_dir():
        parser.error(f"--tck: {options.tck} is no folder")
    suites = sorted(HERE.glob("conformance_*.py"))
    worst = 0 if suites else 1
    for suite in suites:
        if options.tck and suite.stem not in TAKES_TCK:
            continue
        extra = ["--tck", str(options.tck)] if options.tck else []
        print(f"== {suite.stem.removeprefix('conformance_')}", flush=True)
        worst = max(
            worst,
            subprocess.run([sys.executable, "-m", f"scripts.{suite.stem}", *extra], check=False).returncode,
        )
    return worst


if __name__ == "__main__":
    sys.exit(main())
