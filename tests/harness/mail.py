"""A real SMTP server on a free loopback port that keeps what it gets, and can be told to refuse or be down."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """What arrived, and how the server answers: `refuse` is an SMTP reply such as "451 later"."""

    host: str = "127.0.0.1"
    port: int = 0
    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    refuse: str | None = None
    _controller: Controller | None = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep one mail, or refuse it."""
        del server, session
        if self.refuse:
            return self.refuse
        content = envelope.content
        parsed = message_from_bytes(
            content if isinstance(content, bytes) else (content or "").encode(), policy=policy.default
        )
        assert isinstance(parsed, EmailMessage)
        self.messages.append(parsed)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 kept"

    def start(self) -> None:
        """Listen; the first time on a free port, later on the same one."""
        self._controller = Controller(self, hostname=self.host, port=self.port or _free_port())
        self._controller.start()
        self.port = self._controller.port

    def stop(self) -> None:
        """Be down: connections are refused until `start`."""
        if self._controller:
            self._controller.stop()
            self._controller = None


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """Return a mailbox whose server is up."""
    box = Mailbox()
    box.start()
    yield box
    box.stop()
