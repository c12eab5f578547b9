"""Notices in the reader's language, and messages that lead to the case or the task instead of to the site's address."""

from dataclasses import replace

from app.people.own_account import keep_language
from app.store import people
from tests.harness.city import actor_of, key_of
from tests.harness.mail import Mailbox
from tests.harness.petition import FILING
from tests.harness.walk import NUMBER, Walk


def mails(walk: Walk, mailbox: Mailbox) -> list[tuple[str, str, str]]:
    return [(mail["To"], mail["Subject"], mail.get_content()) for mail in mailbox.messages]


def with_mail(walk: Walk, mailbox: Mailbox) -> None:
    runtime = walk.runtime
    runtime.settings = replace(runtime.settings, smtp_host=mailbox.host, smtp_port=mailbox.port)


def file_in(walk: Walk, language: str, login: str | None = None, **values):
    person = walk.someone(login)
    if language == "en":
        person.client.post("/preferences", data={"lang": "en", "next": "/"})
    sheet = person.get("/file/petition")
    sheet = person.send(sheet, {**FILING, **values}, action="/file/petition", press={"__action": "submit"})
    sheet = person.send(sheet, action="/send")
    walk.work()
    return person, sheet


def test_what_was_filed_on_english_pages_is_answered_in_english(walk: Walk, mailbox: Mailbox) -> None:
    with_mail(walk, mailbox)

    _, sheet = file_in(walk, "en", applicant_email="reader@example.org")
    file_in(walk, "zh", applicant_email="duzhe@example.org", title="楼道灯不亮")

    number = NUMBER.search(sheet.text).group()
    for login, step in (("zhaolin", "register"), ("zhaolin", "transfer"), ("luohao", "accept")):
        walk(login).do(number, step)

    told = [(subject, body) for to, subject, body in mails(walk, mailbox) if to == "reader@example.org"]
    others = [subject for to, subject, _ in mails(walk, mailbox) if to == "duzhe@example.org"]
    assert [subject for subject, _ in told] == [
        "We received your petition",
        "Your petition was passed on",
        "Your petition was accepted",
    ]
    assert "Housing and Urban-Rural Development Bureau accepted your petition" in told[-1][1]
    assert others[0] == "您的信访事项已收到"


def test_the_language_chosen_on_the_pages_is_the_account_s_from_then_on(walk: Walk) -> None:
    person, _ = file_in(walk, "en", "hexiuying")
    person.client.post("/preferences", data={"theme": "dark", "next": "/"})
    first = person.get("/notifications").text
    person.client.post("/preferences", data={"lang": "zh_CN", "next": "/"})

    with walk.runtime.read() as tx:
        chosen = people.find_account(tx, key_of(walk.runtime, "hexiuying")).language

    assert "We received your petition" in first
    assert chosen == "zh"


def test_each_colleague_is_told_in_their_own_language_and_led_to_the_task(walk: Walk) -> None:
    keep_language(walk.runtime, actor_of(walk.runtime, "dingning"), "en")
    filed = walk.visitor.file()
    walk("zhaolin").do(filed.number, "register")
    walk("zhaolin").do(filed.number, "transfer")

    english, chinese = walk("dingning").get("/notifications"), walk("luohao").get("/notifications")
    task = walk("luohao").get(chinese.link("去办理"))

    assert f"A petition was passed to you: {filed.number}" in english.text
    assert f"有一件信访事项转来：{filed.number}" in chinese.text
    assert "决定是否受理" in task.text
    for page in (english, chinese):
        assert "http" not in page.text
        assert "查看：" not in page.text
        assert "See:" not in page.text


def test_a_message_in_a_citizen_s_box_leads_to_the_case_and_shows_no_bare_address(walk: Walk) -> None:
    filed = walk("hexiuying").file()
    box = walk("hexiuying").get("/notifications")

    assert "您的信访事项已收到" in box.text
    assert "http" not in box.text
    assert walk("hexiuying").get(box.link("打开办件")).text.count(filed.number)


def test_a_follower_who_asked_on_an_english_page_is_written_to_in_english(
    walk: Walk, mailbox: Mailbox
) -> None:
    with_mail(walk, mailbox)
    person, sheet = file_in(walk, "en")
    number = NUMBER.search(sheet.text).group()
    page = person.get(f"/track/{number}/follow")
    person.send(page, {"email": "neighbour@example.org"}, action="/follow")
    walk.work()

    (to, subject, body) = mails(walk, mailbox)[-1]
    assert to == "neighbour@example.org"
    assert subject.startswith("Please confirm")
    assert "您好" not in body
