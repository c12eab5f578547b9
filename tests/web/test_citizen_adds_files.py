"""A citizen adds files outside of any step; and colleagues are told when a task changes hands."""

import io

import pytest

from app.store import files
from tests.harness.walk import Filed, Sheet, Walk

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
TEXT = "现场情况说明".encode()


@pytest.fixture
def filed(walk: Walk) -> Filed:
    """File a petition as a citizen with an account."""
    return walk("hexiuying").file()


def send(walk: Walk, login: str | None, number: str, *sent: tuple[str, bytes]):
    data = {"file": [(io.BytesIO(content), name) for name, content in sent]}
    return walk.someone(login).client.post(
        f"/track/{number}/files", data=data, content_type="multipart/form-data"
    )


def names_of(walk: Walk, number: str) -> list[str]:
    from app.store import instances

    with walk.runtime.read() as tx:
        head = instances.head_by_number(tx, number)
        return [row.name for row in files.attachments_of(tx, head.key)]


def test_files_are_added_between_the_steps_and_the_office_is_told(walk: Walk, filed: Filed) -> None:
    page = walk("hexiuying").track(filed.number)

    asked = walk("hexiuying").get(page.link("补充材料"))
    done = send(walk, "hexiuying", filed.number, ("说明.txt", TEXT), ("照片说明.txt", TEXT))

    assert "一次最多" in asked.text
    assert done.status_code == 303
    assert names_of(walk, filed.number) == ["说明.txt", "照片说明.txt"]
    told = walk("zhaolin").get("/notifications")
    assert f"信访人补充了材料：{filed.number}" in told.text
    assert "说明.txt" in walk("zhaolin").get(f"{walk('zhaolin').case(filed.number).path}/files").text


def test_one_bad_file_refuses_all_and_says_why(walk: Walk, filed: Filed) -> None:
    secret = "机密★1年\n关于某事的通知".encode()

    answers = [
        send(walk, "hexiuying", filed.number, ("好.txt", TEXT), ("坏.exe", b"MZ\x90\x00" * 20)),
        send(walk, "hexiuying", filed.number, ("密.txt", secret)),
        send(walk, "hexiuying", filed.number),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert "坏.exe" in answers[0].text
    assert "国家秘密" in answers[1].text
    assert names_of(walk, filed.number) == []


def test_only_the_citizen_of_the_case_adds_files(walk: Walk, filed: Filed) -> None:
    by_code = walk.someone(None)
    by_code.open(filed)

    stranger = send(walk, None, filed.number, ("a.txt", TEXT))
    neighbour = send(walk, "maqiang", filed.number, ("a.txt", TEXT))
    data = {"file": [(io.BytesIO(TEXT), "补充.txt")]}
    opened = by_code.client.post(
        f"/track/{filed.number}/files", data=data, content_type="multipart/form-data"
    )

    assert (stranger.status_code, neighbour.status_code) == (404, 404)
    assert opened.status_code == 303
    assert names_of(walk, filed.number) == ["补充.txt"]


def test_after_the_end_nothing_is_added_and_the_page_says_so(walk: Walk, filed: Filed) -> None:
    citizen = walk("hexiuying")
    page = citizen.get(f"/track/{filed.number}/withdraw")
    citizen.send(
        page,
        {"withdraw_reason": "solved", "withdraw_sure": True},
        action="/withdraw",
        press={"__action": "submit"},
    )
    walk.work()

    late = send(walk, "hexiuying", filed.number, ("a.txt", TEXT))

    assert late.status_code == 409
    assert "不能再补充材料" in late.text
    assert "补充材料" not in walk("hexiuying").track(filed.number).text


def test_the_colleague_who_held_a_task_is_told_who_took_it_and_why(walk: Walk, filed: Filed) -> None:
    task = walk("wutong").task(filed.number, "register")
    walk("wutong").send(task, action="/claim")

    walk("zhaolin").send(walk("zhaolin").get(task.path), {"reason": "吴桐出差"}, action="/take-over")
    box: Sheet = walk("wutong").get("/notifications")

    assert f"任务已转走：{filed.number}" in box.text
    assert "赵琳接手" in box.text
    assert "吴桐出差" in box.text
    assert "任务已转走" not in walk("zhaolin").get("/notifications").text
