"""Every route says who may come, and keeps everybody else out: strangers, other citizens, other offices.

The routes are read from the application, so that a new page is held to this without being named here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.cases.citizen.public_case import document_place
from app.cases.desk.comment import comment_case
from app.edge.guard import declaration_of
from app.people.act_as import act_as
from app.people.demo_people import DEMO_PASSWORD
from app.runtime import Runtime
from app.store.public_cases import issued_documents
from tests.harness.city import key_of, sign_in_client
from tests.harness.outsiders import Places, addresses, places_of, rows_of
from tests.harness.petition import FILING, bring_to, do, file_petition

SECRETS = {
    "applicant_name": "欧阳甲乙",
    "applicant_phone": "13911112222",
    "applicant_address": "暗号路9号",
    "title": "暗号标题",
    "request": "暗号请求",
    "facts": "暗号事实",
}
ONLY_FOR_THE_CASE = "暗号", "欧阳甲乙", "13911112222"
ENDS_SESSIONS = ("auth.", "account.")
OUTSIDERS = {
    "a stranger": None,
    "a citizen of another case": "maqiang",
    "a clerk of another unit": "pengfei",
    "the head of another unit": "shenlei",
    "the system administrator": "gaoyuan",
    "the audit administrator": "mingjian",
}
WRITERS = ("a stranger", "a citizen of another case", "a clerk of another unit", "the system administrator")


@dataclass(frozen=True)
class Answer:
    """What an outsider got."""

    method: str
    address: str
    endpoint: str
    response: TestResponse

    @property
    def told(self) -> bool:
        """Say whether the answer holds something of the case, or a file (whose text is not searched)."""
        kind = self.response.mimetype
        if kind.startswith("text/") or kind.endswith("json"):
            return any(word in self.response.text for word in ONLY_FOR_THE_CASE)
        # what a version of a process consists of is no secret among staff and holds nothing of a case
        of_a_process = self.endpoint == "processes.download"
        return not of_a_process and kind in ("application/pdf", "application/octet-stream", "application/zip")


@pytest.fixture
def case(city: Runtime) -> int:
    """Return a case of a citizen, answered and waiting for the rating, with a remark of the office."""
    started = file_petition(city, act_as(city, "hexiuying"), **SECRETS)
    bring_to(city, started.key, "deliver")
    comment_case(city, act_as(city, "luohao"), started.key, "暗号意见")
    do(city, started.key, "deliver")
    return started.key


@pytest.fixture
def accusation(city: Runtime) -> int:
    """Return a case that accuses zjj, on its way to the discipline inspection."""
    accused = {"purpose": "accusation", "accused_unit": "zjj", "concerns_official": True}
    started = file_petition(city, **{**FILING, **SECRETS, **accused})
    do(city, started.key, "register", **{"class": "accusation", "route": "none"})
    return started.key


def places(city: Runtime, case: int) -> Places:
    mine = (key_of(city, "hexiuying"), key_of(city, "luohao"))
    with city.read() as tx:
        papers = tuple(document_place(row) for row in issued_documents(tx, case))
    return places_of(city, case, *mine, code=("zjj",), kind=("units",), place=(*papers, "rate"))


def walk(app: Flask, method: str, found: Places, login: str | None) -> Iterator[Answer]:
    client = sign_in_client(app, login)
    for rule, address in addresses(app, method, found):
        if method == "POST" and rule.endpoint.startswith(ENDS_SESSIONS):
            client = sign_in_client(app, login)
        yield Answer(method, address, rule.endpoint, client.open(address, method=method))


def failures(answers: dict[str, list[Answer]]) -> list[tuple[str, str]]:
    return [
        (who, one.address)
        for who, found in answers.items()
        for one in found
        if one.response.status_code >= 500
    ]


def test_every_route_says_who_may_come(app: Flask) -> None:
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if declaration_of(app.view_functions[rule.endpoint]) is None
    ]

    assert silent == []


def test_no_page_tells_an_outsider_anything_of_a_case(app: Flask, city: Runtime, case: int) -> None:
    answers = {who: list(walk(app, "GET", places(city, case), login)) for who, login in OUTSIDERS.items()}

    assert all(len({answer.endpoint for answer in found}) > 50 for found in answers.values())
    assert [(who, one.address) for who, found in answers.items() for one in found if one.told] == []
    assert failures(answers) == []


def test_nothing_an_outsider_posts_changes_a_case(app: Flask, city: Runtime, case: int) -> None:
    before = rows_of(city, case)

    answers = {who: list(walk(app, "POST", places(city, case), OUTSIDERS[who])) for who in WRITERS}

    assert all(len({answer.endpoint for answer in found}) > 30 for found in answers.values())
    assert [(who, one.address) for who, found in answers.items() for one in found if one.told] == []
    assert failures(answers) == []
    assert rows_of(city, case) == before


def test_no_page_tells_the_accused_unit_or_a_leader_above_of_an_accusation(
    app: Flask, city: Runtime, accusation: int
) -> None:
    answers = {
        login: list(walk(app, "GET", places(city, accusation), login)) for login in ("luohao", "zhouzheng")
    }

    assert [(who, one.address) for who, found in answers.items() for one in found if one.told] == []


def test_the_walk_reaches_the_pages_that_do_tell(app: Flask, city: Runtime, case: int) -> None:
    told = {
        login: {answer.endpoint for answer in walk(app, "GET", places(city, case), login) if answer.told}
        for login in ("hexiuying", "luohao")
    }

    assert told["hexiuying"] >= {"track.show", "track.document"}
    assert told["luohao"] >= {"case.show", "case.timeline", "documents.document"}


def test_no_form_is_taken_without_its_token(app: Flask, city: Runtime, case: int) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    before = rows_of(city, case)
    one_key = replace(places(city, case), keys=(case,))

    answers = list(walk(app, "POST", one_key, "luohao"))

    # a stranger's page sends the cookie along: interfaces must not take it either
    assert len(answers) > 30
    assert {answer.response.status_code for answer in answers} == {400}
    assert rows_of(city, case) == before


def test_the_shown_password_is_shown_in_the_demo_city_only(app: Flask, city: Runtime) -> None:
    shown = sign_in_client(app, None).get("/sign-in").text
    object.__setattr__(city.settings, "demo", False)

    hidden = sign_in_client(app, None).get("/sign-in").text

    assert DEMO_PASSWORD in shown
    assert DEMO_PASSWORD not in hidden
