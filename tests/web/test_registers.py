"""登记簿: whose register one reads, finding, pages, files that run no formula, paper."""

import csv
import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO, StringIO
from itertools import count

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select

from app.store import audit, official
from app.store.tables.cases import instance
from tests.harness.petition import file_petition

_numbers = count(1)


@pytest.fixture
def enter(city):
    """Return a function that enters documents into registers, as the move of a case does."""
    like = file_petition(city)

    def enter_one(title: str, **values) -> int:
        with city.transaction() as tx:
            row = dict(tx.execute(select(instance).where(instance.c.key == like.key)).one()._mapping)
            place = next(_numbers)
            row |= {"key": like.key + place, "number": f"文{place}", "title": title, "restricted": False}
            row |= {"unit": values.get("organ", "zjj"), "intake_unit": None}
            tx.execute(insert(instance).values(**row))
            document = {
                "instance_key": row["key"],
                "register": "outgoing",
                "organ": "zjj",
                "title": title,
                "to_organs": ["szf", "省财政厅"],
                "copy_to": [],
                "state": "issued",
                "created_at": city.clock.now(),
            } | values
            return official.add_document(tx, document)

    return enter_one


def page(client, **arguments) -> str:
    answer = client.get("/registers", query_string=arguments)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_unit_reads_its_own_register_with_every_column(enter, client_of):
    enter(
        "关于供暖管网改造的通知",
        number="洛建〔2026〕12号",
        genre="通知",
        urgency="特急",
        signer="王建国",
        dated_on=date(2026, 2, 24),
    )

    found = page(client_of("luohao"))

    for words in (
        "关于供暖管网改造的通知",
        "洛建〔2026〕12号",
        "特急",
        "王建国",
        "市人民政府、省财政厅",
        "已印发",
    ):
        assert words in found


def test_another_units_register_is_not_read_and_not_offered(enter, client_of):
    enter("城管局的通知", organ="cgj")

    luohao = client_of("luohao")

    assert "城管局的通知" not in page(luohao)
    assert "城管局的通知" not in page(luohao, organ="*")
    for path in ("", "/print", "/export"):
        assert luohao.get(f"/registers{path}?organ=cgj").status_code == 404


def test_citizens_and_administrators_have_no_register(client_of):
    assert client_of(None).get("/registers").status_code in {302, 303, 401}
    assert client_of("gaoyuan").get("/registers").status_code == 403


def test_leaders_above_choose_a_unit_or_all(enter, client_of):
    enter("住建局的通知")
    enter("城管局的通知", organ="cgj")

    leader = client_of("zhouzheng")

    assert "城管局的通知" in page(leader, organ="cgj")
    everything = page(leader, organ="*")
    assert "住建局的通知" in everything
    assert "城管局的通知" in everything


@pytest.mark.parametrize(
    ("query", "hit"),
    [("供暖", True), ("管网改造", True), ("洛建〔2026〕12号", True), ("财政厅", True), ("王建国", True), ("信访", False), ("，", False)],
)  # fmt: skip
def test_two_characters_a_number_an_organ_or_a_name_find_a_document(enter, client_of, query, hit):
    enter(
        "关于供暖管网改造的通知",
        number="洛建〔2026〕12号",
        from_organ="省财政厅",
        signer="王建国",
        genre="通知",
    )
    enter("关于防汛工作的通知")

    found = page(client_of("luohao"), q=query)

    assert ("供暖管网改造" in found) is hit
    assert "防汛" not in found


def test_what_changes_is_found_as_it_is_now(enter, city, client_of):
    key = enter("关于防汛工作的通知")
    with city.transaction() as tx:
        official.change_document(tx, key, {"title": "关于抗旱工作的通知", "number": "洛建〔2026〕7号"})

    luohao = client_of("luohao")

    assert "抗旱工作" in page(luohao, q="抗旱")
    assert "抗旱工作" in page(luohao, q="洛建")
    assert "没有找到公文" in page(luohao, q="防汛")


