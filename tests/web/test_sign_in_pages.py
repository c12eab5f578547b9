"""Signing in over HTTP: the way in, the way back to what was wanted, and what a late form loses: nothing."""

import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.clock import DemoClock
from app.edge import TrustedProxies
from app.people.demo_people import DEMO_PASSWORD
from app.people.own_account import read_own_account
from app.runtime import Runtime
from tests.harness.city import actor_of, sign_in_client


def post_sign_in(client: FlaskClient, login: str = "zhaolin", password: str = DEMO_PASSWORD, **more: str):
    return client.post("/sign-in", data={"login": login, "password": password, **more})


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_one_comes_to_the_page_one_wanted(client_of) -> None:
    client = client_of(None)
    asked = client.get("/account/sessions?x=1")

    answer = post_sign_in(client, next="/account/sessions?x=1")

    assert asked.headers["Location"] == "/sign-in?next=/account/sessions?x%3D1"
    assert (answer.status_code, answer.headers["Location"]) == (303, "/account/sessions?x=1")
    assert "登录中的设备" in client.get("/account/sessions").text


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:x"]
)
def test_signing_in_never_leads_to_another_site(client_of, elsewhere: str) -> None:
    answer = post_sign_in(client_of(None), "hexiuying", next=elsewhere)

    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("login", "page"),
    [("zhaolin", "/inbox"), ("gaoyuan", "/incidents"), ("mingjian", "/admin/accounts"), ("hexiuying", "/")],
)
def test_everybody_is_led_to_a_page_that_is_open_to_them(client_of, login: str, page: str) -> None:
    client = client_of(None)
    home = post_sign_in(client, login).headers["Location"]

    assert client.get(home).status_code == 200
    assert client.get(page).status_code == 200


def test_a_wrong_password_keeps_the_login_and_not_the_password(client_of) -> None:
    answer = post_sign_in(client_of(None), password="Wrong-Pass-99")

    assert answer.status_code == 422
    assert "登录名或密码不正确" in answer.text
    assert 'value="zhaolin"' in answer.text
    assert "Wrong-Pass-99" not in answer.text


def test_the_fifth_wrong_password_says_how_long_to_wait(client_of) -> None:
    client = client_of(None)
    codes = [post_sign_in(client, password="wrong").status_code for _ in range(5)]

    answer = post_sign_in(client)

    assert codes == [422, 422, 422, 422, 429]
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "15 分钟" in answer.text


def test_the_session_cookie_is_a_new_one_out_of_reach_of_scripts(app: Flask) -> None:
    client = app.test_client()
    client.get("/sign-in")
    before = client.get_cookie("luoshu")

    answer = post_sign_in(client)

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert before is None or before.value != client.get_cookie("luoshu").value


def test_after_signing_out_the_old_cookie_opens_nothing(client_of) -> None:
    client = client_of("zhaolin")
    with client.session_transaction() as cookie:
        kept = dict(cookie)

    client.post("/sign-out")
    with client.session_transaction() as cookie:
        cookie.update(kept)

    assert client.get("/account").status_code == 303


def test_a_form_sent_too_late_is_kept_and_sent_after_signing_in(
    app: Flask, city: Runtime, clock: DemoClock
) -> None:
    client = app.test_client()
    post_sign_in(client, "hexiuying")
    clock.advance(timedelta(minutes=31))
    typed = {"name": "何秀英", "phone": "13800001234", "id_number": "", "email": "new@example.org"}

    late = client.post("/account", data=typed)
    shown = client.get(late.headers["Location"]).text
    back = post_sign_in(client, "hexiuying", next="/kept-form")
    kept = client.get(back.headers["Location"]).text
    sent = client.post("/account", data=typed)

    assert "您填写的内容没有丢失" in shown
    assert "new@example.org" in kept
    assert 'action="/account"' in kept
    assert sent.status_code == 303
    assert read_own_account(city, actor_of(city, "hexiuying")).email == "new@example.org"
    assert client.get("/kept-form").status_code == 303


def test_nobody_else_gets_the_kept_form(app: Flask, clock: DemoClock) -> None:
    client = app.test_client()
    post_sign_in(client, "hexiuying")
    clock.advance(timedelta(minutes=31))
    client.post("/account", data={"email": "secret@example.org"})

    post_sign_in(client, "maqiang")

    assert client.get("/kept-form").status_code == 303


