"""Check that the vendored browser files are exactly those of the pinned packages.

Compares every file below app/static/vendor with vendor.lock.json (package, version, licence, sha384) and the
versions with frontend/package.json. Prints each difference; exit 1 when there is one.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
VENDOR = Path("app/static/vendor")
LOCK = "vendor.lock.json"


def sha384(path: Path) -> str:
    """Return a file's digest in the form browsers use for integrity attributes."""
    return "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def differences(root: Path = ROOT) -> list[str]:
    """Return one line for each file or version that is not as the lock says."""
    folder = root / VENDOR
    lock: dict[str, Any] = json.loads((folder / LOCK).read_text())
    pinned: dict[str, str] = json.loads((root / "frontend/package.json").read_text())["dependencies"]
    problems = []
    for path, entry in lock["files"].items():
        file = folder / path
        if not file.is_file():
            problems.append(f"{VENDOR / path}: missing")
        elif sha384(file) != entry["sha384"]:
            problems.append(f"{VENDOR / path}: differs from {entry['package']} {entry['version']}")
        if pinned.get(entry["package"]) != entry["version"]:
            problems.append(
                f"{VENDOR / path}: {entry['package']} is pinned to {pinned.get(entry['package'])}"
            )
    present = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} - {LOCK}
    problems += [f"{VENDOR / path}: not in {LOCK}" for path in sorted(present - set(lock["files"]))]
    return problems


def main() -> int:
    """Print every difference; return the exit code."""
    found = differences()
    for line in found:
        print(line)
    if found:
        print("run `make vendor` to copy the pinned packages again")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
