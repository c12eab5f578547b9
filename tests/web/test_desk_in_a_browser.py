"""The clerk's desk in a real browser: readable for everybody, quick with the keyboard, whole without a script."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

from app.cases.desk.claim import claim_task
from app.clock import local_date
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import access_log, tasks
from tests.harness.browser import accessibility_problems
from tests.harness.city import key_of
from tests.harness.desk import put_task
from tests.harness.petition import file_petition, open_task

pytest_plugins = ("tests.harness.city",)
pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def task(city: Runtime) -> int:
    """Return a task on the registrar's desk, with others beside it in every state of their term."""
    today, zhaolin = local_date(city.clock.now()), key_of(city, "zhaolin")
    for days in (-3, 0, 2, 20):
        put_task(
            city,
            f"T-{days}",
            groups=("xfj.registrar",),
            assignee=zhaolin,
            due_on=today + timedelta(days=days),
            task_follow_up_on=today,
        )
    key = open_task(city, file_petition(city).key, "register")
    claim_task(city, act_as(city, "zhaolin"), key)
    return key


def cookies(client: FlaskClient, address: str, theme: str = "light") -> list[dict[str, str]]:
    session = client.get_cookie("luoshu")
    assert session
    look = f"lang=zh_CN&theme={theme}&size=normal"
    return [
        {"name": "luoshu", "value": session.value, "url": address},
        {"name": "luoshu_view", "value": look, "url": address},
    ]


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 375), ("contrast", 1280)])
def test_inbox_task_phrases_and_keys_have_no_accessibility_problem(
    browser: Browser,
    city: Runtime,
    address: str,
    task: int,
    client_of: Callable[[str], FlaskClient],
    theme: str,
    width: int,
) -> None:
    place = {
        "domain": "127.0.0.1",
        "path": "/",
        "expires": -1,
        "httpOnly": True,
        "secure": False,
        "sameSite": "Lax",
    }
    signed_in = [
        {"name": one["name"], "value": one["value"], **place}
        for one in cookies(client_of("zhaolin"), address, theme)
    ]

    found = {
        path: accessibility_problems(
            browser,
            url=address + path,
            storage_state={"cookies": signed_in, "origins": []},
            viewport={"width": width, "height": 800},
        )
        for path in ("/inbox", f"/tasks/{task}", "/phrases", "/inbox/shortcuts")
    }

    with city.read() as tx:
        row = tasks.task_with_case(tx, task)
        assert row
        looked = access_log.accesses(tx, row.instance_key)
    assert found == {path: [] for path in found}
    # it was the task itself that was looked at, and no sign-in page
    assert [one.actor_name for one in looked] == ["赵琳"]


def test_every_page_of_the_desk_fits_a_narrow_screen(
    browser: Browser, address: str, task: int, client_of: Callable[[str], FlaskClient]
) -> None:
    window = browser.new_context(viewport={"width": 375, "height": 800}, java_script_enabled=True)
    window.add_cookies(cookies(client_of("zhaolin"), address))
    page = window.new_page()

    widths = {}
    for path in ("/inbox", "/inbox?box=group&q=暖气", f"/tasks/{task}", "/phrases"):
        page.goto(address + path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    window.close()

    assert widths == dict.fromkeys(widths, 375)


def test_keys_walk_the_list_open_a_task_and_can_be_switched_off(
    browser: Browser, address: str, task: int, client_of: Callable[[str], FlaskClient]
) -> None:
    window = browser.new_context(reduced_motion="reduce")
    window.add_cookies(cookies(client_of("zhaolin"), address))
    page = window.new_page()
    page.goto(f"{address}/inbox?sort=due")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    ticked = page.locator("input[name=task]:checked").count()
    first = page.evaluate("document.activeElement.closest('tr').textContent.includes('T--3')")
    page.keyboard.press("/")
    typed_into = page.evaluate("document.activeElement.id")
    page.keyboard.type("j")
    value = page.input_value("#q")
    page.goto(f"{address}/inbox/shortcuts")
    page.uncheck("[data-shortcut-switch] input")
    page.goto(f"{address}/inbox")
    page.keyboard.press("j")
    moved = page.evaluate("document.activeElement.tagName")
    window.close()

    assert (ticked, first, typed_into, value, moved) == (1, True, "q", "j", "BODY")


def test_a_changed_answer_shows_its_fields_at_once_where_scripts_run(
    browser: Browser, address: str, task: int, client_of: Callable[[str], FlaskClient]
) -> None:
    window = browser.new_context(reduced_motion="reduce")
    window.add_cookies(cookies(client_of("zhaolin"), address))
    page = window.new_page()
    page.goto(f"{address}/tasks/{task}")

    page.check("input[name=registration][value=refused]")
    page.wait_for_selector("textarea[name=refusal_reasons]")
    page.fill("textarea[name=refusal_reasons]", "同一事项正在办理之中，详见告知书。")
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=草稿已保存")
    kept = page.input_value("textarea[name=refusal_reasons]")
    window.close()

    assert kept == "同一事项正在办理之中，详见告知书。"


def test_without_a_script_the_update_button_does_the_same(
    context: BrowserContext, address: str, task: int, client_of: Callable[[str], FlaskClient]
) -> None:
    context.add_cookies(cookies(client_of("zhaolin"), address))
    page = context.new_page()
    page.goto(f"{address}/tasks/{task}")

    page.check("input[name=registration][value=refused]")
    page.click("button.lsf-update >> nth=0")
    page.click("text=插入常用意见")
    page.select_option("#phrase", label="材料不齐，请补充后再行研究。")
    page.click("button[name=__insert]")

    assert page.input_value("textarea[name=refusal_reasons]").strip() == "材料不齐，请补充后再行研究。"
