"""Steps, processes, lanes and offices on English pages carry their English names, on Chinese pages the Chinese ones."""

import pytest

from tests.harness.walk import Person, Walk


def english(walk: Walk, login: str | None) -> Person:
    person = walk.someone(login)
    person.client.post("/preferences", data={"lang": "en", "next": "/"})
    return person


@pytest.fixture
def number(walk: Walk) -> str:
    """Bring a petition to the unit in charge."""
    filed = walk("hexiuying").file()
    walk("zhaolin").do(filed.number, "register")
    walk("zhaolin").do(filed.number, "transfer")
    return filed.number


def test_the_inbox_and_the_task_speak_english(walk: Walk, number: str) -> None:
    clerk = english(walk, "luohao")

    box = clerk.get("/inbox?box=group")
    task = clerk.get(box.document.xpath("//main//tbody//a/@href")[0])

    for sheet in (box, task):
        assert "Decide on acceptance" in sheet.text
        assert "决定是否受理" not in sheet.text
    assert box.document.xpath("//select/option[normalize-space(.)='Decide on acceptance']")
    assert "决定是否受理" in walk("luohao").get("/inbox?box=group").text


def test_the_case_its_course_its_picture_and_its_office_speak_english(walk: Walk, number: str) -> None:
    clerk = english(walk, "luohao")
    case = clerk.case(number)

    course = clerk.get(f"{case.path}/timeline")
    picture = clerk.get(f"{case.path}/picture")

    assert "Housing and Urban-Rural Development Bureau" in case.text
    assert "住房和城乡建设局" not in case.text
    assert "Register, look for duplicates" in course.text
    assert "登记、查重" not in course.text
    assert "Decide on acceptance" in picture.text
    assert "决定是否受理" not in picture.response.get_data(as_text=True)


def test_supervision_and_statistics_speak_english(walk: Walk, number: str) -> None:
    supervisor = english(walk, "sunkai")

    board = supervisor.get("/supervision").text
    figures = supervisor.get("/statistics").text

    for page in (board, figures):
        assert "Housing and Urban-Rural Development Bureau" in page
        assert "住房和城乡建设局" not in page
    assert "Register, look for duplicates" in figures
    assert "登记、查重" not in figures


def test_the_citizen_s_page_speaks_english(walk: Walk, number: str) -> None:
    page = english(walk, "hexiuying").track(number).text

    assert "Housing and Urban-Rural Development Bureau" in page
    assert "决定是否受理" not in page
