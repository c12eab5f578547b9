"""The page on which security administrators make clients of the interface: the secret once, the rights as chosen."""

import re


def test_a_client_is_made_shown_once_and_ended(app, client_of):
    browser = client_of("anping")

    made = browser.post(
        "/clients",
        data={
            "name": "体检结果回传",
            "login": "luohao",
            "rights": ["jobs", "messages"],
            "job_types": "hospital-*",
            "days": "30",
        },
    )
    client_id, secret = re.findall(r'<dd class="code">([^<]+)</dd>', made.text)
    listed = browser.get("/clients").text
    asked = {"type": "hospital-report", "timeout": 1000, "maxJobsToActivate": 1, "requestTimeout": -1}
    machine = app.test_client()
    taken = machine.post("/v2/jobs/activation", json=asked, auth=(client_id, secret))
    browser.post(f"/clients/{client_id}/end")
    after = machine.post("/v2/jobs/activation", json=asked, auth=(client_id, secret))

    assert "hospital-*" in listed
    assert secret not in listed
    assert (taken.status_code, after.status_code) == (200, 401)


def test_every_mistake_is_named(client_of):
    page = client_of("anping").post("/clients", data={"login": "nobody", "days": "0"})

    assert page.status_code == 422
    for field in ("name", "login", "days", "rights"):
        assert f'href="#{field}"' in page.text


def test_nobody_else_makes_clients(client_of):
    assert client_of("gaoyuan").get("/clients").status_code == 403
    assert client_of("luohao").post("/clients", data={}).status_code == 403
