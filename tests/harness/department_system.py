"""A department's system on a free loopback port: answers what it is told to, keeps what it was asked, can be down."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest


@dataclass
class DepartmentSystem:
    """What was asked (method, path, headers by lower-case name, body), and how the server answers."""

    port: int = 0
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 200
    answer: Any = None
    raw: bytes | None = None

    @property
    def address(self) -> str:
        """Return the base address."""
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def department() -> Iterator[DepartmentSystem]:
    """Run the system for one test."""
    system = DepartmentSystem()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.reply()

        do_POST = do_GET  # noqa: N815 - the library's name

        def reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            system.asked.append((self.command, self.path, headers, body))
            content = system.raw if system.raw is not None else json.dumps(system.answer).encode()
            self.send_response(system.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if system.status == 302:
                self.send_header("Location", "http://192.0.2.1/")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    system.port = server.server_address[1]
    Thread(target=server.serve_forever, daemon=True).start()
    yield system
    server.shutdown()
    server.server_close()
