"""The citizen's own case: opening it, what is shown, what can be done, what strangers learn."""

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.cases.citizen.follow import link_token
from app.cases.citizen.rate import record_rating
from app.cases.moving.fire_timers import fire_due_timers
from app.cases.moving.start import Started
from app.clock import LOCAL_ZONE, DemoClock
from app.runtime import Runtime
from app.store import instances
from app.store.tables.cases import attachment, document, follower, rating, task
from app.store.tables.notifications import delivery
from tests.harness.city import actor_of
from tests.harness.petition import STEPS, bring_to, do, file_petition

Clients = Callable[[str | None], FlaskClient]
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def opened(client: FlaskClient, case: Started) -> FlaskClient:
    """Return the client with the case opened by its 查询码."""
    answer = client.post("/track", data={"number": case.number, "code": case.code})
    assert answer.status_code == 303, answer.text
    return client


def page_of(case: Started, below: str = "") -> str:
    return f"/track/{quote(case.number)}{below}"


def status_of(runtime: Runtime, case: Started) -> tuple[str, str | None]:
    with runtime.read() as tx:
        head = instances.head_by_key(tx, case.key)
    assert head is not None
    return head.status, head.outcome


@pytest.fixture
def case(city: Runtime) -> Started:
    return file_petition(city)


@pytest.mark.story("C10")
def test_number_and_code_open_the_case_however_they_are_typed(client_of: Clients, case: Started) -> None:
    number = case.number.replace("〔", "[").replace("〕", "] ").removesuffix("号")
    code = case.code.replace("-", " ").lower()
    guest = client_of(None)

    answer = guest.post("/track", data={"number": number, "code": code})
    page = guest.get(answer.location)

    assert page.status_code == 200
    assert "3号楼暖气不热" in page.text and "何*" in page.text
    assert "何秀英" not in page.text and "13800001234" not in page.text


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(client_of: Clients, case: Started) -> None:
    wrong = client_of(None).post("/track", data={"number": case.number, "code": "AAAA-BBBB-CCCC"})
    unknown = client_of(None).post("/track", data={"number": "信访〔2026〕99999号", "code": "AAAA-BBBB-CCCC"})

    def plain(text: str) -> str:
        return re.sub(r"信访〔2026〕\d+号", "N", re.sub(r'csrf_token" value="[^"]*"', "", text))

    assert wrong.status_code == unknown.status_code == 422
    assert plain(wrong.text) == plain(unknown.text)


@pytest.mark.story("C10")
def test_five_wrong_codes_lock_number_and_address_for_fifteen_minutes(
    app: object, client_of: Clients, case: Started, clock: DemoClock
) -> None:
    guest, elsewhere = client_of(None), client_of(None)
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.77"
    for _ in range(5):
        assert guest.post("/track", data={"number": case.number, "code": "AAAA-BBBB-CCCC"}).status_code == 422

    locked = guest.post("/track", data={"number": case.number, "code": case.code})

    assert locked.status_code == 429 and int(locked.headers["Retry-After"]) <= 900
    # nobody can lock the citizen out from somewhere else
    opened(elsewhere, case)
    clock.advance(timedelta(minutes=15, seconds=1))
    opened(guest, case)


def test_an_unknown_number_is_locked_like_a_known_one(client_of: Clients, city: Runtime) -> None:
    guest = client_of(None)
    data = {"number": "信访〔2026〕7号", "code": "AAAA-BBBB-CCCC"}

    codes = [guest.post("/track", data=data).status_code for _ in range(6)]

    assert codes == [422] * 5 + [429]


@pytest.mark.parametrize(
    "below", ["", "/print", "/receipt", "/receipt.json", "/terms/1", "/do/rate", "/withdraw", "/follow"]
)
def test_who_has_not_opened_the_case_is_led_to_the_look_up_form(
    client_of: Clients, case: Started, below: str
) -> None:
    for login in (None, "maqiang", "luohao"):
        client = client_of(login)

        known, unknown = (
            client.get(page_of(case, below)),
            client.get(f"/track/{quote('信访〔2026〕99号')}{below}"),
        )

        assert known.status_code == unknown.status_code == 303
        assert known.location.startswith("/track?number=")


def test_strangers_cannot_act_on_the_case(city: Runtime, client_of: Clients, case: Started) -> None:
    for login in (None, "maqiang", "zhaolin"):
        client = client_of(login)

        assert client.post(page_of(case, "/withdraw"), data={"withdraw_sure": "true"}).status_code == 404
        assert client.post(page_of(case, "/do/rate"), data={"rating": "5"}).status_code == 404
        assert client.post(page_of(case, "/follow"), data={"email": "a@example.com"}).status_code == 404
    assert status_of(city, case) == ("active", None)


