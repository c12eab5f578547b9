"""The program as it is installed: run.py in processes of its own on a free port, and browsers that talk HTTP to it.

For fault tests and benchmarks, which must not share a process with what they kill or time.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import unescape
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from app.access.actor import SYSTEM
from app.catalog.deploy import deploy
from app.catalog.read_package import read_package
from app.people.demo_people import DEMO_PASSWORD, seed_people
from app.runtime import Runtime, open_runtime
from config import ROOT, Settings

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_START_SECONDS, _STOP_SECONDS = 90, 40
_IDLE_SECONDS = 1.0
"""After this pause a browser opens a new connection: the server closes an idle one after two."""


@dataclass(frozen=True)
class Answer:
    """What a browser got; it follows no redirect by itself."""

    status: int
    location: str
    body: bytes

    @property
    def text(self) -> str:
        """Return the page."""
        return self.body.decode("utf-8", "replace")


class Browser:
    """Somebody's browser: one connection kept open, cookies, and the token that forms carry."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._token = ""
        self._used = time.monotonic()

    def sign_in(self, login: str) -> "Browser":
        """Sign in with the shown password, as on the page.

        AssertionError when it is refused, ConnectionError while the database is away.
        """
        self._read_token("/sign-in")
        answer = self.post("/sign-in", {"login": login, "password": DEMO_PASSWORD})
        if answer.status == 503:
            raise ConnectionError(answer.status)
        assert answer.status == 303, answer.text
        assert "/enrol" not in answer.location, answer.location
        self._read_token("/account/password")
        return self

    def second_window(self) -> "Browser":
        """Return a second window of this browser: the same cookies and token, a connection of its own."""
        other = Browser(self._port)
        other._cookies, other._token = dict(self._cookies), self._token
        return other

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._ask("GET", path)

    def post(self, path: str, values: Mapping[str, str | list[str]]) -> Answer:
        """Send a form with its token."""
        body = urlencode({**values, "csrf_token": self._token}, doseq=True)
        return self._ask("POST", path, body.encode())

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def _read_token(self, path: str) -> None:
        answer = self.get(path)
        if answer.status == 503:
            raise ConnectionError(answer.status)
        found = _TOKEN.search(answer.text)
        assert found, path
        self._token = unescape(found.group(1))

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if time.monotonic() - self._used > _IDLE_SECONDS:
            self._connection.close()
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            found = Answer(response.status, response.getheader("Location", ""), response.read())
        except (OSError, HTTPException):
            # the server went away with the connection; whoever asks again opens a new one
            self._connection.close()
            raise
        self._used = time.monotonic()
        self._keep(response)
        return found

    def _keep(self, response: HTTPResponse) -> None:
        for line in response.headers.get_all("Set-Cookie") or ():
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value


@dataclass
class Installation:
    """A database and a folder of one's own, and the launcher that serves them."""

    settings: Settings
    port: int
    process: subprocess.Popen[bytes] | None = None

    @staticmethod
    def make(database_url: str, folder: Path) -> "Installation":
        """Prepare a city in a migrated database: its people and the petition, no demo petitions."""
        settings = Settings(
            database_url=database_url,
            data_dir=folder,
            key_file=folder / "keys.json",
            second_factor_roles=(),
            demo=True,
        )
        runtime = open_runtime(settings)
        try:
            seed_people(runtime)
            package = read_package(settings.processes_dir, settings.forms_dir, "petition")
            deploy(runtime, SYSTEM, "petition", package.files)
        finally:
            runtime.close()
        return Installation(replace(settings, demo=False), free_port())

    def open(self) -> Runtime:
        """Open the installation's runtime in this process; the caller closes it."""
        return open_runtime(self.settings)

    @property
    def environment(self) -> dict[str, str]:
        """Return the variables the launcher and the web server read."""
        kept = {"PYTHONFAULTHANDLER": "1"}
        kept |= {name: value for name, value in os.environ.items() if not name.startswith("LUOSHU_")}
        chosen = {
            "LUOSHU_DATABASE_URL": self.settings.database_url,
            "LUOSHU_DATA_DIR": str(self.settings.data_dir),
            "LUOSHU_KEY_FILE": str(self.settings.key_file),
            "LUOSHU_SECOND_FACTOR_ROLES": "",
            "LUOSHU_SMTP_HOST": self.settings.smtp_host,
            "LUOSHU_SMTP_PORT": str(self.settings.smtp_port),
        }
        return {**kept, **chosen}

    @property
    def log(self) -> Path:
        """Return the file that holds what the launcher and the web server say."""
        return self.settings.data_dir / "log"

    def start(self, *words: str) -> None:
        """Start run.py and wait until it serves; RuntimeError when it ends or does not come up."""
        command = [sys.executable, "run.py", "--port", str(self.port), "--workers", "1", *words]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        """Wait until the site says that it can serve."""
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            if self.process is not None and self.process.poll() is not None:
                raise RuntimeError(f"run.py ended with {self.process.returncode}:\n{self.log.read_text()}")
            if answers(self.port):
                return
            time.sleep(0.05)
        raise RuntimeError(f"the site did not come up:\n{self.log.read_text()}")

    def stop(self) -> int:
        """Ask the launcher to end, as a service manager does; return its exit code.

        When it does not end, AssertionError shows where its threads stand.
        """
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGABRT)
            self.process.wait(_STOP_SECONDS)
            raise AssertionError("it does not stop:\n" + self.log.read_text()[-20000:]) from None

    def kill(self) -> None:
        """Kill whatever of it still runs; for the end of a test."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            self.process.wait(_STOP_SECONDS)

    def children(self) -> tuple[int, ...]:
        """Return the processes of the launcher's group except itself: the web server's, the first one first."""
        assert self.process is not None
        found = []
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = status.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(words[2]) == self.process.pid and words[0] != "Z":
                found.append(int(status.parent.name))
        return tuple(sorted(number for number in found if number != self.process.pid))


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def answers(port: int, path: str = "/readyz") -> bool:
    """Say whether a site answers 200 on this machine's port."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
