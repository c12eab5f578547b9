"""The public pages as a whole: who may read them, in which language, and that nothing on them is made up."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from lxml import html

from app.runtime import Runtime

Clients = Callable[[str | None], FlaskClient]
OPEN = ("/", "/file", "/file/petition", "/track")


@pytest.mark.parametrize("login", [None, "hexiuying", "zhaolin"])
def test_everybody_reads_the_open_pages_with_a_menu_that_leads_somewhere(
    client_of: Clients, login: str | None
) -> None:
    client = client_of(login)

    for path in OPEN:
        page = client.get(path)

        assert page.status_code == 200, path
        menu = html.fromstring(page.text).xpath("//nav[@class='mainnav']//a/@href")
        assert "/file" in menu and "/track" in menu and "" not in menu


def test_the_front_door_names_services_steps_and_channels(city: Runtime, client_of: Clients) -> None:
    page = client_of(None).get("/").text

    assert 'href="/file/petition"' in page and 'action="/track"' in page
    for words in ("第十八条", "0379-00000004", "15日内", "60日内", "演示城市"):
        assert words in page


def test_the_open_pages_speak_english_too(client_of: Clients) -> None:
    client = client_of(None)

    for path in OPEN:
        page = html.fromstring(client.get(f"{path}?lang=en").text)
        main = page.xpath("//main")[0]
        for element in main.xpath(".//script | .//style | .//*[@value]"):
            element.drop_tree()
        said = main.text_content()
        left = [sign for sign in said if "\u4e00" <= sign <= "\u9fff"]

        # names of units and examples of numbers stay as they are
        assert len(left) < 40, f"{path}: {''.join(left)}"


def test_pages_with_personal_data_are_not_kept_by_caches(client_of: Clients) -> None:
    answer = client_of(None).get("/file/petition")

    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "style=" not in answer.text.split("<main")[1] and "<script>" not in answer.text