def test_the_page_tells_step_date_office_and_the_way_in_words(
    city: Runtime, client_of: Clients, case: Started
) -> None:
    bring_to(city, case.key, "investigate")
    guest = opened(client_of(None), case)

    page = guest.get(page_of(case)).text

    assert "责任单位听取您的陈述，调查核实" in page
    assert "住房和城乡建设局" in page
    assert "2026年6月21日" in page
    for word in ("登记", "转送", "受理"):
        assert f"<dt>{word}</dt>" in page.replace("\n", "")
    assert "<svg" in page and "受理告知" in page
    assert "督办" not in page.split("谁看过我的办件")[0]
    terms = re.findall(r'href="(/track/[^"]+/terms/\d+)"', page)
    derivation = guest.get(terms[0]).text
    assert "第三十四条" in derivation and "2026年6月21日" in derivation


@pytest.mark.story("C10")
def test_the_large_print_and_the_receipt_can_be_read_without_the_picture(
    city: Runtime, client_of: Clients, case: Started
) -> None:
    guest = opened(client_of(None), case)

    printed, receipt = guest.get(page_of(case, "/print")).text, guest.get(page_of(case, "/receipt")).text
    record = guest.get(page_of(case, "/receipt.json"))

    assert "large-print" in printed and "bpmn" not in printed.split("<main")[1]
    assert "登记、查重、确定类别" in printed and "办理中" in printed
    assert case.number in receipt and "室温只有12度" not in receipt and case.code not in receipt
    assert record.json["case"] == case.number and "13800001234" not in record.text


def test_documents_are_for_the_citizen_once_they_are_issued(
    city: Runtime, client_of: Clients, case: Started
) -> None:
    bring_to(city, case.key, "investigate")
    guest = opened(client_of(None), case)
    links = re.findall(r'href="(/track/[^"]+/documents/[0-9a-f]+)"', guest.get(page_of(case)).text)

    assert links
    paper = guest.get(links[0])
    assert paper.status_code == 200 and paper.data.startswith(b"%PDF")
    assert client_of("maqiang").get(links[0]).location.startswith("/track?number=")
    with city.transaction() as tx:
        tx.execute(update(document).values(public=False))
    assert guest.get(links[0]).status_code == 404


def test_the_citizen_sees_who_looked(city: Runtime, client_of: Clients, case: Started) -> None:
    from app.cases.record.audit_access import record_access

    record_access(city, actor_of(city, "zhaolin"), case.key, purpose="handle")

    page = opened(client_of(None), case).get(page_of(case)).text

    looked = page.split("谁看过我的办件")[1]
    assert "赵*" in looked and "办理" in looked and "赵琳" not in looked and "申请人本人查询" in looked


def test_the_citizen_supplies_what_was_asked_for(city: Runtime, client_of: Clients, case: Started) -> None:
    bring_to(city, case.key, "investigate")
    do(city, case.key, "investigate", next_step="ask", information_request="请补充测温记录")
    guest = opened(client_of(None), case)
    address = page_of(case, "/do/supply_information")

    form = guest.get(address)
    wrong = guest.post(
        address,
        data={"information_text": "", "information_files": (io.BytesIO(PNG), "测温.png")},
        content_type="multipart/form-data",
    )
    done = guest.post(address, data={"information_text": "每天12度"}, content_type="multipart/form-data")

    assert "请补充测温记录" in form.text
    assert wrong.status_code == 422 and "测温.png" in wrong.text and "#f-information_text" in wrong.text
    assert done.status_code == 303
    with city.read() as tx:
        assert tx.scalar(select(attachment.c.name)) == "测温.png"
        open_now = set(tx.scalars(select(task.c.element_id).where(task.c.state == "open")))
    assert "investigate" in open_now and "supply_information" not in open_now
    # the same button once more: told that it is done, nothing happens twice
    assert guest.post(address, data={"information_text": "每天12度"}).status_code == 409


def test_the_citizen_rates_and_asks_for_review(city: Runtime, client_of: Clients, case: Started) -> None:
    bring_to(city, case.key, "deliver")
    do(city, case.key, "deliver")
    guest = opened(client_of(None), case)

    page = guest.get(page_of(case)).text
    assert "轮到您了" in page
    nothing = guest.post(page_of(case, "/do/rate"), data={"rating": ""})
    rated = guest.post(page_of(case, "/do/rate"), data={"rating": "5", "rating_comment": "谢谢"})
    asked = guest.post(
        page_of(case, "/do/request_review"),
        data={"review_reasons": "温度没有量准", "review_wanted": "重新测量"},
        content_type="multipart/form-data",
    )

    assert nothing.status_code == 422
    assert rated.status_code == asked.status_code == 303
    with city.read() as tx:
        row = tx.execute(select(rating)).one()
        open_now = set(tx.scalars(select(task.c.element_id).where(task.c.state == "open")))
    assert (row.level, row.named, row.counts) == (5, False, True)
    assert "谢谢" not in row.body
    assert "review_examine" in open_now