def test_filters_narrow_and_are_kept_by_the_pages(enter, client_of):
    last_year = datetime(2025, 12, 31, 16, 30, tzinfo=UTC)
    enter("甲通知", genre="通知", urgency="加急", created_at=last_year)
    enter("乙函", genre="函", state="archived")
    enter("丙收文", register="incoming", register_no="收〔2026〕1号", state="received")

    luohao = client_of("luohao")

    assert "乙函" not in page(luohao, genre="通知")
    assert "甲通知" not in page(luohao, state="archived")
    assert "乙函" not in page(luohao, urgency="加急")
    # half past midnight on New Year's day, local time
    assert "甲通知" not in page(luohao, year=2025)
    assert "甲通知" in page(luohao, year=2026)
    assert "丙收文" in page(luohao, register="incoming")
    assert "收〔2026〕1号" in page(luohao, register="incoming", q="丙收")
    assert "丙收文" not in page(luohao, q="丙收")


@pytest.mark.now("2026-04-29 10:00")
def test_late_ones_are_found_and_told_in_working_days(enter, client_of):
    enter("迟件", register="incoming", due_on=date(2026, 4, 28))
    enter("近件", register="incoming", due_on=date(2026, 4, 30))
    enter("旧件", register="incoming", due_on=date(2026, 4, 20), closed_at=datetime(2026, 4, 19, tzinfo=UTC))

    luohao = client_of("luohao")

    late = page(luohao, register="incoming", due="late")
    assert "迟件" in late
    assert "已超期1个工作日" in late
    assert "近件" not in late
    assert "旧件" not in late
    assert "近件" in page(luohao, register="incoming", due="week")


def titles(found: str) -> list[str]:
    return re.findall(r">件号(\d+)<", found)


def test_pages_are_complete_from_both_ends_and_in_every_order(enter, client_of, city):
    base = city.clock.now()
    for number in range(47):
        day = None if number % 10 == 0 else date(2026, 1, 1) + timedelta(days=(number * 7) % 40)
        enter(f"件号{number:02}", dated_on=day, created_at=base)

    luohao = client_of("luohao")

    for sort in ("", "dated", "-dated"):
        every = [title for at in (1, 2, 3) for title in titles(page(luohao, sort=sort, page=at))]
        assert len(every) == 47
        assert len(set(every)) == 47
    assert titles(page(luohao, page=1))[0] == "46"
    assert titles(page(luohao, page=3))[-1] == "00"
    assert titles(page(luohao, sort="dated", page=3))[-1] == "00"
    assert titles(page(luohao, q="件号", page=3)) == [f"{number:02}" for number in range(6, -1, -1)]
    assert "没有找到公文" in page(luohao, page=9)


def test_files_hold_what_is_listed_and_run_no_formula(enter, client_of, city):
    enter('=HYPERLINK("http://x")', number="洛建〔2026〕1号", signer="+1", from_organ="\x07局")
    enter("普通通知")
    luohao = client_of("luohao")

    table = luohao.get("/registers/export?format=csv&q=").get_data()
    book = luohao.get("/registers/export?format=xlsx")
    filtered = luohao.get("/registers/export?format=csv&q=普通").get_data().decode("utf-8-sig")

    rows = list(csv.reader(StringIO(table.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[2][1] == '\'=HYPERLINK("http://x")'
    assert rows[2][7] == "'+1"
    sheet = load_workbook(BytesIO(book.get_data())).active
    assert [cell.data_type for cell in sheet[3]][:2] == ["s", "s"]
    assert sheet["B3"].value == '=HYPERLINK("http://x")'
    assert book.headers["Cache-Control"] == "no-store"
    assert len(filtered.splitlines()) == 2
    with city.read() as tx:
        events = audit.find_events(tx, audit.EventQuery(instance_key=None), limit=50)[0]
    assert [event.action for event in events].count("register.exported") == 3


def test_paper_shows_the_filtered_lines_with_the_units_name(enter, client_of):
    enter("甲通知", genre="通知")
    enter("乙函", genre="函")

    sheet = client_of("luohao").get("/registers/print?genre=函").get_data(as_text=True)

    assert "发文登记簿" in sheet
    assert "住房和城乡建设局" in sheet
    assert "乙函" in sheet
    assert "甲通知" not in sheet
