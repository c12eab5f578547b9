"""The pages of department systems, and the address at which they report events."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from app import connectors
from app.access.actor import SYSTEM
from app.cases.systems.register import set_secret, take_in
from app.connectors.signature import HEADER, sign

SHIPPED = Path(connectors.__file__).with_name("systems.toml")


@pytest.fixture
def systems(city, app):
    """Return the city with the shipped systems."""
    city.settings = replace(city.settings, connector_hosts=("127.0.0.1",))
    take_in(city, SYSTEM, SHIPPED.read_bytes())
    return city


def test_the_administrator_sees_connects_and_tries_a_system(systems, client_of, department):
    gaoyuan = client_of("gaoyuan")

    listed = gaoyuan.get("/systems").get_data(as_text=True)
    refused = gaoyuan.post("/systems/shebao", data={"mode": "live", "base_url": "http://192.0.2.1/"})
    saved = gaoyuan.post(
        "/systems/shebao", data={"mode": "live", "base_url": department.address}, follow_redirects=True
    )
    tried = gaoyuan.post("/systems/shebao/probe", follow_redirects=True)
    department.status = 503
    silent = gaoyuan.post("/systems/shebao/probe", follow_redirects=True)

    assert listed.count("/systems/") >= 12
    assert refused.status_code == 422
    assert "LUOSHU_CONNECTOR_HOSTS" in refused.get_data(as_text=True)
    assert "已保存" in saved.get_data(as_text=True)
    assert "连接正常" in tried.get_data(as_text=True)
    assert "没有连通" in silent.get_data(as_text=True)


def test_a_secret_is_kept_and_never_shown(systems, client_of):
    gaoyuan = client_of("gaoyuan")

    empty = gaoyuan.post("/systems/jindun/secret", data={"name": "token", "value": ""})
    done = gaoyuan.post(
        "/systems/jindun/secret", data={"name": "token", "value": "s3cret"}, follow_redirects=True
    )

    assert empty.status_code == 422
    assert "已设置" in done.get_data(as_text=True)
    assert "s3cret" not in done.get_data(as_text=True)


def test_a_file_of_descriptions_is_taken_in_whole_or_not_at_all(systems, client_of):
    gaoyuan = client_of("gaoyuan")
    bad = SHIPPED.read_bytes() + b'[system.neu]\nname="x"\nmode="maybe"\n'

    refused = gaoyuan.post("/systems", data={"file": (io.BytesIO(bad), "systems.toml")})
    taken = gaoyuan.post(
        "/systems", data={"file": (SHIPPED.open("rb"), "systems.toml")}, follow_redirects=True
    )

    assert refused.status_code == 422
    assert "mode 只能是" in refused.get_data(as_text=True)
    assert "neu" not in gaoyuan.get("/systems").get_data(as_text=True)
    assert "已登记 12 个系统" in taken.get_data(as_text=True)


def test_clerks_do_not_come_in_and_designers_change_nothing(systems, client_of):
    luohao, liuyang = client_of("luohao"), client_of("liuyang")

    assert luohao.get("/systems").status_code == 403
    assert luohao.get("/systems/shebao").status_code == 403
    assert liuyang.get("/systems/shebao").status_code == 200
    for path in ("/systems", "/systems/shebao", "/systems/shebao/secret", "/systems/shebao/probe"):
        assert liuyang.post(path, data={}).status_code == 403
    assert client_of("gaoyuan").get("/systems/nobody").status_code == 404


def test_an_event_without_the_right_signature_gets_a_problem_document(systems, app):
    set_secret(systems, SYSTEM, "jincai", "webhook", "shared")
    body = json.dumps({"id": "E-1", "payment_code": "none", "paid_on": "2026-03-02"}).encode()
    path, client = "/api/systems/jincai/events/paid", app.test_client()

    wrong = client.post(path, data=body, headers={HEADER: sign("guess", body, systems.clock.now())})
    nobody = client.post(path, data=body, headers={HEADER: sign("shared", body, systems.clock.now())})

    assert wrong.status_code == 403
    assert wrong.content_type == "application/problem+json"
    assert nobody.status_code == 409
