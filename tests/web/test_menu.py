"""The desk's menu shows what somebody can have something in, and nothing that is always empty for them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from lxml import html

from app.runtime import Runtime
from tests.harness.city import key_of
from tests.harness.desk import put_task
from tests.integration.test_hand_tasks_on import substitute

CASE_WORK = {"待办", "登记来件", "新建公文"}
Clients = Callable[[str | None], FlaskClient]


def menu(client: FlaskClient) -> set[str]:
    page = html.fromstring(client.get("/account").text)
    links = page.xpath("//nav//a")
    return {" ".join(link.text_content().split()).rstrip("0123456789 ") for link in links}


@pytest.mark.database("sqlite")
def test_a_clerk_has_the_desk_and_a_designer_only_the_processes(client_of: Clients) -> None:
    clerk, designer = menu(client_of("zhaolin")), menu(client_of("liuyang"))

    assert clerk >= CASE_WORK
    assert not designer & CASE_WORK
    assert "流程" in designer


@pytest.mark.database("sqlite")
def test_the_first_page_of_a_designer_is_one_with_something_in_it(client_of: Clients) -> None:
    page = html.fromstring(client_of("liuyang").get("/account").text)

    assert "/processes" in page.xpath("//header//a/@href | //nav//a/@href")
    assert "/inbox" not in page.xpath("//a/@href")


@pytest.mark.database("sqlite")
def test_a_designer_who_stands_in_for_a_clerk_has_the_desk(city: Runtime, client_of: Clients) -> None:
    substitute(city, "zhaolin", "liuyang")

    assert "待办" in menu(client_of("liuyang"))


@pytest.mark.database("sqlite")
def test_a_designer_with_a_task_in_hand_finds_it(city: Runtime, client_of: Clients) -> None:
    put_task(city, "T-1", assignee=key_of(city, "liuyang"))

    assert "待办" in menu(client_of("liuyang"))
