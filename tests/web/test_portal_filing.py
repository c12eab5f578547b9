"""Filing online: with and without an account, unfinished, wrong, forged, twice."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app import forms
from app.access.actor import GUEST
from app.cases.citizen.filing import submit_filing
from app.cases.moving.kept_input import purge_kept
from app.runtime import Runtime
from app.store.tables.cases import attachment, instance
from app.store.tables.portal import filing, filing_file
from tests.harness.city import session_token
from tests.harness.petition import FILING

Clients = Callable[[str | None], FlaskClient]
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 17 + b"\x00\x00\x00\x00IEND\xaeB`\x82"


def answers(**changed: object) -> MultiDict[str, object]:
    data: MultiDict[str, object] = MultiDict()
    for name, texts in forms.as_post({**FILING, **changed}).items():
        data.setlist(name, texts)
    return data


def rows(runtime: Runtime, table: object) -> int:
    with runtime.read() as tx:
        return tx.scalar(select(func.count()).select_from(table)) or 0


def send(client: FlaskClient, **changed: object) -> str:
    """File a petition through the pages and return the receipt's HTML."""
    assert client.post("/file/petition", data=answers(**changed)).location.endswith("/file/petition/check")
    client.post("/file/petition/send")
    return client.get("/file/petition/receipt").text


def test_a_guest_files_checks_sends_and_gets_number_and_code_once(city: Runtime, client_of: Clients) -> None:
    guest = client_of(None)

    checked = guest.post("/file/petition", data=answers(), follow_redirects=True)
    sent = guest.post("/file/petition/send")
    receipt = guest.get("/file/petition/receipt")

    assert "3号楼暖气不热" in checked.text and "13800001234" in checked.text
    assert sent.status_code == 303
    assert re.search(r"信访〔2026〕1号", receipt.text)
    assert re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", receipt.text)
    assert "13800001234" not in receipt.text
    assert rows(city, instance) == 1
    # noted: the code leaves this browser
    done = guest.post("/file/petition/done")
    assert guest.get("/file/petition/receipt").location == "/track"
    assert guest.get(done.location).status_code == 200


def test_sending_twice_makes_one_case_and_both_answers_show_the_same_code(
    city: Runtime, client_of: Clients
) -> None:
    guest = client_of(None)
    guest.post("/file/petition", data=answers())

    first, second = guest.post("/file/petition/send"), guest.post("/file/petition/send")

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert "号" in guest.get(second.location).text
    assert rows(city, instance) == 1


def test_mistakes_are_all_named_and_nothing_is_lost(city: Runtime, client_of: Clients) -> None:
    guest = client_of(None)

    page = guest.post("/file/petition", data=answers(title="", applicant_phone="12", facts="长" * 5001))

    assert page.status_code == 422
    for anchor in ("#f-title", "#f-applicant_phone", "#f-facts"):
        assert f'href="{anchor}"' in page.text
    assert 'value="12"' in page.text and "请尽快修好暖气" in page.text
    assert guest.get("/file/petition").text.count("请尽快修好暖气") == 1
    # an incomplete draft cannot be sent by a forged post either
    assert guest.post("/file/petition/send").location.endswith("/file/petition?check=1")
    assert 'href="#f-title"' in guest.get("/file/petition?check=1").text
    assert rows(city, instance) == 0


def test_forged_options_and_unknown_fields_do_not_get_in(city: Runtime, client_of: Clients) -> None:
    guest = client_of(None)

    forged = guest.post("/file/petition", data=answers(purpose="amnesty"))
    extra = answers()
    extra["class"], extra["handling_unit"] = "accusation", "zjj"
    guest.post("/file/petition", data=extra)
    guest.post("/file/petition/send")

    assert forged.status_code == 422 and 'href="#f-purpose-o0"' in forged.text
    with city.read() as tx:
        variables = tx.scalar(select(instance.c.variables))
    assert "handling_unit" not in variables and variables.get("class") is None


def test_a_draft_is_kept_unchecked_and_only_for_this_browser(city: Runtime, client_of: Clients) -> None:
    guest, stranger = client_of(None), client_of(None)

    saved = guest.post("/file/petition", data={"title": "暖气", "__action": "save"}, follow_redirects=True)

    assert saved.status_code == 200 and "草稿已保存" in saved.text
    assert 'value="暖气"' in guest.get("/file/petition").text
    assert 'value="暖气"' not in stranger.get("/file/petition").text
    with city.read() as tx:
        assert "暖气" not in tx.scalar(select(filing.c.body))
    guest.post("/file/petition/discard")
    assert 'value="暖气"' not in guest.get("/file/petition").text
    assert rows(city, filing) == 0


def test_a_draft_ends(city: Runtime, client_of: Clients, clock: object) -> None:
    from datetime import timedelta

    guest = client_of(None)
    guest.post("/file/petition", data={"title": "暖气", "__action": "save"})

    clock.advance(timedelta(hours=25))  # type: ignore[attr-defined]

    assert 'value="暖气"' not in guest.get("/file/petition").text
    assert purge_kept(city) == 1


def test_the_update_button_shows_what_depends_on_an_answer(client_of: Clients) -> None:
    guest = client_of(None)

    shown = guest.post(
        "/file/petition", data={"applicant_kind": "company", "joint": "true", "__action": "update:joint"}
    )
    page = guest.get(shown.location).text

    assert shown.status_code == 303 and shown.location.endswith("#f-joint")
    assert 'name="applicant_uscc"' in page and 'name="applicant_id"' not in page
    assert 'name="joint_count"' in page


