"""C6: the same matter raised twice, representatives of a group, and twelve neighbours about one pipe."""

from urllib.parse import quote

import pytest

from tests.harness.petition import FILING
from tests.harness.walk import NUMBER, Walk

PIPE = {"title": "院内供热管道漏水", "request": "请尽快修复管道", "facts": "管道漏水，楼道结冰。"}
SAME = {"title": "村口道路塌陷没人修", "request": "请修好村口的路", "facts": "道路塌陷两处，车辆无法通行。"}


def number_in(text: str) -> str:
    """Return the number of the new case that a page names last."""
    return NUMBER.findall(text)[-1]


def accepted_by(walk: Walk, unit: str, handler: str) -> str:
    """File the matter and bring it to a unit that accepts it."""
    number = walk("hexiuying").file(**SAME).number
    walk("zhaolin").do(number, "register")
    walk("zhaolin").do(number, "transfer", handling_unit=unit)
    walk(handler).do(number, "accept")
    return number


@pytest.mark.story("C6")
@pytest.mark.now("2026-03-02 09:00")
def test_what_the_district_handles_is_refused_by_the_city_with_its_number_and_gets_no_clock(
    walk: Walk,
) -> None:
    first = accepted_by(walk, "jxq", "fangyuan")
    walk.on("2026-03-10")

    second = walk("hexiuying").file(**SAME).number
    desk = walk("zhaolin").task(second, "register")
    assert first in desk.text
    assert "同一事项已由下级机关受理" in desk.text
    assert "已按第十九条预先填写，请核对" in desk.text
    form = dict(desk.form().form_values())
    assert (form["registration"], form["same_as"]) == ("refused", first)
    assert first in form["refusal_reasons"]
    walk("zhaolin").do(
        second,
        "register",
        **{"class": None, "route": None},
        registration="refused",
        same_as=first,
        refusal_reasons="涧西区已经受理，正在规定期限内办理。",
    )

    page = walk("hexiuying").track(second)
    assert "不予受理" in page.text
    assert first in page.text
    letters = walk("hexiuying").get(page.link("不予受理告知书"))
    assert letters.response.data.startswith(b"%PDF")
    case = walk("zhaolin").case(second)
    assert "处理期限" not in case.text
    assert first in walk("zhaolin").get(case.link("关联")).text
    assert "最迟 2026年5月1日" in walk("hexiuying").track(first).text


@pytest.mark.story("C6")
@pytest.mark.now("2026-03-02 09:00")
def test_what_the_city_handles_and_then_reaches_the_district_is_only_linked(walk: Walk) -> None:
    first = accepted_by(walk, "zjj", "luohao")
    walk.on("2026-03-10")
    counter = walk("fangyuan")
    letter = {**SAME, "channel": "letter", "received_on": "2026-03-09", "truthful": None}

    warned = counter.send(counter.get("/cases/register"), {**FILING, **letter}, action="/register")
    assert first in warned.text
    assert "事项相同" in warned.text
    assert "同一事项已由下级机关受理" not in warned.text
    entered = counter.send(warned, action="/register", press={"__confirmed": "yes", "__action": "submit"})
    walk.work()
    second = number_in(entered.text)
    walk("zhaolin").do(second, "register", linked_case=first)

    linked = walk("zhaolin").get(walk("zhaolin").case(second).link("关联")).text
    assert first in linked
    assert second in walk("zhaolin").get(walk("zhaolin").case(first).link("关联")).text
    assert walk("zhaolin").has(second, "transfer")
    assert "2026年3月24日" in walk("zhaolin").task(second, "transfer").text


@pytest.mark.story("C6")
@pytest.mark.now("2026-03-02 09:00")
def test_a_joint_visit_names_at_most_five_representatives(walk: Walk) -> None:
    clerk = walk("zhaolin")
    people = [{"rep_name": f"代表{name}", "rep_phone": "13800001240"} for name in "一二三四五六七"]
    visit = {
        **FILING,
        **PIPE,
        "truthful": None,
        "channel": "visit",
        "visitors": 7,
        "received_on": "2026-03-02",
        "oral_recorded": True,
        "joint": True,
        "joint_count": 40,
    }

    too_many = clerk.send(
        clerk.get("/cases/register"),
        {**visit, "representatives": people},
        action="/register",
        press={"representatives.__rows": "7", "__action": "submit"},
    )
    entered = clerk.send(
        clerk.get("/cases/register"),
        {**visit, "representatives": people[:5]},
        action="/register",
        press={"representatives.__rows": "5", "__action": "submit"},
    )

    assert too_many.status == 422
    assert "5" in too_many.errors
    assert entered.status == 200, entered.errors
    assert number_in(entered.text)


@pytest.mark.story("C6")
@pytest.mark.now("2026-03-02 09:00")
def test_twelve_neighbours_get_twelve_answers_from_one_handling_and_see_only_their_own(walk: Walk) -> None:
    names = [f"邻居{name}" for name in "甲乙丙丁戊己庚辛壬癸子丑"]
    filed = [
        walk.someone(None).file(**PIPE, applicant_name=name, applicant_phone=f"139000080{index:02}")
        for index, name in enumerate(names)
    ]
    first, others = filed[0], filed[1:]
    for one in filed:
        walk("zhaolin").do(one.number, "register")
    clerk = walk("zhaolin")
    leading = clerk.case(first.number)
    for one in others:
        done = clerk.send(
            clerk.get(leading.path + "/link"), {"number": one.number, "kind": "group"}, action="/link"
        )
        assert done.status == 200, done.errors or done.text

    for login, steps in (
        ("zhaolin", {"transfer": {}}),
        ("luohao", {"accept": {}, "investigate": {"heard_on": "2026-03-02"}, "draft_opinion": {}}),
        ("tangwei", {"review_opinion": {}}),
        ("luohao", {"deliver": {"delivery_date": "2026-03-02"}}),
    ):
        person = walk(login)
        for step, values in steps.items():
            person.do(first.number, step, **values)
        for _again in range(len(steps)):
            page = person.get(person.get(leading.path + "/links").link("按本件意见答复并案各件"))
            page = person.send(page)
            assert page.status == 200, page.text
            walk.work()

    for one, name in zip(filed, names, strict=True):
        visitor = walk.someone(None)
        page = visitor.open(one)
        assert "处理意见书" in page.text, f"{one.number}: {page.text}"
        letter = visitor.get(page.link("处理意见书")).response.data
        assert letter.startswith(b"%PDF")
        assert not [other.number for other in filed if other is not one and other.number in page.text]
        assert not [other for other in names if other != name and other in page.text]
        assert (
            visitor.get(f"/track/{quote(first.number if one is not first else others[0].number)}").path
            == "/track"
        )
