"""The slip with number and 查询码 as PDF: what stands on it, who gets it, and that a wrong code opens nothing."""

import io

import pytest
from pypdf import PdfReader

from tests.harness.walk import Filed, Walk


@pytest.fixture
def letter(walk: Walk) -> Filed:
    """Enter what came by letter."""
    return walk("wutong").enter(channel="letter", received_on="2026-04-22")


def slip_for(walk: Walk, login: str | None, number: str, code: str):
    return walk.someone(login).client.post("/cases/slip.pdf", data={"number": number, "code": code})


def test_the_slip_page_leads_to_a_pdf_with_number_and_code(walk: Walk, letter: Filed) -> None:
    form = letter.sheet.form("/cases/slip.pdf")
    posted = dict(form.form_values())

    answer = slip_for(walk, "wutong", posted["number"], posted["code"])
    page = PdfReader(io.BytesIO(answer.data)).pages[0]
    words = "".join(page.extract_text().split())

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    assert letter.number in words
    assert letter.code in words


def test_a_wrong_code_a_stranger_and_another_unit_get_no_slip(walk: Walk, letter: Filed) -> None:
    wrong = slip_for(walk, "wutong", letter.number, "AAAA-BBBB-CCCC")
    stranger = slip_for(walk, None, letter.number, letter.code)
    other = slip_for(walk, "caiqin", letter.number, letter.code)
    citizen = slip_for(walk, "maqiang", letter.number, letter.code)

    assert wrong.status_code == 422
    assert stranger.status_code == 303
    assert (other.status_code, citizen.status_code) == (403, 403)
    assert walk("wutong").client.get("/cases/slip.pdf").status_code == 405


def test_the_code_is_not_guessed_on_this_way_either(walk: Walk, letter: Filed) -> None:
    answers = [slip_for(walk, "wutong", letter.number, "AAAA-BBBB-CCCC").status_code for _ in range(6)]

    assert answers[-1] == 429
