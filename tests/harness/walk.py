"""Walk through the pages as people do: read a page, fill in its form, press its button. For stories and journeys.

Nothing here calls a use case except the worker's own two (timers and jobs), which nobody presses a button for.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html
from werkzeug.test import TestResponse

from app import forms
from app.cases.moving.fire_timers import fire_due_timers
from app.cases.moving.run_jobs import run_ready_jobs
from app.clock import LOCAL_ZONE, DemoClock
from app.people.demo_people import demo_code
from app.runtime import Runtime
from tests.harness.city import key_of, sign_in_client
from tests.harness.petition import FILING, STEPS

NUMBER = re.compile(r"信访〔\d{4}〕\d+号")
CODE = re.compile(r"[0-9A-Z]{4}[- ][0-9A-Z]{4}[- ][0-9A-Z]{4}")
_DRAWING = Path(__file__).parents[2] / "processes/petition/petition.bpmn"
NAMES = {
    task.get("id"): " ".join(task.get("name").split())
    for task in etree.parse(_DRAWING).iter("{http://www.omg.org/spec/BPMN/20100524/MODEL}userTask")
}
"""Element → the words on the page."""


@dataclass
class Sheet:
    """A page as somebody has it before them."""

    response: TestResponse
    path: str

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return self.response.status_code

    @property
    def document(self) -> html.HtmlElement:
        """Return the parsed page."""
        return html.fromstring(self.response.get_data(as_text=True))

    @property
    def text(self) -> str:
        """Return the words of the page's main part, blanks squeezed."""
        found = self.document.xpath("//main")
        return " ".join(" ".join((found[0] if found else self.document).itertext()).split())

    @property
    def errors(self) -> str:
        """Return the words of the error summary."""
        found = self.document.xpath("//*[@role='alert']")
        return " ".join(" ".join(one.text_content() for one in found).split())

    def link(self, words: str) -> str:
        """Return where the first link with these words leads; LookupError names the links there are."""
        links = self.document.xpath("//main//a[@href]")
        for one in links:
            if words in " ".join(one.text_content().split()):
                return str(one.get("href"))
        raise LookupError(f"{words!r} on {self.path}: {[' '.join(a.text_content().split()) for a in links]}")

    def form(self, action: str = "") -> html.FormElement:
        """Return the first form of the main part whose action ends so, or the one with id `task`."""
        found = [
            one for one in self.document.xpath("//main//form") if one.get("method", "").lower() == "post"
        ]
        for one in found:
            if (action and (one.get("action") or self.path).partition("?")[0].endswith(action)) or (
                not action and one.get("id") == "task"
            ):
                return one
        if not action and found:
            return found[0]
        raise LookupError(f"{action!r} on {self.path}: {[one.get('action') for one in found]}")


