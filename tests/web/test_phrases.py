"""Common phrases: one's own, kept, changed and deleted; nobody else's."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from app.cases.desk.phrases import LONGEST, MOST
from app.runtime import Runtime
from app.store import desk
from tests.harness.city import key_of

pytest_plugins = ("tests.harness.city",)
Browser = Callable[[str | None], FlaskClient]


def keys(page: str) -> list[str]:
    return re.findall(r'action="/phrases/(\d+)"', page)


def test_a_phrase_is_added_changed_and_deleted(client_of: Browser) -> None:
    client = client_of("luohao")

    client.post("/phrases", data={"body": "情况属实。"})
    (key,) = keys(client.get("/phrases").text)
    client.post(f"/phrases/{key}", data={"body": "情况基本属实。"})
    changed = client.get("/phrases").text
    client.post(f"/phrases/{key}/delete")

    assert "情况基本属实。" in changed
    assert keys(client.get("/phrases").text) == []


@pytest.mark.parametrize("body", ["", " \r\n ", "字" * (LONGEST + 1)])
def test_an_empty_or_endless_phrase_is_refused_where_it_was_typed(client_of: Browser, body: str) -> None:
    answer = client_of("luohao").post("/phrases", data={"body": body})

    assert answer.status_code == 422
    assert 'aria-invalid="true" aria-describedby="new-error"' in answer.text
    assert body.strip() in answer.text


def test_there_is_an_end_to_keeping_phrases(city: Runtime, client_of: Browser) -> None:
    with city.transaction() as tx:
        for number in range(MOST):
            desk.add_phrase(tx, key_of(city, "luohao"), f"第{number}条")

    answer = client_of("luohao").post("/phrases", data={"body": "再一条"})

    assert answer.status_code == 422
    assert "请先删除不用的" in answer.text


def test_a_colleagues_phrase_is_out_of_reach(client_of: Browser) -> None:
    client_of("luohao").post("/phrases", data={"body": "罗浩的话"})
    (key,) = keys(client_of("luohao").get("/phrases").text)
    other = client_of("dingning")

    statuses = (
        other.post(f"/phrases/{key}", data={"body": "改"}).status_code,
        other.post(f"/phrases/{key}/delete").status_code,
    )

    assert statuses == (404, 404)
    assert "罗浩的话" not in other.get("/phrases").text
    assert "罗浩的话" in client_of("luohao").get("/phrases").text


@pytest.mark.parametrize(("login", "status"), [(None, 303), ("hexiuying", 403), ("mingjian", 403)])
def test_only_staff_who_handle_cases_keep_phrases(client_of: Browser, login: str | None, status: int) -> None:
    assert client_of(login).post("/phrases", data={"body": "x"}).status_code == status
