"""The public record over HTTP: roots, tools, the check of a receipt; usable without script and without account."""

import importlib.util
import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from app.access.actor import Actor
from app.cases.record.audit_daily_root import daily_root
from app.cases.record.audit_receipt import read_receipt
from app.runtime import Runtime
from tests.harness.petition import file_petition


@pytest.fixture
def visitor(client_of):
    return client_of(None)


@pytest.fixture
def receipt(city: Runtime):
    started = file_petition(city)
    city.clock.advance(timedelta(days=1))
    daily_root(city)
    return read_receipt(city, Actor(kind="guest", cases=frozenset({started.key})), started.number)


def send(client, content: bytes):
    return client.post("/record/check", data={"receipt": (BytesIO(content), "receipt.json")})


def test_the_page_shows_roots_and_offers_the_tools(visitor, receipt):
    page = visitor.get("/record")

    assert page.status_code == 200
    said = page.get_data(as_text=True)
    assert receipt["root"]["root"] in said
    assert "/record/roots.json" in said
    assert "/record/verify_receipt.html" in said
    assert '<label class="form-label lsf-label" for="receipt">' in said


def test_before_the_first_day_is_over_the_page_says_so(visitor):
    assert "还没有公布记录根" in visitor.get("/record").get_data(as_text=True)


def test_the_roots_are_a_file_that_the_downloaded_tool_accepts_with_a_receipt(visitor, receipt, tmp_path):
    roots = visitor.get("/record/roots.json")
    tool = visitor.get("/record/verify_receipt.py")
    (tmp_path / "verifier.py").write_bytes(tool.get_data())
    spec = importlib.util.spec_from_file_location("verifier", tmp_path / "verifier.py")
    verifier = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(verifier)

    assert "attachment" in tool.headers["Content-Disposition"]
    assert roots.mimetype == "application/json"
    assert verifier.check_all({"roots": roots.get_json(), "receipt": receipt}) == {"roots": [], "receipt": []}


def test_the_html_tool_is_saved_and_not_run_on_this_site(visitor):
    tool = visitor.get("/record/verify_receipt.html")

    assert "attachment" in tool.headers["Content-Disposition"]
    assert visitor.get("/record/verify_receipt.exe").status_code == 404
    assert visitor.get("/record/verify_receipt...py").status_code == 404


def test_a_genuine_receipt_passes_and_a_changed_one_is_told(visitor, receipt):
    good = send(visitor, json.dumps(receipt).encode())
    assert good.status_code == 200
    assert "没有改动、缺失或截断" in good.get_data(as_text=True)

    receipt["events"][0]["header"]["action"] = "case.withdrawn"
    bad = send(visitor, json.dumps(receipt).encode()).get_data(as_text=True)
    assert "核对没有通过" in bad
    assert "第1条记录的内容被改动" in bad


@pytest.mark.parametrize(
    "content",
    [b"", b"not json", b"[]", b"{}", b'{"format": "luoshu.receipt.v1"}', b"\xff\xfe", b"[" * 100_000],
)
def test_anything_else_is_refused_at_the_field(visitor, content):
    answer = send(visitor, content)

    assert answer.status_code == 422
    assert 'id="receipt-error"' in answer.get_data(as_text=True)


def test_a_post_without_a_file_is_refused_and_checking_is_limited(visitor):
    assert visitor.post("/record/check").status_code == 422

    answers = [visitor.post("/record/check").status_code for _ in range(35)]
    assert 429 in answers


def test_the_page_is_readable_in_english(visitor, receipt):
    said = visitor.get("/record?lang=en").get_data(as_text=True)

    main = said[said.index("<main") : said.index("</main>")]
    assert not [sign for sign in main if "一" <= sign <= "鿿"]


def test_the_verifier_in_the_release_is_one_file_each():
    folder = Path(__file__).resolve().parents[2] / "app/static/verify"

    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == [
        "verify_receipt.html",
        "verify_receipt.py",
    ]