class Person:
    """Somebody at a browser; `login` None is a visitor."""

    def __init__(self, city: "Walk", login: str | None) -> None:
        self.city = city
        self.login = login
        self.client: FlaskClient = sign_in_client(city.app, login)

    def get(self, path: str) -> Sheet:
        """Open a page, following redirects."""
        response = self.client.get(path, follow_redirects=True)
        return Sheet(response, response.request.path)

    def send(
        self,
        sheet: Sheet,
        values: Mapping[str, Any] | None = None,
        *,
        action: str = "",
        press: Mapping[str, str] | None = None,
        follow: bool = True,
    ) -> Sheet:
        """Fill in a form of a page over what it shows, press a button, return the next page."""
        form = sheet.form(action)
        data: dict[str, list[str]] = {}
        for name, value in form.form_values():
            data.setdefault(name, []).append(value)
        data |= forms.as_post(values or {})
        data |= {name: [value] for name, value in (press or {}).items()}
        target = form.get("action") or sheet.path
        response = self.client.post(target, data=data, follow_redirects=follow)
        sheet = Sheet(response, response.request.path)
        if sheet.path == "/step-up" and action != "/step-up":
            # a signing act: prove who one is, find the form filled in again, send it
            return self.send(self.prove(sheet), press=press, follow=follow)
        return sheet

    def prove(self, asked: Sheet) -> Sheet:
        """Give the one-time code that is asked for and return the page behind it."""
        return self.send(asked, {"proof": self.city.code_for(self.login)}, action="/step-up")

    def task(self, number: str, step: str) -> Sheet:
        """Open a task from the inbox: the unit's or one's own; LookupError when it is not there."""
        words = NAMES.get(step, step)
        for box in ("mine", "group"):
            sheet = self.get(f"/inbox?box={box}&q={quote(number)}")
            for row in sheet.document.xpath("//main//tbody/tr"):
                if words in row.text_content() and number in row.text_content():
                    return self.get(row.xpath(".//a/@href")[0])
        raise LookupError(f"{self.login}: no {words} for {number}")

    def do(self, number: str, step: str, **values: Any) -> Sheet:
        """Complete a task with the usual answers, `values` over them; the jobs run afterwards."""
        usual = STEPS.get(step, ("", {}))[1]
        sheet = self.send(self.task(number, step), {**usual, **values})
        assert sheet.status == 200, sheet.errors or sheet.text
        self.city.work()
        return sheet

    def has(self, number: str, step: str) -> bool:
        """Say whether a task lies in this person's inbox."""
        try:
            self.task(number, step)
        except LookupError:
            return False
        return True

    def case(self, number: str) -> Sheet:
        """Open a case by searching for its number."""
        found = self.get(f"/cases?q={quote(number)}")
        links = [
            one for one in found.document.xpath("//main//tbody//a/@href") if re.search(r"/cases/\d+", one)
        ]
        if not links:
            raise LookupError(f"{self.login} does not find {number}")
        return self.get(links[0])

    def file(self, **values: Any) -> "Filed":
        """File a petition: write, check, send, keep number and code."""
        sheet = self.get("/file/petition")
        sheet = self.send(sheet, {**FILING, **values}, action="/file/petition", press={"__action": "submit"})
        assert sheet.path.endswith("/check"), sheet.errors or sheet.text
        sheet = self.send(sheet, action="/send")
        self.city.work()
        return Filed.read(sheet)

    def enter(self, **values: Any) -> "Filed":
        """Enter what came by letter, phone or visit, as a clerk."""
        sheet = self.send(
            self.get("/cases/register"), {**FILING, "truthful": None, **values}, action="/register"
        )
        self.city.work()
        return Filed.read(sheet)

    def open(self, filed: "Filed") -> Sheet:
        """Open one's case with number and 查询码, as somebody without an account does."""
        sheet = self.get("/track")
        return self.send(sheet, {"number": filed.number, "code": filed.code}, action="/track")

    def act(self, number: str, element: str, **values: Any) -> Sheet:
        """Do one's own step in one's case; the jobs run afterwards."""
        page = self.get(f"/track/{quote(number)}/do/{element}")
        assert page.status == 200, page.text
        sheet = self.send(page, values, action=f"/do/{element}", press={"__action": "submit"})
        self.city.work()
        return sheet

    def track(self, number: str) -> Sheet:
        """Look at a case that is one's own or was opened before."""
        return self.get(f"/track/{quote(number)}")


@dataclass(frozen=True)
class Filed:
    """What the filer holds in hand."""

    number: str
    code: str
    sheet: Sheet

    @classmethod
    def read(cls, sheet: Sheet) -> "Filed":
        """Read number and code off the page that shows them."""
        number, code = NUMBER.search(sheet.text), CODE.search(sheet.text)
        assert number, sheet.errors or sheet.text
        assert code, sheet.errors or sheet.text
        return cls(number.group(), code.group(), sheet)


class Walk:
    """The city, its clock, and everybody in it."""

    def __init__(self, app: Flask, runtime: Runtime, clock: DemoClock) -> None:
        self.app, self.runtime, self.clock = app, runtime, clock
        self.visitor = self.someone(None)

    def someone(self, login: str | None) -> Person:
        """Return a person at a fresh browser."""
        return Person(self, login)

    def __call__(self, login: str) -> Person:
        """Return a signed-in person."""
        return Person(self, login)

    def work(self) -> None:
        """Let the worker fire what is due and run what is ready."""
        for _ in range(5):
            if not fire_due_timers(self.runtime) + run_ready_jobs(self.runtime):
                return

    def code_for(self, login: str | None) -> str:
        """Read the code off a person's phone; when it was used already, wait for the next."""
        found = demo_code(self.runtime, key_of(self.runtime, login or ""))
        assert found, f"{login} has no one-time codes"
        if found.code is None:
            self.clock.advance(timedelta(seconds=found.wait_seconds))
            return self.code_for(login)
        return found.code

    def on(self, moment: str) -> None:
        """Move the clock to a local moment ("2026-02-12" is 10:00 that day) and let the worker work."""
        at = datetime.fromisoformat(moment if len(moment) > 10 else f"{moment}T10:00")
        self.clock.set(at.replace(tzinfo=LOCAL_ZONE))
        self.work()


@pytest.fixture
def walk(app: Flask, city: Runtime, clock: DemoClock) -> Walk:
    """Return the city to walk in."""
    return Walk(app, city, clock)


Someone = Callable[[str], Person]
