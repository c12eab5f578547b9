"""Who may use the interface: clients by secret or token, persons by their own token, each within its rights."""

import pytest

from app.access.actor import SYSTEM
from app.people.api_clients import end_client

ME = "/authentication/me"


def test_a_client_signs_in_with_its_secret(api_client):
    client = api_client("luohao", ["cases.read"])

    me = client.get(ME).json

    assert me["username"] == "luohao"
    assert "zjj.handler" in me["groups"]


def test_a_client_signs_in_with_an_access_token(app, api_client):
    client, browser = api_client("luohao", ["cases.read"]), app.test_client()
    form = {
        "grant_type": "client_credentials",
        "client_id": client.credentials.client_id,
        "client_secret": client.credentials.secret,
        "audience": "zeebe-api",
    }

    given = browser.post("/api/oauth/token", data=form).json
    answer = browser.get(f"/v2{ME}", headers={"Authorization": f"Bearer {given['access_token']}"})

    assert given["token_type"] == "Bearer"
    assert given["expires_in"] == 3600
    assert answer.json["username"] == "luohao"


@pytest.mark.parametrize(
    "change", [lambda t: t + "A", lambda t: t.replace(".", ".e", 1), lambda _: "x", lambda _: "a.b.c"]
)
def test_a_changed_token_is_refused(app, api_client, change):
    client, browser = api_client(), app.test_client()
    form = {"grant_type": "client_credentials"}
    auth = (client.credentials.client_id, client.credentials.secret)

    token = browser.post("/api/oauth/token", data=form, auth=auth).json["access_token"]
    answer = browser.get(f"/v2{ME}", headers={"Authorization": f"Bearer {change(token)}"})

    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert "Basic" in answer.headers["WWW-Authenticate"]


def test_an_ended_client_is_refused_with_every_token_it_got(app, city, api_client):
    client, browser = api_client(), app.test_client()
    auth = (client.credentials.client_id, client.credentials.secret)
    token = browser.post("/api/oauth/token", data={"grant_type": "client_credentials"}, auth=auth).json

    end_client(city, SYSTEM, client.credentials.client_id)

    bearer = {"Authorization": f"Bearer {token['access_token']}"}
    assert client.get(ME).status_code == 401
    assert browser.get(f"/v2{ME}", headers=bearer).status_code == 401


def test_a_wrong_secret_gets_no_token(app, api_client):
    auth = (api_client().credentials.client_id, "wrong")

    answer = app.test_client().post("/api/oauth/token", data={"grant_type": "client_credentials"}, auth=auth)

    assert (answer.status_code, answer.json) == (401, {"error": "invalid_client"})


def test_a_stranger_learns_only_that_the_site_answers(app):
    browser = app.test_client()

    assert browser.get("/v2/status").status_code == 204
    assert browser.get("/v2/topology").status_code == 401
