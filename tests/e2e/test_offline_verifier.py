"""The verifier that is one HTML page, opened from the disk in a real browser: it agrees with the program."""

import json
from itertools import count
from pathlib import Path

import pytest

from app.audit.receipt import check_receipt
from tests.harness.browser import accessibility_problems
from tests.harness.receipts import DAMAGE, damaged, sample

pytestmark = pytest.mark.e2e
PAGE = (Path(__file__).resolve().parents[2] / "app/static/verify/verify_receipt.html").as_uri()


@pytest.fixture
def verifier(browser, tmp_path):
    window = browser.new_page()
    window.goto(PAGE)
    numbers = count()

    def check(**files):
        paths = []
        for name, content in files.items():
            # a browser tells nothing when the same file is chosen again
            path = tmp_path / f"{name}-{next(numbers)}.json"
            path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False))
            paths.append(str(path))
        window.evaluate("delete document.getElementById('result').dataset.done")
        window.set_input_files("#files", paths)
        window.wait_for_selector("#result[data-done=yes]")
        codes = [
            item.get_attribute("data-code") for item in window.query_selector_all("#result li[data-code]")
        ]
        return set(codes), window.inner_text("#result")

    yield check
    window.close()


def test_a_genuine_receipt_passes(verifier):
    receipt, roots = sample()

    codes, said = verifier(receipt=receipt, roots=roots)

    assert codes == set()
    assert said.count("✓ 没有改动、缺失或截断") == 2
    assert "已列入2026-04-23的每日根" in said


def test_it_finds_what_the_program_finds(verifier):
    # one page load for all: what differs between the cases is data
    found = {name: verifier(receipt=damaged(name))[0] for name in DAMAGE}

    assert found == {name: {flaw.code for flaw in check_receipt(damaged(name))} for name in DAMAGE}


def test_receipts_are_compared_and_roots_looked_up(verifier):
    older, _ = sample(events=3, rooted=0)
    rewritten, _ = sample(events=5, rooted=0, tag="x")
    receipt, roots = sample()
    roots["roots"].pop()

    assert verifier(old=older, new=rewritten)[0] == {"rewritten"}
    assert verifier(receipt=receipt, roots=roots)[0] == {"root_differs"}


@pytest.mark.parametrize("content", ["", "[]", '{"format": "luoshu.receipt.v1"}'])
def test_what_is_no_receipt_is_said_to_be_none(verifier, content):
    assert "✗" in verifier(receipt=content)[1]


def test_the_page_is_accessible(browser):
    assert accessibility_problems(browser, url=PAGE) == []
