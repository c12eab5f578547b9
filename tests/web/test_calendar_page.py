"""The working calendar of the system administrator: seen, previewed, imported."""

import io
import re

import pytest

from tests.harness.petition import file_petition
from tests.integration.test_calendar_import import NOTICE


@pytest.fixture
def admin(client_of):
    return client_of("gaoyuan")


def upload(client, source=NOTICE, origin="国办发明电〔2026〕7号"):
    data = {"origin": origin, "file": (io.BytesIO(source), "2027.csv")}
    return client.post("/calendar/import", data=data, content_type="multipart/form-data")


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_the_year_and_the_versions_are_shown(admin):
    page = admin.get("/calendar?year=2026").text

    assert "chinesecalendar" in page
    assert "已公布" in page
    assert 'title="国庆节（调休）"' in page


def test_a_year_without_a_notice_is_marked(admin):
    assert "暂算" in admin.get("/calendar?year=2027").text
    assert admin.get("/calendar?year=99999").status_code == 200


@pytest.mark.now("2027-01-27")
def test_a_notice_is_previewed_confirmed_and_then_in_force(admin, city):
    case = file_petition(city)

    preview = upload(admin).text
    assert case.number in preview
    assert "暂算" in admin.get("/calendar?year=2027").text
    done = admin.post("/calendar/import/confirm", data=hidden(preview))

    assert done.status_code == 303
    assert "1 件办件的日期有变动" in admin.get(done.location).text
    assert "国办发明电〔2026〕7号" in admin.get("/calendar?year=2027").text


def test_an_outdated_preview_is_refused(admin, city):
    preview = hidden(upload(admin).text)
    admin.post("/calendar/import/confirm", data=preview)

    assert admin.post("/calendar/import/confirm", data=preview).status_code == 409


def test_every_problem_of_the_file_is_shown_with_its_line(admin):
    answer = upload(
        admin,
        NOTICE.replace(b"2027-02-20,work", b"2027-02-22,work").replace(b"2027-02-09,lieu", b"soon,lieu"),
    )

    assert answer.status_code == 422
    assert "第 7 行" in answer.text
    assert "不是周末" in answer.text


@pytest.mark.parametrize(
    ("source", "origin", "words"), [(b"", "文号", "请选择放假安排文件"), (NOTICE, " ", "请写明")]
)
def test_a_missing_file_or_origin_is_said(admin, source, origin, words):
    answer = upload(admin, source, origin)

    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.parametrize("login", ["zhaolin", "liuyang", None])
def test_nobody_else_comes_in(client_of, login):
    client = client_of(login)

    assert client.get("/calendar").status_code in (303, 403)
    assert upload(client).status_code in (303, 403)
    assert client.post("/calendar/import/confirm", data={"csv": NOTICE.decode()}).status_code in (303, 403)
