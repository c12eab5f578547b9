"""Outgoing documents for stories: what a drafter writes, and each step through its page, by the words on it."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from tests.harness.walk import Person, Sheet, Walk

CASE_NUMBER = re.compile(r"发文〔\d{4}〕\d+号")
NOTICE: Mapping[str, Any] = {
    "genre": "通知",
    "title": "市政府办公室关于做好春季防火工作的通知",
    "to_units": ["zjj", "cgj"],
    "body": "为了做好春季防火工作，现将有关事项通知如下：\n一、压实责任。\n二、加强巡查，12345热线及时转办。\n请认真贯彻执行。",
    "urgency": "平件",
    "publicity": "none",
    "publicity_reason": "内部工作安排",
    "not_classified": True,
}
STEPS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "review": ("审核文稿", {"review": "passed"}),
    "cosign": ("会签", {"cosign": "agree"}),
    "approve": ("签发", {"sign": "approved", "sign_opinion": "同意。"}),
    "proofread": ("复核", {"correction": "none"}),
    "resign": ("复审", {"resign": "confirmed"}),
    "number": ("登记、编号", {"copies": 20}),
    "issue": ("核发", {"issue_result": "sent", "printed": True}),
    "archive": ("归档", {"retention": "30年"}),
    "secrecy": ("保密审查", {"secrecy": "cleared"}),
    "revise": ("修改文稿", {"revise_note": "按意见修改"}),
    "reconcile": ("协商、修改文稿", {"settle": "changed", "settle_note": "已经协商"}),
}
"""Element → its name on the page, and the usual answers."""


def write(drafter: Person, **changed: Any) -> Sheet:
    """Fill in and send the form of a new document; return the page that answers."""
    values = {**NOTICE, **changed}
    sheet = drafter.get(f"/official/new/dispatch?genre={quote(values['genre'])}")
    sheet = drafter.send(sheet, values, action="/official/new/dispatch", press={"__action": "submit"})
    drafter.city.work()
    return sheet


def draft(drafter: Person, **changed: Any) -> str:
    """Begin a document and return its case number."""
    sheet = write(drafter, **changed)
    found = CASE_NUMBER.search(sheet.text)
    assert found, sheet.errors or sheet.text
    return found.group()


def do(person: Person, number: str, step: str, **changed: Any) -> Sheet:
    """Complete a step with the usual answers; the jobs run afterwards."""
    name, usual = STEPS[step]
    sheet = person.send(person.task(number, name), {**usual, **changed}, press={"__action": "submit"})
    assert sheet.status == 200, sheet.errors or sheet.text
    person.city.work()
    return sheet


def try_to(person: Person, number: str, step: str, **changed: Any) -> Sheet:
    """Send a step and return the page that answers, whatever it is."""
    name, usual = STEPS[step]
    return person.send(person.task(number, name), {**usual, **changed}, press={"__action": "submit"})


def paper(person: Person, number: str) -> Sheet:
    """Open the paper of a document: versions, comparison, receipts."""
    return person.get(f"{person.case(number).path}/paper")


def sign_for(person: Person, title: str) -> Sheet:
    """Sign for a document that lies in the box of one's unit."""
    box = person.get("/exchange")
    sheet = person.send(person.get(box.link(title)), action="/sign")
    assert sheet.status == 200, sheet.errors or sheet.text
    person.city.work()
    return sheet


def bring_to(walk: Walk, number: str, step: str, who: Mapping[str, str]) -> None:
    """Do the usual steps until this one is next; `who` says who does each."""
    for one in ("review", "approve", "proofread", "number", "issue", "archive"):
        if one == step:
            return
        do(walk(who[one]), number, one)


OFFICE: Mapping[str, str] = {
    "review": "limin",
    "approve": "wangjianguo",
    "proofread": "limin",
    "number": "zhangxiao",
    "issue": "zhangxiao",
    "archive": "zhangxiao",
    "secrecy": "wangjianguo",
}
"""Who does what in the general office of the city government."""
