"""A drawing from Camunda Modeler for tests of the interface: outside work, an approval with a form, a message."""

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from app.runtime import Runtime
from app.store import people
from tests.harness.city import key_of
from tests.harness.clients import ApiClient

DATA = Path(__file__).resolve().parents[1] / "data" / "api"
PROCESS = "order-supplies"


def read(name: str) -> bytes:
    """Return a file of the test data."""
    return (DATA / name).read_bytes()


def deploy(client: ApiClient, **files: bytes):
    """Deploy files as a client; `order_bpmn=…` is sent as order.bpmn."""
    sent = [(BytesIO(body), name.replace("__", "-").replace("_", ".")) for name, body in files.items()]
    return client.send("POST", "/deployments", data={"resources": sent}, content_type="multipart/form-data")


def make_designer(city: Runtime, login: str) -> None:
    """Let an account deploy processes and look after incidents, beside its own work."""
    with city.transaction() as tx:
        people.add_role(tx, key_of(city, login), "designer", None, city.clock.now())


@pytest.fixture
def clerk(app: Flask, city: Runtime, api_client) -> ApiClient:
    """Return a client of the clerk luohao who may also deploy, with all rights."""
    make_designer(city, "luohao")
    return api_client("luohao")


@pytest.fixture
def supplies(clerk: ApiClient) -> ApiClient:
    """Return the same client with the drawing deployed."""
    answer = deploy(clerk, order_bpmn=read("order.bpmn"), approve__order_form=read("approve-order.form"))
    assert answer.status_code == 200, answer.text
    return clerk


def start(client: ApiClient, **variables) -> str:
    """Start a case and return its key."""
    answer = client.post("/process-instances", {"processDefinitionId": PROCESS, "variables": variables})
    assert answer.status_code == 200, answer.text
    return answer.json["processInstanceKey"]


def take(client: ApiClient, **asked) -> list[dict]:
    """Take work that checks the stock, without waiting."""
    wanted = {"type": "check-stock", "timeout": 60000, "maxJobsToActivate": 10, "worker": "w", **asked}
    answer = client.post("/jobs/activation", {"requestTimeout": -1, **wanted})
    assert answer.status_code == 200, answer.text
    return answer.json["jobs"]