@pytest.mark.story("C9")
def test_ten_anonymous_one_star_votes_from_one_device_count_once(city: Runtime) -> None:
    cases = [file_petition(city, title=f"第{n}栋暖气不热").key for n in range(10)]
    one_star = {"rating": 1}

    with city.transaction() as tx:
        for key in cases:
            record_rating(city, tx, key, one_star, "192.0.2.10 Firefox")
        record_rating(city, tx, cases[0], one_star, "192.0.2.11 Firefox")
        record_rating(city, tx, cases[1], one_star | {"rating_named": True}, "192.0.2.10 Firefox")
        record_rating(city, tx, cases[2], {"rating": 5}, "192.0.2.10 Firefox")

    with city.read() as tx:
        rows = tx.execute(select(rating).order_by(rating.c.key)).all()
    assert [row.counts for row in rows] == [True] + [False] * 9 + [True] * 3
    assert all("192.0.2" not in (row.device_digest or "") for row in rows)


def test_the_citizen_withdraws_until_the_opinion_is_given(city: Runtime, client_of: Clients) -> None:
    early, late = file_petition(city), file_petition(city, title="路灯不亮")
    bring_to(city, late.key, "deliver")
    guest = opened(opened(client_of(None), early), late)
    sure = {"withdraw_reason": "solved", "withdraw_sure": "true"}

    unsure = guest.post(page_of(early, "/withdraw"), data={"withdraw_reason": "solved"})
    done = guest.post(page_of(early, "/withdraw"), data=sure)
    again = guest.post(page_of(early, "/withdraw"), data=sure)
    too_late = guest.post(page_of(late, "/withdraw"), data=sure)

    assert unsure.status_code == 422 and "#f-withdraw_sure" in unsure.text
    assert done.status_code == 303 and status_of(city, early) == ("completed", "withdrawn")
    assert again.status_code == too_late.status_code == 409
    assert status_of(city, late)[0] == "active"
    assert "已撤回" in guest.get(page_of(early)).text


@pytest.mark.story("C7")
@pytest.mark.now("2026-09-04")
def test_a_request_for_review_after_its_last_day_is_told_so_with_the_other_ways(
    city: Runtime, client_of: Clients, case: Started, clock: DemoClock
) -> None:
    usual = {"investigate": {"heard_on": "2026-09-04"}, "deliver": {"delivery_date": "2026-09-04"}}
    for step in STEPS:
        do(city, case.key, step, **usual.get(step, {}))
    guest = opened(client_of(None), case)
    assert "2026年10月8日" in guest.get(page_of(case)).text

    clock.set(datetime(2026, 10, 9, 9, 0, tzinfo=LOCAL_ZONE))
    fire_due_timers(city)
    late = opened(client_of(None), case).post(
        page_of(case, "/do/request_review"),
        data={"review_reasons": "温度没有量准", "review_wanted": "重新测量"},
    )

    assert late.status_code == 409
    assert "2026年10月8日" in late.text and "提起诉讼" in late.text
    assert status_of(city, case)[0] == "completed"


def test_following_begins_when_the_address_says_yes(city: Runtime, client_of: Clients, case: Started) -> None:
    guest, reader = opened(client_of(None), case), client_of(None)

    bad = guest.post(page_of(case, "/follow"), data={"email": "nobody"})
    asked = guest.post(page_of(case, "/follow"), data={"email": "son@example.com"})

    assert bad.status_code == 422 and asked.status_code == 303
    with city.read() as tx:
        row = tx.execute(select(follower)).one()
        letters = tx.execute(select(delivery).where(delivery.c.channel == "mail")).all()
    assert row.confirmed_at is None and "son@" not in row.email
    assert len([one for one in letters if "son" in one.address_hint or "s***" in one.address_hint]) == 1
    link = f"/follow/{link_token(city, row.key)}"
    assert "s***@example.com" in reader.get(link).text
    with city.read() as tx:
        assert (
            tx.scalar(select(follower.c.confirmed_at)) is None
        )  # a mail program that fetches links confirms nothing
    reader.post(link)
    with city.read() as tx:
        assert tx.scalar(select(follower.c.confirmed_at)) is not None
    reader.post(f"{link}/stop")
    with city.read() as tx:
        assert tx.execute(select(follower)).first() is None
    assert reader.get(link).status_code == 404


def test_linked_cases_are_shown_to_their_owner_only(city: Runtime, client_of: Clients) -> None:
    own = file_petition(city, actor_of(city, "hexiuying"))
    other = file_petition(city, actor_of(city, "hexiuying"), title="路灯不亮")
    strange = file_petition(city, actor_of(city, "maqiang"), title="别人的事")
    with city.transaction() as tx:
        for linked in (other, strange):
            instances.link_cases(tx, own.key, linked.key, kind="split", note=None, at=city.clock.now())

    page = client_of("hexiuying").get(page_of(own)).text

    assert other.number in page and "由同一件来信分出" in page
    assert strange.number not in page and "别人的事" not in page


def test_own_cases_are_paged_by_the_database(city: Runtime, client_of: Clients) -> None:
    me = actor_of(city, "hexiuying")
    for n in range(3):
        file_petition(city, me, title=f"第{n}件事情")

    client = client_of("hexiuying")

    assert "第2件事情" in client.get("/track?size=2").text
    second = client.get("/track?size=2&page=2").text
    assert "第0件事情" in second and "第2件事情" not in second
