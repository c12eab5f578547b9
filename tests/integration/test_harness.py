"""The helpers of the tests do what they promise: mail arrives or is refused, and nothing leaves the machine."""

import smtplib
import socket
from email.message import EmailMessage

import pytest
from pytest_socket import SocketConnectBlockedError

from tests.harness.mail import Mailbox


def send(box: Mailbox, subject: str) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "luoshu@localhost", "he@example.cn", subject
    message.set_content("您的信访事项已受理。")
    with smtplib.SMTP(box.host, box.port, timeout=5) as client:
        client.send_message(message)


def test_a_mail_arrives_with_its_chinese_subject(mailbox: Mailbox) -> None:
    send(mailbox, "受理告知")

    assert [m["Subject"] for m in mailbox.messages] == ["受理告知"]
    assert mailbox.recipients == [["he@example.cn"]]


def test_a_mail_server_can_refuse_and_be_down_and_come_back(mailbox: Mailbox) -> None:
    mailbox.refuse = "451 later"
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        send(mailbox, "一")

    mailbox.stop()
    with pytest.raises(ConnectionRefusedError):
        send(mailbox, "二")

    mailbox.refuse = None
    mailbox.start()
    send(mailbox, "三")
    assert [m["Subject"] for m in mailbox.messages] == ["三"]


def test_no_test_reaches_another_machine() -> None:
    with socket.socket() as connection, pytest.raises(SocketConnectBlockedError):
        connection.connect(("192.0.2.1", 80))
