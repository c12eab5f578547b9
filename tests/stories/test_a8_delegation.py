"""A8 delegation on a journey: reading is lent, signing is not, the tasks come back; and a leaver's desk is handed over."""

import pytest
from sqlalchemy import select

from app.cases.moving.handlers.duties import enqueue_duties
from app.runtime import Runtime
from app.store.tables.audit import audit_event
from app.store.tables.cases import task
from tests.harness.city import key_of
from tests.harness.desk import put_task
from tests.harness.operations import finish, start
from tests.harness.walk import Walk


def to_comment(office: Runtime, title: str) -> int:
    case = start(office, title=title).key
    finish(office, case, "prepare", "limin")
    for login in ("tangwei", "xuyang", "weigang"):
        finish(office, case, "countersign", login)
    finish(office, case, "consult", "luohao")
    return case


def mine(walk: Walk, login: str, box: str = "group") -> list[str]:
    page = walk(login).get(f"/inbox?box={box}")
    return [" ".join(row.text_content().split()) for row in page.document.xpath("//main//tbody/tr")]


@pytest.mark.story("A8")
@pytest.mark.now("2026-09-25 10:00")
def test_reading_is_lent_and_signing_is_not(office: Runtime, walk: Walk) -> None:
    first = to_comment(office, "汛期值守")
    zhouzheng = walk("zhouzheng")
    asked = {
        "substitute": "wangjianguo",
        "from_on": "2026-09-28",
        "to_on": "2026-10-09",
        "kinds": ["review"],
    }
    lent = zhouzheng.send(zhouzheng.get("/account/substitutes"), asked, action="/substitutes")
    assert "已设置替代" in lent.response.get_data(as_text=True)
    assert "批阅" in lent.text
    assert mine(walk, "wangjianguo") == []

    # 09-28: the task that was open and a new one stand at the substitute, marked, and before the principal
    walk.on("2026-09-28T09:00")
    second = to_comment(office, "国庆安全检查")
    at_wang = mine(walk, "wangjianguo")
    assert [("汛期值守" in row, "批阅" in row, "代周正" in row) for row in at_wang[:1]] == [
        (True, True, True)
    ]
    assert ["国庆安全检查" in row and "代周正" in row for row in at_wang[1:]] == [True]
    assert len(mine(walk, "zhouzheng")) == 2

    # what the substitute does bears both names
    walk.on("2026-09-29T09:00")
    wang = walk("wangjianguo")
    box = wang.get("/inbox?box=group")
    wang.send(wang.get(box.link("汛期值守")), {"opinion": "agree"})
    told = walk("limin").get(f"/cases/{first}/timeline")
    assert "王建国（代周正）" in told.text

    # the signing that follows is not lent, and both are told so
    walk.work()
    assert not any("签发" in row for row in mine(walk, "wangjianguo"))
    assert any("签发" in row and "汛期值守" in row for row in mine(walk, "zhouzheng"))
    assert "不在您的委托范围内" in walk("zhouzheng").get("/notifications").text
    report = walk("wangjianguo").get("/account/substitutes")
    assert "签发 周正 · 签发" in report.text
    assert "没有委托给您，请提醒周正本人办理" in report.text
    forced = wang.client.get(walk("zhouzheng").get("/inbox?box=group").link("汛期值守"))
    assert forced.status_code == 403

    # the other one is taken and not finished: the principal sees where it is
    wang = walk("wangjianguo")
    page = wang.get(wang.get("/inbox?box=group").link("国庆安全检查"))
    wang.send(page, action="/claim")
    assert any("国庆安全检查" in row and "由王建国代办" in row for row in mine(walk, "zhouzheng", "mine"))

    # 10-09 is still lent; 10-10, a working Saturday, everything is back
    walk.on("2026-10-09T17:00")
    enqueue_duties(office)
    walk.work()
    assert any("国庆安全检查" in row for row in mine(walk, "wangjianguo", "mine"))
    walk.on("2026-10-10T08:30")
    enqueue_duties(office)
    walk.work()
    assert mine(walk, "wangjianguo", "mine") == mine(walk, "wangjianguo") == []
    assert any("国庆安全检查" in row for row in mine(walk, "zhouzheng", "mine"))
    assert "替代期满，任务归还" in walk("limin").get(f"/cases/{second}/timeline").text


@pytest.mark.story("A8")
@pytest.mark.now("2026-10-10 09:00")
def test_a_leavers_desk_is_handed_over_in_one_act(office: Runtime, walk: Walk) -> None:
    zhaolin, wutong = key_of(office, "zhaolin"), key_of(office, "wutong")
    keys = [
        put_task(office, f"T-{number}", groups=("xfj.registrar",), assignee=zhaolin) for number in range(31)
    ]
    put_task(office, "T-free", groups=("xfj.registrar",))

    refused = walk("tangwei").get("/people/hand-over?person=zhaolin")
    assert "离职交接须由本单位负责人或系统管理员办理" in refused.text
    guoming = walk("guoming")
    page = guoming.get("/people/hand-over?person=zhaolin")
    assert "未办结的任务 31" in page.text
    empty = guoming.send(page, {"to": "", "reason": ""}, action="/hand-over")
    assert empty.status == 422
    done = guoming.send(page, {"to": "吴桐", "reason": "调离"}, action="/hand-over")

    assert "任务 31 项" in done.response.get_data(as_text=True)
    with office.read() as tx:
        holders = tx.scalars(select(task.c.assignee).where(task.c.key.in_(keys))).all()
        events = tx.execute(
            select(audit_event.c.instance_key).where(audit_event.c.action == "task.handed_over")
        ).all()
        act = tx.execute(select(audit_event).where(audit_event.c.action == "people.handed_over")).all()
    assert set(holders) == {wutong}
    assert len(events) == len({row.instance_key for row in events}) == 31
    assert [row.facts["tasks"] for row in act] == [31]
    assert len(walk("wutong").get("/inbox?size=100").document.xpath("//main//tbody/tr")) == 31
