"""C2: a suggestion, an accusation and a claim in one message become three linked cases; the accused never learn of theirs."""

import re
from urllib.parse import quote

import pytest

from tests.harness.walk import CODE, NUMBER, Walk

MESSAGE = {
    "title": "路灯不亮、补偿款没到位，还有人收好处",
    "request": "修好路灯，发放补偿，查处收好处的人。",
    "facts": "东门路灯坏了；补偿款拖了半年；经办人员收了施工队的好处。",
    "concerns_official": True,
    "accused_unit": "zjj",
}
PARTS = [
    {
        "part_title": "东门路灯应当修复",
        "part_class": "suggestion",
        "part_request": "修好东门的路灯",
        "part_facts": "东门三盏路灯不亮。",
    },
    {
        "part_title": "反映经办人员收受好处",
        "part_class": "accusation",
        "part_request": "请依法查处",
        "part_facts": "经办人员收了施工队的好处。",
    },
    {
        "part_title": "补偿款没有到位",
        "part_class": "claim",
        "part_request": "发放补偿款",
        "part_facts": "补偿款拖了半年。",
    },
]


def divided(walk: Walk) -> tuple[str, str, str]:
    """File the message and divide it; return the numbers of suggestion, accusation and claim."""
    number = walk("hexiuying").file(**MESSAGE).number
    clerk = walk("zhaolin")
    page = clerk.get(clerk.get(clerk.task(number, "register").link("办件全貌")).link("拆分"))
    page = clerk.send(
        page,
        {"parts": PARTS, "split_reason": "一信三事"},
        action="/split",
        press={"parts.__rows": "3", "__action": "submit", "__original": "end"},
    )
    walk.work()
    numbers = NUMBER.findall(page.text)
    assert len(numbers) == len(set(CODE.findall(page.text))) == 3, page.errors or page.text
    return numbers[0], numbers[1], numbers[2]


@pytest.mark.story("C2")
@pytest.mark.now("2026-03-02 09:00")
def test_the_decision_proposes_the_classes_and_the_clerk_makes_three_linked_cases(walk: Walk) -> None:
    numbers = divided(walk)
    clerk = walk("zhaolin")

    proposals = {number: clerk.task(number, "register").text for number in numbers}
    linked = clerk.get(clerk.case(numbers[0]).link("关联")).text

    for number, words in zip(numbers, ("建议意见", "检举控告", "申诉求决"), strict=True):
        assert f"系统建议： {words}" in proposals[number] or f"系统建议：{words}" in proposals[number]
    assert "第六项" in proposals[numbers[2]] or "（六）" in proposals[numbers[2]]
    assert "2026年3月17日" in proposals[numbers[2]]
    assert "拆分" in linked
    citizen = walk("hexiuying").get("/track").text
    assert all(number in citizen for number in numbers)


@pytest.mark.story("C2")
@pytest.mark.now("2026-03-02 09:00")
def test_the_accusation_is_not_there_for_the_accused_unit_and_in_no_search(walk: Walk) -> None:
    _suggestion, accusation, claim = divided(walk)
    clerk = walk("zhaolin")
    page = clerk.task(accusation, "register")
    address = re.sub(r"\?.*", "", page.link("办件全貌"))
    clerk.do(accusation, "register", **{"class": "accusation", "route": None})
    clerk.do(claim, "register")
    clerk.do(claim, "transfer", handling_unit="zjj")

    for login in ("tangwei", "luohao"):
        person = walk(login)
        assert person.get(address).status == 404
        assert person.get(page.path).status == 404
        for words in (accusation, "收受好处"):
            assert accusation not in person.get(f"/cases?q={quote(words)}").text
        assert accusation not in person.get(person.case(claim).link("关联")).text
        assert "收受好处" not in person.get(person.case(claim).link("关联")).text
    for login in ("sunkai", "zhouzheng", "pengfei", "zhaolin"):
        assert accusation not in walk(login).get(f"/cases?q={quote(accusation)}").text.replace(
            f"“{accusation}”", ""
        )
    assert walk("hexiuying").track(accusation).status == 200


@pytest.mark.story("C2")
@pytest.mark.now("2026-03-02 09:00")
def test_it_goes_to_discipline_inspection_and_cannot_be_passed_to_the_accused_unit(walk: Walk) -> None:
    _suggestion, accusation, claim = divided(walk)
    clerk = walk("zhaolin")
    clerk.do(claim, "register")
    clerk.do(claim, "transfer", handling_unit="zjj")

    # the clerk takes it for a claim and wants to pass it on
    clerk.do(accusation, "register", overrule_reason="误认为申诉求决")
    refused = clerk.send(
        clerk.task(accusation, "transfer"),
        {"handling_unit": "zjj", "transfer_kind": "transfer", "no_conflict": True},
    )

    assert refused.status in {403, 409, 422}
    assert "第三十条" in refused.text
    assert clerk.has(accusation, "transfer")
    accused = walk("luohao")
    assert not accused.has(accusation, "accept")
    link = accused.get(accused.case(claim).link("关联办件"))
    guessed = accused.send(link, {"number": accusation, "kind": "related"}, action="/link")
    assert guessed.status == 422
    assert "没有找到" in guessed.text


@pytest.mark.story("C2")
@pytest.mark.now("2026-03-02 09:00")
def test_the_audit_shows_who_tried(walk: Walk) -> None:
    _suggestion, accusation, _claim = divided(walk)
    clerk = walk("zhaolin")
    page = clerk.task(accusation, "register")
    address = re.sub(r"\?.*", "", page.link("办件全貌"))
    clerk.do(accusation, "register", **{"class": "accusation", "route": None})
    clerk.do(accusation, "hand_over", jw_level="city")
    walk("hanbing").do(accusation, "jw_receive", jw_day="2026-03-02")

    walk("luohao").get(address)
    walk("tangwei").get(f"{address}/timeline")

    found = walk("mingjian").get(f"/audit?number={quote(accusation)}&action=case.read_refused")
    for words in ("罗浩", "唐伟", "住房和城乡建设局", "无权查看而被拒绝"):
        assert words in found.text
    assert "收受好处" not in found.text
    assert "移送" in walk("hexiuying").track(accusation).text
