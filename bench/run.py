"""Run every benchmark and compare it with a limit measured in the same run; exit 1 when a limit is passed.

usage: python -m bench.run [NAME …]
A benchmark is a module bench/bench_<name>.py with `measure() -> Iterable[Figure]`. A figure is a ratio to
something bare, timed on the same machine in the same minute, so that it means the same on every machine.
"""

import importlib
import sys
from pathlib import Path

from bench.figure import Figure

HERE = Path(__file__).resolve().parent


def names() -> tuple[str, ...]:
    """Return the benchmarks of this folder."""
    return tuple(sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py")))


def line(figure: Figure) -> str:
    """Return one figure as people read it."""
    verdict = "ok" if figure.holds else "TOO HIGH"
    measured = f"{figure.name:<48} {figure.value:>9.2f} {figure.unit:<12}"
    return f"{measured} limit {figure.limit:>8.2f}  {verdict}  {figure.note}"


def main(wanted: list[str]) -> int:
    """Print every figure; return 1 when one is over its limit, 2 for an unknown name."""
    known = names()
    unknown = set(wanted) - set(known)
    if unknown or not known:
        print(
            f"unknown benchmark {sorted(unknown)}; there are: {', '.join(known) or 'none'}", file=sys.stderr
        )
        return 2
    over = 0
    for name in wanted or known:
        for figure in importlib.import_module(f"bench.bench_{name}").measure():
            print(line(figure).rstrip(), flush=True)
            over += not figure.holds
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
