"""A client of the interface for tests: made with rights, it speaks JSON over the application's own test client."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.access.actor import SYSTEM
from app.access.interface_rights import ACTIONS
from app.people.api_clients import NewClient, WantedClient, create_client

ALL_RIGHTS = tuple(ACTIONS)


class ApiClient:
    """Send requests as one client."""

    def __init__(self, app: Flask, credentials: NewClient) -> None:
        self.credentials = credentials
        self._client = app.test_client()
        self._auth = (credentials.client_id, credentials.secret)

    def send(self, method: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        """Send a request below /v2; `body` is sent as JSON."""
        if body is not None:
            options["json"] = body
        return self._client.open(f"/v2{path}", method=method, auth=self._auth, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        """Read something."""
        return self.send("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        """Post JSON."""
        return self.send("POST", path, body, **options)

    def found(self, path: str, **asked: Any) -> list[dict[str, Any]]:
        """Return the items of a search that must succeed."""
        answer = self.post(path, asked)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json["items"]
        return items


@pytest.fixture
def api_client(app: Flask) -> Callable[..., ApiClient]:
    """Return a function: login and rights → a client that acts for that account."""

    def make(login: str = "luohao", rights: Sequence[str] = ALL_RIGHTS) -> ApiClient:
        wanted = WantedClient(login, "试验", rights)
        return ApiClient(app, create_client(app.extensions["runtime"], SYSTEM, wanted))

    return make
