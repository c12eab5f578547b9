"""The public calculator: any rule and date, with the whole derivation, for everybody and without script."""

import re

import pytest

from app import create_app


@pytest.fixture
def client(runtime):
    return create_app(runtime=runtime).test_client()


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_empty_calculator_offers_every_rule(client):
    answer = client.get("/terms")

    assert answer.status_code == 200
    assert 'value="petition-handle"' in answer.text
    assert "怎样算出来的" not in answer.text


def test_a_date_is_shown_with_its_whole_derivation(client):
    page = client.get("/terms?rule=petition-register&from=2026-02-03").text

    assert 'datetime="2026-02-18"' in page
    assert 'datetime="2026-02-14"' in page
    assert "机关的内部办结目标提前到其前最后一个工作日" in page
    assert "应当予以登记，并区分情况，在15日内" in page
    assert "2026年2月" in page


def test_the_months_say_in_words_what_became_of_each_day(client):
    page = text_of(client.get("/terms?rule=petition-objection&from=2026-04-29").text)

    assert "调休上班，计入 第5日 劳动节" in page or "法定期限最后一日 第5日 劳动节" in page
    assert "休息日，不计入 劳动节" in page


def test_suspensions_and_an_extension_are_taken_from_the_form_and_from_a_link(client):
    typed = client.get(
        "/terms?rule=petition-recheck&from=2026-08-24&pause_from=2026-09-07&pause_to=2026-09-11"
    ).text
    linked = client.get("/terms?rule=petition-recheck&from=2026-08-24&suspended=2026-09-07:2026-09-11").text
    longer = client.get("/terms?rule=petition-handle&from=2026-04-22&extension=30").text

    assert 'datetime="2026-09-28"' in typed
    assert 'datetime="2026-09-28"' in linked
    assert 'datetime="2026-07-21"' in longer


def test_a_year_without_a_published_calendar_is_marked_as_provisional(client):
    page = client.get("/terms?rule=permit-joint&from=2026-11-23").text

    assert "预计日期" in page
    assert 'datetime="2027-01-26"' in page


def test_a_citizens_right_and_a_least_period_have_their_own_words(client):
    assert "您最迟可以在这一天提出" in client.get("/terms?rule=petition-review-request&from=2026-09-04").text
    assert "不得早于" in client.get("/terms?rule=decision-legality&from=2026-09-28").text


def test_the_page_speaks_english(client):
    page = client.get("/terms?rule=petition-register&from=2026-02-03&lang=en").text

    assert "Register and pass on (petition office)" in page
    assert not re.search(r"当日不计入|的期限是", page)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("rule=petition-register&from=soon", "不是日期"),
        ("rule=petition-register&from=2300-01-01", "日期须在"),
        ("rule=unknown&from=2026-01-01", "请选择一项期限"),
        ("rule=petition-register&from=&submit=1", "请填写日期"),
        ("rule=petition-handle&from=2026-01-01&extension=31", "最多可延长 30 日"),
        ("rule=petition-handle&from=2026-01-01&extension=x", "应为整数"),
        ("rule=petition-handle&from=2026-01-01&pause_from=2026-01-05&pause_to=", "须填写首日和末日"),
        ("rule=petition-handle&from=2026-01-01&pause_from=2026-01-05&pause_to=2026-01-02", "早于开始日期"),
        ("rule=petition-handle&from=2026-01-01&pause_from=x&pause_to=2026-01-02", "不是日期"),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field_and_kept(client, query, words):
    answer = client.get(f"/terms?{query}")

    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert "怎样算出来的" not in answer.text


def test_what_is_typed_is_escaped(client):
    page = client.get("/terms?rule=petition-handle&from=<script>alert(1)</script>").text

    assert "<script>alert" not in page
