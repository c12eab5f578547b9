"""The official Node clients against a real server, unchanged: the API client, and a job worker of the SDK over REST."""

import json
import os
import shutil
import subprocess

import pytest

from tests.harness.supplies import DATA, deploy, make_designer, read, start

NODE = DATA.parents[1] / "node"
pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (NODE / "node_modules/@camunda8").is_dir(),
    reason="Node or its packages are missing: make setup-test",
)


@pytest.fixture
def clerk_at(site, city, api_client):
    """Return a client with the drawing deployed, and the environment of a Node client that is the same one."""
    make_designer(city, "luohao")
    client = api_client("luohao")
    deploy(client, order_bpmn=read("order.bpmn"), approve__order_form=read("approve-order.form"))
    environment = {
        "PATH": os.environ["PATH"],
        "CAMUNDA_REST_ADDRESS": site,
        "ZEEBE_REST_ADDRESS": site,
        "CAMUNDA_SDK_VALIDATION": "req:strict,res:strict",
        "CAMUNDA_AUTH_STRATEGY": "OAUTH",
        "CAMUNDA_OAUTH_URL": f"{site}/api/oauth/token",
        "CAMUNDA_CLIENT_ID": client.credentials.client_id,
        "CAMUNDA_CLIENT_SECRET": client.credentials.secret,
        "ZEEBE_CLIENT_ID": client.credentials.client_id,
        "ZEEBE_CLIENT_SECRET": client.credentials.secret,
        "CAMUNDA_TOKEN_AUDIENCE": "luoshu",
        "ZEEBE_TOKEN_AUDIENCE": "luoshu",
        "CAMUNDA_TOKEN_DISK_CACHE_DISABLE": "true",
    }
    return client, environment


def run(script, *arguments, environment):
    """Run a script under Node and return the JSON of each line it prints."""
    done = subprocess.run(
        ["node", script, *map(str, arguments)],
        cwd=NODE,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_the_api_client_deploys_works_and_watches(clerk_at):
    _, environment = clerk_at

    [told] = run(
        "orchestration.mjs", DATA / "order.bpmn", DATA / "approve-order.form", environment=environment
    )

    assert (told["state"], told["businessId"], told["assignee"]) == ("COMPLETED", "node-1", "luohao")
    assert told["correlated"] is True
    assert told["variables"] == {"in_stock": "true", "order": '"n-1"'}
    assert told["elements"] == ["ordered", "check", "approve", "delivered", "done"]
    assert (told["refused"]["status"], told["missing"]["status"]) == (404, 501)
    assert "no-such-process" in told["refused"]["detail"]
    assert told["incident"] == "no answer"


def test_a_job_worker_of_the_sdk_completes_fails_and_reports_errors(clerk_at):
    client, environment = clerk_at
    good, gone, bad = (start(client, order=f"s-{n}", pieces=n) for n in (1, 101, -1))

    told = run("job_worker.mjs", 3, environment=environment)

    assert sorted(one["pieces"] for one in told) == [-1, 1, 101]
    tasks = client.found("/user-tasks/search", filter={"processInstanceKey": good})
    assert [task["elementId"] for task in tasks] == ["approve"]
    assert client.get(f"/process-instances/{gone}").json["state"] == "COMPLETED"
    assert client.get(f"/process-instances/{bad}").json["hasIncident"] is True
