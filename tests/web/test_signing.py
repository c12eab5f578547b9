"""Signing acts: what a head signs takes a fresh one-time code (等保 S44), and what was typed is never lost."""

from datetime import timedelta

import pyotp
import pytest
from flask import Flask

from app.access.actor import Actor
from app.access.policy import SecondFactorRequiredError, StepUpRequiredError
from app.cases.moving.complete import complete_task
from app.clock import DemoClock
from app.people.demo_people import demo_city
from app.people.second_factor import drop_second_factor, step_up
from app.people.session import STEPPED_UP_FOR
from app.runtime import Runtime
from tests.harness.city import actor_of, key_of, session_token, sign_in_client
from tests.harness.petition import bring_to, file_petition, open_task
from tests.harness.walk import Sheet, Walk

APPROVED = {"approval": ["approved"], "__action": ["submit"]}
TOTP = pyotp.TOTP(demo_city()["totp_secret"])


@pytest.fixture
def opinion(city: Runtime) -> int:
    """Bring a petition to the head's desk and return the key of the task 审核签发."""
    case = file_petition(city).key
    bring_to(city, case, "review_opinion")
    return open_task(city, case, "review_opinion")


def page_of(app: Flask, login: str, task: int):
    """Return a signed-in browser, and the page it gets for sending the form without a proof."""
    client = sign_in_client(app, login)
    response = client.post(f"/tasks/{task}", data=APPROVED, follow_redirects=True)
    return client, Sheet(response, response.request.path)


def test_signing_asks_for_a_code_and_fills_the_form_in_again(
    app: Flask, opinion: int, clock: DemoClock
) -> None:
    client, asked = page_of(app, "tangwei", opinion)
    proof = {"proof": TOTP.at(clock.now()), "next": "/kept-form"}

    back = client.post("/step-up", data=proof, follow_redirects=True)
    refilled = Sheet(back, back.request.path)
    sent = client.post(f"/tasks/{opinion}", data=APPROVED)

    assert asked.path == "/step-up"
    assert "您填写的内容没有丢失" in asked.text
    assert refilled.path == f"/tasks/{opinion}"
    assert refilled.document.xpath("//input[@name='approval'][@value='approved'][@checked]")
    assert "已经填回" in refilled.text
    assert sent.status_code == 303
    assert client.post(f"/tasks/{opinion}", data=APPROVED).status_code == 303


def test_the_page_of_a_signing_task_says_so_beforehand(app: Flask, city: Runtime, opinion: int) -> None:
    page = sign_in_client(app, "tangwei").get(f"/tasks/{opinion}").text

    assert "提交即签署" in page


@pytest.mark.parametrize(
    ("what", "seconds"), [("a wrong code", None), ("an old code", -300), ("a code of later", 300)]
)
def test_a_code_that_is_not_of_now_is_refused_and_nothing_is_signed(
    app: Flask, city: Runtime, opinion: int, clock: DemoClock, what: str, seconds: int | None
) -> None:
    client, _ = page_of(app, "tangwei", opinion)
    code = "000000" if seconds is None else TOTP.at(clock.now() + timedelta(seconds=seconds))

    answer = client.post("/step-up", data={"proof": code, "next": "/kept-form"})

    assert answer.status_code == 422, what
    assert "验证码不正确或已使用过" in answer.text
    assert client.post(f"/tasks/{opinion}", data=APPROVED).location.startswith("/step-up")


def test_a_code_counts_once_even_in_another_session(app: Flask, opinion: int, clock: DemoClock) -> None:
    code = TOTP.at(clock.now())
    first, _ = page_of(app, "tangwei", opinion)
    second, _ = page_of(app, "tangwei", opinion)

    used = first.post("/step-up", data={"proof": code})
    again = second.post("/step-up", data={"proof": code})

    assert used.status_code == 303
    assert again.status_code == 422
    assert second.post(f"/tasks/{opinion}", data=APPROVED).location.startswith("/step-up")


def test_after_ten_minutes_the_proof_is_too_old(
    city: Runtime, app: Flask, opinion: int, clock: DemoClock
) -> None:
    client, _ = page_of(app, "tangwei", opinion)
    client.post("/step-up", data={"proof": TOTP.at(clock.now())})
    clock.advance(STEPPED_UP_FOR + timedelta(seconds=1))

    late = client.post(f"/tasks/{opinion}", data=APPROVED)

    assert late.location.startswith("/step-up")


def test_the_password_signs_nothing_and_no_session_carries_a_proof_over(
    city: Runtime, opinion: int, clock: DemoClock
) -> None:
    token = session_token(city, "tangwei")
    with city.transaction() as tx:
        drop_second_factor(tx, key_of(city, "tangwei"))

    by_password = actor_of(city, "tangwei", stepped_up=True)

    assert by_password.stepped_up
    with pytest.raises(SecondFactorRequiredError):
        complete_task(city, by_password, opinion, APPROVED)
    assert token


def test_a_head_without_codes_is_shown_how_to_set_them_up_and_goes_on_signing(
    app: Flask, city: Runtime, opinion: int, clock: DemoClock
) -> None:
    with city.transaction() as tx:
        drop_second_factor(tx, key_of(city, "tangwei"))
    client, asked = page_of(app, "tangwei", opinion)

    shown = Sheet(client.post("/enrol", data={"next": "/kept-form"}), "/enrol")
    secret = shown.document.xpath("//span[@class='code']")[0].text_content()
    code = pyotp.TOTP(secret).at(clock.now())
    done = Sheet(client.post("/enrol", data={"code": code, "next": "/kept-form"}), "/enrol")
    back = client.get(done.link("继续"), follow_redirects=True)

    assert asked.path == "/enrol"
    assert "您还没有设置两步验证" in asked.text
    assert back.request.path == f"/tasks/{opinion}"
    assert 'value="approved"' in back.text
    assert client.post(f"/tasks/{opinion}", data=APPROVED).location.startswith("/inbox")


def test_an_interface_token_signs_nothing(city: Runtime, opinion: int) -> None:
    token_actor: Actor = actor_of(city, "tangwei")

    with pytest.raises(StepUpRequiredError):
        complete_task(city, token_actor, opinion, APPROVED)


def test_the_demo_shows_the_code_and_a_real_site_does_not(
    app: Flask, city: Runtime, opinion: int, clock: DemoClock
) -> None:
    from dataclasses import replace

    _, demo = page_of(app, "tangwei", opinion)
    city.settings = replace(city.settings, demo=False)
    _, real = page_of(app, "tangwei", opinion)

    code = TOTP.at(clock.now())
    assert f"现在可用的验证码是 {code}" in demo.text
    assert code not in real.text
    assert TOTP.secret not in real.response.text


def test_the_demo_shows_the_next_code_after_the_first_was_used(city: Runtime, walk: Walk) -> None:
    first = walk.code_for("tangwei")
    step_up(city, actor_of(city, "tangwei"), first)
    second = walk.code_for("tangwei")
    step_up(city, actor_of(city, "tangwei"), second)
    before = city.clock.now()

    third = walk.code_for("tangwei")

    assert len({first, second, third}) == 3
    assert city.clock.now() > before
    step_up(city, actor_of(city, "tangwei"), third)