def test_a_form_without_its_token_is_refused_with_the_input_shown_to_our_own_page_only(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = sign_in_client(app, "hexiuying")
    typed = {"email": "typed@example.org"}

    own = client.post("/account", data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    foreign = client.post("/account", data=typed, headers={"Sec-Fetch-Site": "cross-site"})

    assert (own.status_code, foreign.status_code) == (400, 400)
    assert "typed@example.org" in own.text
    assert "typed@example.org" not in foreign.text


def test_the_token_of_the_form_lets_it_through(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    token = token_of(client.get("/sign-in").text)

    assert post_sign_in(client, csrf_token=token).status_code == 303


def test_the_second_factor_is_set_up_and_then_asked_for(app: Flask, city: Runtime, clock: DemoClock) -> None:
    city.settings = replace(city.settings, second_factor_roles=("supervisor",))
    client = app.test_client()
    first = post_sign_in(client, "sunkai", next="/account")
    assert first.headers["Location"] == "/enrol?next=/account"
    assert client.get("/inbox").status_code == 303

    page = client.post("/enrol").text
    secret = re.search(r"[A-Z2-7]{32}", page)[0]
    totp = pyotp.TOTP(secret)
    wrong = client.post("/enrol", data={"code": "000000"})
    done = client.post("/enrol", data={"code": totp.at(clock.now()), "next": "/account"})

    assert "data:image/svg+xml" in page
    assert wrong.status_code == 422
    assert secret in wrong.text
    assert done.text.count('class="code"') == 10
    assert client.get("/account").status_code == 200
    clock.advance(timedelta(minutes=1))
    again = app.test_client()
    assert post_sign_in(again, "sunkai").headers["Location"].startswith("/second-factor")
    assert again.get("/account").status_code == 303
    assert again.post("/second-factor", data={"code": "123"}).status_code == 422
    assert again.post("/second-factor", data={"code": totp.at(clock.now())}).status_code == 303
    assert again.get("/account").status_code == 200


def test_the_second_factor_page_is_closed_to_whoever_gave_no_password(client_of) -> None:
    for address in ("/second-factor", "/enrol"):
        assert client_of(None).get(address).headers["Location"].startswith("/sign-in")


def test_before_a_signed_act_one_is_asked_again_and_what_was_typed_comes_back(app: Flask) -> None:
    client = sign_in_client(app, "anping")
    found = re.search(r"/admin/accounts/(\d+)", client.get("/admin/accounts?q=luohao").text)
    address = f"/admin/security/accounts/{found[1]}/roles"
    asked = {"role": "head", "reason": "主持工作"}

    answer = client.post(address, data=asked)
    wrong = client.post("/step-up", data={"proof": "wrong", "next": "/kept-form"})
    proved = client.post("/step-up", data={"proof": DEMO_PASSWORD, "next": "/kept-form"})
    kept = client.get(proved.headers["Location"]).text
    sent = client.post(address, data=asked)

    assert answer.headers["Location"].startswith("/step-up")
    assert wrong.status_code == 422
    assert "主持工作" in kept
    assert sent.status_code == 303
    assert "等待另一名安全管理员批准" in client.get(address).text


def test_a_first_password_leads_to_its_change_and_nowhere_else(app: Flask) -> None:
    admin = sign_in_client(app, "gaoyuan")
    page = admin.post(
        "/admin/accounts/new",
        data={"login": "zhangsan", "name": "张三", "unit": "zjj", "groups": "zjj.handler"},
    ).text
    password = re.search(r'class="code">([^<]{14})<', page)[1]
    client = app.test_client()
    post_sign_in(client, "zhangsan", password)

    blocked = client.get("/inbox")
    changed = client.post(
        "/account/password", data={"old": password, "new": "Peony-Garden-7", "repeated": "Peony-Garden-7"}
    )

    assert blocked.headers["Location"] == "/account/password"
    assert changed.status_code == 303
    assert client.get("/inbox").status_code == 200


def test_a_citizen_registers_in_the_browser(client_of) -> None:
    client = client_of(None)
    form = {"name": "孙小红", "phone": "13900004321", "password": "short", "repeated": "short"}

    refused = client.post("/register", data=form)
    done = client.post("/register", data={**form, "password": "Jianxi-Qu-77", "repeated": "Jianxi-Qu-77"})

    assert refused.status_code == 422
    assert 'value="13900004321"' in refused.text
    assert 'value="short"' not in refused.text
    assert done.status_code == 303
    assert "孙小红" in client.get("/account").text


@pytest.mark.parametrize(
    ("trusted", "peer", "header", "expected"),
    [
        ((), "203.0.113.5", "10.0.0.1", "203.0.113.5"),
        (("127.0.0.1",), "127.0.0.1", "198.51.100.7", "198.51.100.7"),
        (("127.0.0.1",), "203.0.113.5", "198.51.100.7", "203.0.113.5"),
        (("10.0.0.0/8",), "10.1.1.1", "198.51.100.7, 10.2.2.2", "198.51.100.7"),
        (("10.0.0.0/8",), "10.1.1.1", "1.2.3.4, 198.51.100.7", "198.51.100.7"),
        (("10.0.0.0/8",), "10.1.1.1", "1.2.3.4, not an address", "10.1.1.1"),
        (("::1",), "::1", "2001:db8::7", "2001:db8::7"),
    ],
)
def test_a_forwarded_address_counts_only_from_a_trusted_proxy(
    trusted: tuple[str, ...], peer: str, header: str, expected: str
) -> None:
    seen: dict[str, str] = {}

    def application(environ, start_response):
        seen.update(environ)
        return []

    TrustedProxies(application, trusted)(
        {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": header, "HTTP_X_FORWARDED_HOST": "evil"},
        lambda *_: None,
    )

    assert seen["REMOTE_ADDR"] == expected
    assert "HTTP_X_FORWARDED_HOST" not in seen


def test_a_client_cannot_escape_its_lock_by_claiming_another_address(app: Flask) -> None:
    client = app.test_client()
    for number in range(30):
        client.post(
            "/sign-in",
            data={"login": f"guess{number}", "password": "x"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )

    assert post_sign_in(client).status_code == 429