def test_rows_of_a_list_come_and_go_without_script(client_of: Clients) -> None:
    guest = client_of(None)
    start = {"joint": "true", "representatives__rows": "1", "representatives[0].rep_name": "甲"}

    guest.post("/file/petition", data={**start, "__action": "add:representatives"})
    two = guest.get("/file/petition").text
    guest.post(
        "/file/petition",
        data={
            "joint": "true",
            "representatives__rows": "2",
            "representatives[0].rep_name": "甲",
            "representatives[1].rep_name": "乙",
            "__action": "remove:representatives[0]",
        },
    )
    one = guest.get("/file/petition").text

    assert 'name="representatives[1].rep_name"' in two and 'value="甲"' in two
    assert 'value="乙"' in one and 'value="甲"' not in one


def test_a_file_is_kept_over_mistakes_and_goes_into_the_case(city: Runtime, client_of: Clients) -> None:
    guest = client_of(None)
    wrong = answers(title="")
    wrong["attachments"] = (io.BytesIO(PNG), "暖气.png")

    refused = guest.post("/file/petition", data=wrong, content_type="multipart/form-data")
    receipt = send(guest)

    assert refused.status_code == 422 and "暖气.png" in refused.text
    assert "暖气.png" in receipt
    with city.read() as tx:
        stored = tx.execute(select(attachment)).one()
    assert (stored.name, stored.mime) == ("暖气.png", "image/png")
    assert city.blobs.get(stored.digest) == PNG
    assert rows(city, filing_file) == 0


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("run.exe", b"MZ\x90\x00" + b"\x00" * 60, "不接收"),
        ("photo.png", b"%PDF-1.4\n%%EOF", "不符"),
        ("notice.txt", "机密★1年\n关于供暖的通知".encode(), "国家秘密"),
    ],
)
def test_files_of_the_wrong_kind_are_refused_and_not_stored(
    city: Runtime, client_of: Clients, name: str, content: bytes, word: str
) -> None:
    guest = client_of(None)
    data = answers()
    data["attachments"] = (io.BytesIO(content), name)

    page = guest.post("/file/petition", data=data, content_type="multipart/form-data")

    assert page.status_code == 422 and word in page.text
    assert rows(city, filing_file) == 0
    assert not list((city.settings.data_dir / "blobs").glob("??/*"))


def test_a_citizen_finds_the_draft_again_elsewhere_and_the_case_in_the_list(
    city: Runtime, client_of: Clients
) -> None:
    at_home, at_work = client_of("hexiuying"), client_of("hexiuying")

    filled = at_home.get("/file/petition").text
    at_home.post("/file/petition", data={"title": "暖气", "__action": "save"})
    seen = at_work.get("/file/petition").text
    receipt = send(at_work)

    assert 'value="何秀英"' in filled and 'value="13800001234"' in filled
    assert 'value="暖气"' in seen
    number = re.search(r"信访〔\d+〕\d+号", receipt)
    assert number and number[0] in at_home.get("/track").text
    assert number[0] not in client_of("maqiang").get("/track").text


def test_one_address_cannot_begin_drafts_without_end(client_of: Clients) -> None:
    answers_ = [
        client_of(None).post("/file/petition", data={"title": "x", "__action": "save"}).status_code
        for _ in range(61)
    ]

    assert set(answers_[:60]) == {303} and answers_[60] == 429


def test_a_process_that_is_no_service_cannot_be_filed(client_of: Clients) -> None:
    guest = client_of(None)

    assert guest.get("/file/nothing").status_code == 404
    assert guest.post("/file/nothing", data={"title": "x"}).status_code == 404


def test_an_office_account_does_not_file_as_a_citizen(city: Runtime, client_of: Clients) -> None:
    clerk = client_of("zhaolin")

    assert clerk.get("/file/petition").status_code == 200
    refused = clerk.post("/file/petition", data=answers())

    assert refused.status_code == 403 and "登记来件" in refused.text
    assert rows(city, filing) == rows(city, instance) == 0


def test_two_clicks_at_the_same_moment_make_one_case(city: Runtime, client_of: Clients) -> None:
    guest = client_of(None)
    guest.post("/file/petition", data=answers())
    with guest.session_transaction() as cookie:
        token = cookie["filing"]["petition"]

    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: submit_filing(city, GUEST, token, "petition"), range(2)))

    assert both[0].number == both[1].number and both[0].code == both[1].code
    assert rows(city, instance) == 1


def test_a_draft_of_a_guest_goes_on_after_signing_in(app: Flask, client_of: Clients) -> None:
    guest = client_of(None)
    guest.post("/file/petition", data={"title": "暖气", "__action": "save"})
    with app.test_request_context(), guest.session_transaction() as cookie:
        cookie["_user_id"] = session_token(app.extensions["runtime"], "hexiuying")

    assert 'value="暖气"' in guest.get("/file/petition").text
    guest.post("/file/petition", data={"title": "暖气不热", "__action": "save"})
    # from now on it belongs to the account
    with guest.session_transaction() as cookie:
        del cookie["_user_id"]
    assert '暖气不热"' not in guest.get("/file/petition").text
