"""The pages of the exchange: who sees what, what is said when something is wrong, readable for everybody."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from tests.harness.browser import accessibility_problems
from tests.harness.papers import PAPER, open_paper, send_paper, sign_paper
from tests.harness.walk import Walk

TITLE = "关于冬季供热保障的通知"
pytestmark = pytest.mark.packages("receipt")


def sent_to(walk: Walk, *units: str) -> None:
    answer = send_paper(walk("lujing"), *units, title=TITLE, urgency="加急", limit_days="5")
    assert answer.status == 200, answer.errors


def test_a_box_shows_the_own_units_documents_and_nobody_elses(walk: Walk) -> None:
    sent_to(walk, "sfb", "zjj")

    for login in ("zhangxiao", "limin", "luohao"):
        assert TITLE in walk(login).get("/exchange").text
    for login in ("pengfei", "zhouzheng", "lujing"):
        assert TITLE not in walk(login).get("/exchange").text
    assert TITLE in walk("lujing").get("/exchange?tab=sent").text


def test_the_other_side_of_a_document_is_not_opened_by_its_number(walk: Walk) -> None:
    sent_to(walk, "sfb", "zjj")
    office = open_paper(walk("zhangxiao"), TITLE).path

    assert walk("luohao").get(office).status == 404
    assert walk("luohao").get(f"{office}/files/1").status == 404
    assert walk("lujing").get(office).status == 404
    assert walk("gaoyuan").get(office).status == 404
    assert walk("zhangxiao").get(f"{office}/files/1").status == 200
    assert walk("zhangxiao").get(f"{office}/files/2").status == 404


@pytest.mark.parametrize("login", ["zhangxiao", "liuyang", "anping"])
def test_the_directory_is_the_system_administrators(
    client_of: Callable[[str], FlaskClient], login: str
) -> None:
    assert client_of(login).get("/exchange/directory").status_code == 403
    assert client_of(login).post("/exchange/directory", data={"card": "{}"}).status_code == 403
    assert client_of("gaoyuan").get("/exchange/directory").status_code == 200


def test_a_citizen_has_no_box(client_of: Callable[[str], FlaskClient]) -> None:
    assert client_of("hexiuying").get("/exchange").status_code == 403
    assert client_of(None).get("/exchange").status_code == 303


@pytest.mark.parametrize(
    "card", ["", "{}", "[1]", '{"card": {}, "signature": "00"}', '{"card": 1, "signature": 2}']
)
def test_a_card_that_is_none_is_refused_at_its_field(
    client_of: Callable[[str], FlaskClient], card: str
) -> None:
    answer = client_of("gaoyuan").post("/exchange/directory", data={"card": card})

    assert answer.status_code == 422
    assert "这不是完整的交换名片" in answer.text


def test_sending_says_every_problem_and_keeps_what_was_typed(walk: Walk) -> None:
    answer = send_paper(
        walk("lujing"), title="保留的标题", genre="", limit_days="九", files={"通知.pdf": b"no pdf at all"}
    )

    assert answer.status == 422
    for words in ("请选择收文单位", "请选择文种", "办理时限应为", "与文件名不符"):
        assert words in answer.errors
    assert answer.form("/exchange/send").fields["title"] == "保留的标题"


def test_a_document_with_a_secret_mark_is_not_sent(walk: Walk) -> None:
    answer = send_paper(walk("lujing"), "sfb", title=TITLE, files={"通知.txt": "机密★10年\n正文".encode()})

    assert answer.status == 422
    assert "国家秘密" in answer.errors
    assert TITLE not in walk("zhangxiao").get("/exchange").text


def test_nobody_sends_in_another_units_name(walk: Walk) -> None:
    sent_to(walk, "sfb")
    walk("zhangxiao").send(
        open_paper(walk("zhangxiao"), TITLE), {"grounds": ["form"], "reason": "文种不对"}, action="/return"
    )
    returned = open_paper(walk("lujing"), TITLE, "returned").path.rpartition("/")[2]

    assert walk("pengfei").get(f"/exchange/send?again={returned}").status == 404
    forged = {**PAPER, "title": "冒名", "to": ["sfb"], "token": "f" * 32, "previous": returned}
    answer = walk("pengfei").client.post("/exchange/send", data=forged)
    assert answer.status_code == 404


def test_the_search_of_a_box_finds_by_title_number_and_sender(walk: Walk) -> None:
    sent_to(walk, "sfb")

    for q in ("供热", "豫建", "住房和城乡"):
        assert TITLE in walk("zhangxiao").get(f"/exchange?q={q}").text
    assert "没有标题、文号或单位含“%”的公文" in walk("zhangxiao").get("/exchange?q=%25").text


@pytest.mark.database("sqlite")
def test_the_pages_are_readable_for_everybody(walk: Walk, site: str, browser: Browser, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    sent_to(walk, "sfb", "zjj")
    sign_paper(walk("luohao"), TITLE)
    looks = {
        "zhangxiao": ["/exchange", open_paper(walk("zhangxiao"), TITLE).path],
        "lujing": ["/exchange?tab=sent", "/exchange/send"],
        "gaoyuan": ["/exchange/directory"],
    }

    found = []
    for login, paths in looks.items():
        session = walk(login).client.get_cookie("luoshu")
        assert session
        state = {"cookies": [{"name": "luoshu", "value": session.value, "domain": "127.0.0.1", "path": "/",
                              "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax"}]}  # fmt: skip
        for path in paths:
            for width in (1280, 375):
                size = {"width": width, "height": 800}
                found += accessibility_problems(browser, url=site + path, storage_state=state, viewport=size)
            window = browser.new_context(storage_state=state, viewport={"width": 375, "height": 800})
            page = window.new_page()
            page.goto(site + path)
            if page.evaluate("document.documentElement.scrollWidth") > 375:
                found.append(f"{path} is wider than a phone")
            window.close()
    assert found == []


def test_what_came_on_paper_is_entered_by_those_who_sign_for_the_unit(walk: Walk) -> None:
    answers = {
        "from_name": "省住房和城乡建设厅（演示）",
        "title": "纸质来文一件",
        "way": "paper",
        "no_secret": True,
    }

    wrong = walk("zhangxiao").send(
        walk("zhangxiao").get("/exchange/paper"), {"title": "只有标题"}, action="/paper"
    )
    right = walk("zhangxiao").send(walk("zhangxiao").get("/exchange/paper"), answers, action="/paper")

    assert wrong.status == 422
    assert "来文单位" in wrong.errors
    assert "已签收，请登记" in right.text
    assert walk("zhangxiao").has("收文〔2026〕1号", "登记、查重")
    assert walk("wangjianguo").get("/exchange/paper").status == 404
