"""Tests talk to this machine only."""

import pytest
from pytest_socket import socket_allow_hosts


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Refuse every connection that leaves the machine, so a test cannot pass thanks to somebody's server."""
    del item
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
