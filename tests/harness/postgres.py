"""A private PostgreSQL for one test process: started on first use, ended with the process, listening on a socket only.

initdb refuses to run as root, so a root test run hands the server to the account `postgres` (or `nobody`).
LUOSHU_TEST_FSYNC=off trades durability for speed; it stays on otherwise, because the fault tests pull the plug.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

START_TIMEOUT_SECONDS = 60
_PREFIX = "luoshu-pg-"
_MEMORY_NEEDED_BYTES = 2 * 2**30
_PORT = 5432  # part of the socket's name only: the server listens on no network address


def find_binaries() -> Path:
    """Return the folder of initdb and postgres, the newest version installed; raise RuntimeError saying how to get it."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    if not versions:
        raise RuntimeError(
            "PostgreSQL is not installed: call `make setup-test`, or set LUOSHU_TEST_DATABASES=sqlite"
        )
    return versions[-1].parent


def _account() -> pwd.struct_passwd | None:
    """Return the account the server runs as, None for the present one."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError(
        "no account to run PostgreSQL as: it refuses root, and there is neither postgres nor nobody"
    )


def _die_with_parent() -> None:
    # a killed test run must leave no server behind; PR_SET_PDEATHSIG = 1, SIGINT = fast shutdown
    ctypes.CDLL(None).prctl(1, signal.SIGINT)


@dataclass
class Cluster:
    """One running server with its folder; `url(name)` is what SQLAlchemy opens."""

    folder: Path
    binaries: Path
    process: subprocess.Popen[bytes]
    _number: int = 0

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database of this server."""
        return f"postgresql+psycopg://luoshu@/{database}?host={quote(str(self.folder))}&port={_PORT}"

    def execute(self, statement: str) -> None:
        """Run a statement outside a transaction in the maintenance database."""
        with psycopg.connect(
            host=str(self.folder), port=_PORT, user="luoshu", dbname="postgres", autocommit=True
        ) as c:
            c.execute(statement)  # type: ignore[arg-type]

    def make_template(self, fill: Callable[[str], None], name: str = "template_luoshu") -> None:
        """Create the database the clones are taken from and let `fill(url)` bring it to the newest schema."""
        self.execute(f"CREATE DATABASE {name}")
        fill(self.url(name))

    def clone(self, template: str = "template_luoshu") -> str:
        """Create a fresh copy of the template; return its name."""
        self._number += 1
        name = f"test_{self._number}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, also when a killed process still holds a connection."""
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def crash(self) -> None:
        """Kill (-9) every process of the server at once, as a power cut would; `restart` recovers from the log."""
        children = _children(self.process.pid)
        for number in (self.process.pid, *children):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait(START_TIMEOUT_SECONDS)
        # the next server refuses to start while one of the old ones still holds the shared memory
        while any(_runs(number) for number in children):
            time.sleep(0.01)

    def restart(self) -> None:
        """Start again after `crash`."""
        self.process = _serve(self.folder, self.binaries)

    def stop(self) -> None:
        """End the server and remove its folder."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def start(place: Path | None = None) -> Cluster:
    """Create and start a server; raise RuntimeError with its own words when it does not come up.

    `place` is the folder its files lie under; in memory when there is plenty unless another one is named.
    """
    binaries = find_binaries()
    place = place or _place()
    _sweep(place)
    # the socket's path must stay under 108 bytes, so no pytest folder
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=place))
    account = _account()
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
    made = subprocess.run(
        [
            binaries / "initdb",
            "-D",
            folder / "data",
            "-U",
            "luoshu",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ],
        capture_output=True,
        text=True,
        timeout=START_TIMEOUT_SECONDS,
        check=False,
        cwd=folder,
        env=_environment(),
        **_identity(),
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stderr}")
    return Cluster(folder, binaries, _serve(folder, binaries))


def _place() -> Path:
    """Return where clusters lie: in memory when there is plenty, for a clone is ten times as fast there."""
    memory = Path("/dev/shm")
    if (
        memory.is_dir()
        and os.access(memory, os.W_OK)
        and shutil.disk_usage(memory).free > _MEMORY_NEEDED_BYTES
    ):
        return memory
    return Path("/tmp")


def _sweep(place: Path) -> None:
    """Remove what killed test runs left; the folder's name holds the process it belonged to."""
    for folder in place.glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX).split("-")[0]
        if owner.isdigit() and not _lives(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _children(process: int) -> tuple[int, ...]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(status.read_text().rpartition(")")[2].split()[1]) == process:
                found.append(int(status.parent.name))
    return tuple(found)


def _runs(process: int) -> bool:
    # what was killed but not yet collected by init holds nothing any more
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _identity() -> dict[str, Any]:
    account = _account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}


def _serve(folder: Path, binaries: Path) -> subprocess.Popen[bytes]:
    fsync = "off" if os.environ.get("LUOSHU_TEST_FSYNC", "on") == "off" else "on"
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(folder),
        "port": _PORT,
        "fsync": fsync,
        "full_page_writes": fsync,
        "shared_buffers": "32MB",
        "max_connections": "120",
        "autovacuum": "off",  # it would hold the template while a clone is made
        "max_wal_senders": "0",
        "wal_level": "minimal",
        "log_min_messages": "fatal",
    }
    log = folder / "log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [
                str(binaries / "postgres"),
                "-D",
                str(folder / "data"),
                *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
            ],
            stdout=output,
            stderr=output,
            cwd=folder,
            env=_environment(),
            preexec_fn=_die_with_parent if os.uname().sysname == "Linux" else None,  # noqa: PLW1509 - one prctl call, no lock
            **_identity(),
        )
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        try:
            psycopg.connect(host=str(folder), port=_PORT, user="luoshu", dbname="postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return process
    process.kill()
    raise RuntimeError(f"PostgreSQL did not answer within {START_TIMEOUT_SECONDS} s:\n{log.read_text()}")
