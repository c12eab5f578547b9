"""Launcher: migrate the database, serve the site, run the job worker, stop both cleanly.

usage: python run.py [--host H] [--port P] [--database URL] [--demo] [--workers N]
"""

import argparse
import ctypes
import os
import signal
import subprocess
import sys
from threading import Event

from app.cli.demo import prepare
from app.crypto import KeyFileError
from app.runtime import open_runtime
from app.store.migrate import migrate
from app.worker import Worker
from config import ROOT, Settings

_THREADS = 8
_GRACE_SECONDS = 30
_PR_SET_PDEATHSIG = 1


def arguments(words: list[str]) -> argparse.Namespace:
    """Read the command line; settings of the environment are the defaults."""
    parser = argparse.ArgumentParser(description="洛书：迁移数据库、提供网站、运行后台任务")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default %(default)s)")
    parser.add_argument("--database", metavar="URL", help="sqlite:///FILE or postgresql://USER@HOST/NAME")
    parser.add_argument("--demo", action="store_true", help="seed and serve the demo city (演示)")
    parser.add_argument("--workers", type=int, default=2, help="web server processes (default %(default)s)")
    return parser.parse_args(words)


def settings_of(chosen: argparse.Namespace) -> Settings:
    """Return the settings; what was said on the command line is passed on to the web processes."""
    if chosen.database:
        os.environ["LUOSHU_DATABASE_URL"] = chosen.database
    if chosen.demo:
        os.environ["LUOSHU_DEMO"] = "1"
    os.environ.setdefault("LUOSHU_SITE_URL", f"http://{chosen.host}:{chosen.port}")
    return Settings.from_environment()


def start_site(
    host: str, port: int, workers: int, *, application: str = "app:create_app()", logs: int | None = None
) -> subprocess.Popen[bytes]:
    """Start the web server as a child process that ends with this one, however this one ends.

    `logs` is where its log goes (a file number or subprocess.DEVNULL); None: where our own goes.
    """
    return subprocess.Popen(  # noqa: S603 - our own interpreter with fixed words
        [
            *(sys.executable, "-m", "gunicorn", application),
            *("--bind", f"{host}:{port}", "--workers", str(workers)),
            *("--worker-class", "gthread", "--threads", str(_THREADS)),
            *("--graceful-timeout", str(_GRACE_SECONDS), "--log-level", "warning"),
        ],
        cwd=ROOT,
        stderr=logs,
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - one system call
    )


def _end_with_parent() -> None:
    # a killed launcher must leave no server behind that holds the port and works without a worker
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def main(words: list[str]) -> int:
    """Run until a signal comes or the web server ends; return the exit code."""
    chosen = arguments(words)
    try:
        settings = settings_of(chosen)
        runtime = open_runtime(settings)
    except (ValueError, KeyFileError) as error:
        print(error, file=sys.stderr)
        return 2
    migrate(runtime.engine)
    if settings.demo:
        prepare(runtime, print)
    stopping = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    site = start_site(chosen.host, chosen.port, chosen.workers)
    worker = Worker(runtime)
    worker.start()
    print(f"http://{chosen.host}:{chosen.port}  (Ctrl+C 停止)", flush=True)
    while not stopping.wait(0.5) and site.poll() is None:
        pass
    worker.stop()
    if site.poll() is None:
        site.terminate()
        site.wait(_GRACE_SECONDS + 5)
    runtime.close()
    return 0 if stopping.is_set() else (site.returncode or 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
