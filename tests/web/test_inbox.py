"""The inbox page: each box shows what is whose, in the order asked for, and a filter is not lost on the way."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from app.clock import local_date
from app.runtime import Runtime
from app.store import substitutes
from app.store.keys import new_key
from tests.harness.city import key_of
from tests.harness.desk import put_task, put_term

Browser = Callable[[str | None], FlaskClient]
pytest_plugins = ("tests.harness.city",)


def numbers(page: str) -> list[str]:
    return re.findall(r'row-more">(T-\d+) ·', page)


def test_each_box_holds_what_is_whose(city: Runtime, client_of: Browser) -> None:
    luohao, dingning = key_of(city, "luohao"), key_of(city, "dingning")
    put_task(city, "T-1", assignee=luohao)
    put_task(city, "T-2")
    put_task(city, "T-3", assignee=dingning)
    put_task(city, "T-4", groups=("zrzy.handler",))
    put_task(city, "T-5", groups=("applicant", "zjj.handler"))
    put_task(city, "T-6", task_state="completed", task_closed_by=luohao, task_closed_at=city.clock.now())
    client = client_of("luohao")

    boxes = {
        box: numbers(client.get(f"/inbox?box={box}").text) for box in ("mine", "group", "waiting", "done")
    }

    assert boxes == {"mine": ["T-1"], "group": ["T-2"], "waiting": ["T-5"], "done": ["T-6"]}


def test_a_head_sees_everything_open_in_the_unit_and_a_clerk_does_not(
    city: Runtime, client_of: Browser
) -> None:
    put_task(city, "T-1", assignee=key_of(city, "luohao"))
    put_task(city, "T-2")
    put_task(city, "T-3", groups=("zrzy.handler",))

    head, clerk = (
        client_of("tangwei").get("/inbox?box=unit").text,
        client_of("luohao").get("/inbox?box=unit").text,
    )

    assert numbers(head) == ["T-1", "T-2"]
    assert "罗浩" in head
    assert numbers(clerk) == ["T-1"]


def test_other_open_steps_of_ones_cases_are_taking_part(city: Runtime, client_of: Browser) -> None:
    key = put_task(city, "T-1", assignee=key_of(city, "luohao"))
    from app.store import tasks

    with city.transaction() as tx:
        row = tasks.task_with_case(tx, key)
        other = {
            column: getattr(row, column)
            for column in (
                "instance_key",
                "process_id",
                "state",
                "for_applicant",
                "priority",
                "opened_at",
                "version",
            )
        }
        other |= {"key": new_key(), "engine_id": "x", "element_id": "review_opinion", "name": "审核签发"}
        tasks.add_tasks(tx, [other | {"assignee": key_of(city, "tangwei")}], [])

    page = client_of("luohao").get("/inbox?box=involved").text

    assert numbers(page) == ["T-1"]
    assert "审核签发" in page
    assert "唐伟" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("暖气", ["T-1"]),
        ("路灯", ["T-2"]),
        ("秀英", ["T-1", "T-3"]),
        ("T-2", ["T-2"]),
        ("何秀 电梯", ["T-3"]),
        ("没有的", []),
    ],
)
def test_two_characters_find_a_matter_a_number_a_person(
    city: Runtime, client_of: Browser, asked: str, found: list[str]
) -> None:
    put_task(city, "T-1")
    put_task(city, "T-2", title="人行道路灯不亮", applicant="马强")
    put_task(city, "T-3", title="加装电梯的补贴")

    page = client_of("luohao").get("/inbox", query_string={"box": "group", "q": asked, "sort": "number"}).text

    assert numbers(page) == found


def test_sorting_and_paging_are_done_by_the_database(city: Runtime, client_of: Browser) -> None:
    today = local_date(city.clock.now())
    for number in range(1, 6):
        put_task(city, f"T-{number}", due_on=today + timedelta(days=10 - number))
    put_task(city, "T-6")
    client = client_of("luohao")

    ascending = numbers(client.get("/inbox?box=group&size=4").text)
    second = numbers(client.get("/inbox?box=group&size=4&page=2").text)
    descending = numbers(client.get("/inbox?box=group&sort=-due").text)

    assert ascending == ["T-5", "T-4", "T-3", "T-2"]
    assert second == ["T-1", "T-6"]
    assert descending == ["T-1", "T-2", "T-3", "T-4", "T-5", "T-6"]


@pytest.mark.now("2026-04-22")
@pytest.mark.parametrize(
    ("due", "found"),
    [
        ("overdue", ["T-1"]),
        ("today", ["T-2"]),
        ("week", ["T-2", "T-3"]),
        ("later", ["T-4"]),
        ("none", ["T-5"]),
        ("follow", ["T-5"]),
        ("forged", ["T-1", "T-2", "T-3", "T-4", "T-5"]),
    ],
)
def test_a_filter_narrows_by_the_due_day(
    city: Runtime, client_of: Browser, due: str, found: list[str]
) -> None:
    for number, day in enumerate(
        (date(2026, 4, 21), date(2026, 4, 22), date(2026, 4, 29), date(2026, 4, 30)), 1
    ):
        put_task(city, f"T-{number}", due_on=day)
    put_task(city, "T-5", task_follow_up_on=date(2026, 4, 22))

    page = client_of("luohao").get(f"/inbox?box=group&due={due}&sort=number").text

    assert numbers(page) == found


@pytest.mark.now("2026-04-29")
def test_the_badge_counts_working_days_and_says_its_colour_in_words(
    city: Runtime, client_of: Browser
) -> None:
    # 2026-05-01 to 05-05 rest, Saturday 05-09 is worked
    for number, day in enumerate(
        (date(2026, 4, 28), date(2026, 4, 29), date(2026, 5, 6), date(2026, 5, 11)), 1
    ):
        put_task(city, f"T-{number}", due_on=day)
    term = put_task(city, "T-5", due_on=date(2026, 6, 18))
    put_term(
        city, term, target_on=date(2026, 6, 18), legal_on=date(2026, 6, 21), warning_on=date(2026, 4, 29)
    )

    page = client_of("luohao").get("/inbox?box=group&sort=number").text

    marks = re.findall(r'class="mark mark-(\w+)">.*?</svg>(.*?)</span>', page, re.DOTALL)
    assert marks == [
        ("late", "已超期1个工作日"),
        ("soon", "今天到期"),
        ("soon", "还剩2个工作日"),
        ("info", "还剩6个工作日"),
        ("soon", "还剩34个工作日"),
    ]


@pytest.mark.now("2026-06-20")
def test_between_target_and_legal_limit_a_task_is_not_called_late(city: Runtime, client_of: Browser) -> None:
    task = put_task(city, "T-1", due_on=date(2026, 6, 18))
    put_term(city, task, target_on=date(2026, 6, 18), legal_on=date(2026, 6, 21), warning_on=date(2026, 6, 8))

    page = client_of("luohao").get("/inbox?box=group").text

    assert "已过目标日，法定期限2026-06-21" in page
    assert "mark-late" not in page


def test_a_substitute_works_through_the_principals_tasks_and_sees_for_whom(
    city: Runtime, client_of: Browser
) -> None:
    today = local_date(city.clock.now())
    put_task(city, "T-1", assignee=key_of(city, "luohao"))
    put_task(city, "T-2")
    put_task(city, "T-3", groups=("jxq.handler",))
    with city.transaction() as tx:
        entry = {
            "key": new_key(),
            "principal_key": key_of(city, "luohao"),
            "substitute_key": key_of(city, "fangyuan"),
            "from_on": today,
            "to_on": today,
            "processes": ["petition"],
            "created_at": city.clock.now(),
        }
        substitutes.add_substitute(tx, entry)
    client = client_of("fangyuan")

    mine, group = client.get("/inbox").text, client.get("/inbox?box=group&sort=number").text

    assert numbers(mine) == ["T-1"]
    assert numbers(group) == ["T-2", "T-3"]
    assert mine.count("代罗浩") == 1
    assert group.count("代罗浩") == 1


def test_a_substitution_for_another_process_lends_nothing(city: Runtime, client_of: Browser) -> None:
    today = local_date(city.clock.now())
    put_task(city, "T-1", assignee=key_of(city, "luohao"))
    put_task(city, "T-2")
    with city.transaction() as tx:
        entry = {
            "key": new_key(),
            "principal_key": key_of(city, "luohao"),
            "substitute_key": key_of(city, "fangyuan"),
            "from_on": today,
            "to_on": today,
            "processes": ["permit"],
            "created_at": city.clock.now(),
        }
        substitutes.add_substitute(tx, entry)
    client = client_of("fangyuan")

    assert numbers(client.get("/inbox").text) == []
    assert numbers(client.get("/inbox?box=group").text) == []


def test_an_accusation_is_in_no_box_of_the_accused_unit(city: Runtime, client_of: Browser) -> None:
    put_task(city, "T-1", accused_unit="zjj", assignee=key_of(city, "luohao"))
    put_task(city, "T-2", accused_unit="zjj")

    assert numbers(client_of("luohao").get("/inbox").text) == []
    assert numbers(client_of("luohao").get("/inbox?box=group").text) == []
    assert numbers(client_of("tangwei").get("/inbox?box=unit").text) == []


def test_names_are_masked_in_the_list(city: Runtime, client_of: Browser) -> None:
    put_task(city, "T-1")

    page = client_of("luohao").get("/inbox?box=group").text

    assert "何*" in page
    assert "何秀英" not in page


def test_the_filter_goes_along_to_the_task(city: Runtime, client_of: Browser) -> None:
    put_task(city, "T-1")

    page = client_of("luohao").get("/inbox", query_string={"box": "group", "q": "暖气", "sort": "-due"}).text

    link = re.search(r'href="(/tasks/\d+\?next=[^"]+)"', page)
    assert link
    back = parse_qs(urlsplit(link[1]).query)["next"][0]
    assert parse_qs(urlsplit(back).query) == {"box": ["group"], "q": ["暖气"], "sort": ["-due"]}


def test_a_filter_is_kept_applied_and_deleted(city: Runtime, client_of: Browser) -> None:
    client = client_of("luohao")

    kept = client.post(
        "/inbox/filters",
        data={"name": "快到期的 暖气", "box": "group", "q": "暖气", "due": "week", "evil": "x"},
    )
    page = client.get("/inbox").text
    link = re.search(r'href="(/inbox\?box=group&amp;q=[^"]+due=week)"', page)
    key = re.search(r'action="/inbox/filters/(\d+)/delete"', page)
    assert link
    assert key
    others = client_of("dingning").post(f"/inbox/filters/{key[1]}/delete")
    dropped = client.post(f"/inbox/filters/{key[1]}/delete")

    assert (kept.status_code, others.status_code, dropped.status_code) == (303, 404, 303)
    assert "evil" not in kept.location
    assert "快到期的 暖气" in page
    assert "快到期的 暖气" not in client.get("/inbox").text.replace("筛选", "")


def test_a_filter_needs_a_name(city: Runtime, client_of: Browser) -> None:
    client = client_of("luohao")

    client.post("/inbox/filters", data={"name": " ", "q": "暖气", "next": "/inbox?q=暖气"})

    assert "请给筛选起一个名字" in client.get("/inbox").text


@pytest.mark.parametrize(
    ("login", "status"), [(None, 303), ("hexiuying", 403), ("gaoyuan", 403), ("anping", 403)]
)
def test_strangers_citizens_and_administrators_have_no_inbox(
    client_of: Browser, login: str | None, status: int
) -> None:
    client = client_of(login)

    assert client.get("/inbox").status_code == status
    assert client.post("/inbox/bulk", data={"task": "1"}).status_code == status


def test_an_empty_inbox_says_where_tasks_come_from(client_of: Browser) -> None:
    client = client_of("luohao")

    assert "手上没有待办的任务" in client.get("/inbox").text
    assert "没有待领的任务" in client.get("/inbox?box=group").text
    assert "没有符合条件的任务" in client.get("/inbox?q=暖气").text


def test_the_counts_of_tabs_and_menu_agree(city: Runtime, client_of: Browser) -> None:
    for number in range(3):
        put_task(city, f"T-{number}", assignee=key_of(city, "luohao"))
    put_task(city, "T-9")
    client = client_of("luohao")

    page, elsewhere = client.get("/inbox").text, client.get("/phrases").text

    counts = re.findall(r'class="count">(\d+)</span>', page)
    assert counts == ["3", "3", "1", "0", "0"]
    assert re.findall(r'class="count">(\d+)</span>', elsewhere) == ["3"]


def test_the_number_of_statements_does_not_grow_with_the_tasks(city: Runtime, client_of: Browser) -> None:
    client = client_of("luohao")
    seen: list[str] = []
    for number in range(2):
        put_task(city, f"T-{number}", due_on=date(2026, 4, 22))
    client.get("/inbox?box=group")

    @event.listens_for(city.engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    client.get("/inbox?box=group&size=100")
    few, seen[:] = len(seen), []
    event.remove(city.engine, "before_cursor_execute", note)
    for number in range(2, 52):
        put_task(city, f"T-{number}", due_on=date(2026, 4, 22))
    event.listen(city.engine, "before_cursor_execute", note)
    page = client.get("/inbox?box=group&size=100").text

    assert len(numbers(page)) == 52
    assert len(seen) == few


def test_claiming_several_tells_honestly_what_was_refused(city: Runtime, client_of: Browser) -> None:
    free = put_task(city, "T-1")
    taken = put_task(city, "T-2", assignee=key_of(city, "dingning"))
    foreign = put_task(city, "T-3", groups=("zrzy.handler",), title="别的单位的事")
    done = put_task(city, "T-4", task_state="completed")
    client = client_of("luohao")

    answer = client.post(
        "/inbox/bulk",
        data={"act": "claim", "task": [free, taken, foreign, done, 1, "x"], "next": "/inbox?box=group"},
    ).text

    assert "4项没有办成" in answer
    assert "1项已办成" in answer
    assert "丁宁 刚刚领取了这项任务。" in answer
    assert "这项任务已经办结" in answer
    assert 'href="/inbox?box=group"' in answer
    assert numbers(client.get("/inbox").text) == ["T-1"]


def test_a_head_hands_several_to_one_clerk_with_a_reason(city: Runtime, client_of: Browser) -> None:
    keys = [put_task(city, "T-1"), put_task(city, "T-2", assignee=key_of(city, "dingning"))]
    head = client_of("tangwei")
    posted = {"act": "assign", "task": keys, "login": "luohao"}

    unreasoned = head.post("/inbox/bulk", data=posted).text
    answer = head.post("/inbox/bulk", data=posted | {"reason": "丁宁外出"}).text

    assert unreasoned.count("请写明理由") == 2
    assert "2项已办成" in answer
    assert numbers(client_of("luohao").get("/inbox?sort=number").text) == ["T-1", "T-2"]


def test_nothing_ticked_is_said_and_the_list_stays(client_of: Browser) -> None:
    client = client_of("luohao")

    answer = client.post("/inbox/bulk", data={"act": "claim", "next": "/inbox?box=group&q=暖气"})

    assert answer.location.startswith("/inbox?box=group")
    assert "请先勾选任务" in client.get(answer.location).text


def test_the_keys_are_printed_on_a_page(client_of: Browser) -> None:
    page = client_of("luohao").get("/inbox/shortcuts").text

    assert "<kbd>Ctrl + Enter</kbd>" in page
