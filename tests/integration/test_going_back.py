"""Going back and standing still: return, take back, jump, suspend, void; each by those who may, nothing lost."""

from datetime import timedelta

import pytest

from app.cases.casebook.read_case import look_at_case
from app.cases.desk.show_task import show_task
from app.cases.moving.fire_timers import fire_due_timers
from app.cases.operations.jump import jump
from app.cases.operations.return_task import return_targets, return_task
from app.cases.operations.suspend import resume_case, suspend_case
from app.cases.operations.take_back import take_back
from app.cases.operations.void_case import void_case
from app.cases.record.audit_verify import verify_record
from app.errors import ConflictError, ForbiddenError, InvalidError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import instances
from tests.harness.city import key_of
from tests.harness.operations import finish, open_tasks, start, task_at
from tests.harness.petition import bring_to, file_petition, open_task


def to_comment(office: Runtime) -> int:
    case = start(office).key
    finish(office, case, "prepare", "limin", remark="第一稿")
    for login in ("tangwei", "xuyang", "weigang"):
        finish(office, case, "countersign", login)
    finish(office, case, "consult", "luohao")
    return case


def elements(office: Runtime, case: int) -> list[str]:
    return sorted(row.element_id for row in open_tasks(office, case))


def head_of(office: Runtime, case: int):
    with office.read() as tx:
        return instances.head_by_key(tx, case)


def test_a_task_goes_back_to_any_step_that_led_to_it_and_to_who_did_it(office: Runtime) -> None:
    case = to_comment(office)
    task = task_at(office, case, "comment_on")
    zhouzheng = act_as(office, "zhouzheng")

    offered = [(one.element_id, one.person) for one in return_targets(office, zhouzheng, task)]
    return_task(office, zhouzheng, task, to="prepare", reason="请补充依据")
    [back] = open_tasks(office, case)
    page = show_task(office, act_as(office, "limin"), back.key)

    assert offered[-1] == ("prepare", "李敏")
    assert {one for one, _ in offered} == {"consult", "countersign", "prepare"}
    assert (back.element_id, back.assignee) == ("prepare", key_of(office, "limin"))
    assert "第一稿" in str(page.view)
    assert any("请补充依据" in one.body for one in page.remarks)


def test_a_returned_step_can_lead_straight_back_to_the_returner(office: Runtime) -> None:
    case = to_comment(office)
    task = task_at(office, case, "comment_on")

    return_task(office, act_as(office, "zhouzheng"), task, to="prepare", reason="改一个字", come_back=True)
    waiting = elements(office, case)
    finish(office, case, "prepare", "limin")

    assert waiting == ["prepare"]
    assert elements(office, case) == ["comment_on"]
    assert verify_record(office, case).findings == ()


def test_one_branch_goes_back_and_the_other_stays(office: Runtime) -> None:
    case = start(office).key
    finish(office, case, "prepare", "limin")
    finish(office, case, "consult", "luohao")

    return_task(
        office,
        act_as(office, "tangwei"),
        task_at(office, case, "countersign", "tangwei"),
        to="prepare",
        reason="两处不一致",
    )

    assert elements(office, case) == ["prepare"]


@pytest.mark.parametrize(
    ("to", "reason", "refusal"),
    [
        ("prepare", "", InvalidError),
        ("", "理由", InvalidError),
        ("store", "理由", ConflictError),
        ("gone", "理由", ConflictError),
    ],
)
def test_a_return_that_makes_no_sense_is_refused_and_changes_nothing(
    office: Runtime, to: str, reason: str, refusal: type[Exception]
) -> None:
    case = to_comment(office)
    version = head_of(office, case).version

    with pytest.raises(refusal):
        return_task(
            office, act_as(office, "zhouzheng"), task_at(office, case, "comment_on"), to=to, reason=reason
        )

    assert (elements(office, case), head_of(office, case).version) == (["comment_on"], version)


def test_a_step_is_taken_back_while_nobody_has_opened_the_next(office: Runtime) -> None:
    case = start(office).key
    task = task_at(office, case, "prepare")
    finish(office, case, "prepare", "limin", remark="写错了")

    with pytest.raises(ForbiddenError):
        take_back(office, act_as(office, "zhangxiao"), task, reason="不是我办的")
    take_back(office, act_as(office, "limin"), task, reason="附件漏了")
    [again] = open_tasks(office, case)

    assert (again.element_id, again.assignee) == ("prepare", key_of(office, "limin"))
    assert "写错了" in str(show_task(office, act_as(office, "limin"), again.key).view)


def test_a_step_whose_follower_was_opened_stays_done(office: Runtime) -> None:
    case = start(office).key
    task = task_at(office, case, "prepare")
    finish(office, case, "prepare", "limin")
    show_task(office, act_as(office, "luohao"), task_at(office, case, "consult"))

    with pytest.raises(ConflictError, match="已经有人打开"):
        take_back(office, act_as(office, "limin"), task, reason="附件漏了")

    assert "consult" in elements(office, case)
    assert "take_back" in show_task(office, act_as(office, "limin"), task).operations.offers


def test_a_step_whose_follower_is_done_stays_done(office: Runtime) -> None:
    case = start(office).key
    task = task_at(office, case, "prepare")
    finish(office, case, "prepare", "limin")
    finish(office, case, "consult", "luohao")

    with pytest.raises(ConflictError):
        take_back(office, act_as(office, "limin"), task, reason="附件漏了")


def test_a_leader_moves_a_case_by_hand_and_nobody_else_does(office: Runtime) -> None:
    case = to_comment(office)
    task = str(task_at(office, case, "comment_on"))

    with pytest.raises(ForbiddenError):
        jump(office, act_as(office, "limin"), case, task=task, to="store", reason="急")
    with pytest.raises(InvalidError) as refused:
        jump(office, act_as(office, "wangjianguo"), case, task="1", to="", reason="急")
    jump(office, act_as(office, "wangjianguo"), case, task=task, to="store", reason="已有批示，直接归档")

    assert set(refused.value.fields) == {"task", "to"}
    assert elements(office, case) == ["store"]
    assert verify_record(office, case).findings == ()


def test_a_suspended_case_stands_still_with_its_reason_until_it_is_resumed(office: Runtime) -> None:
    case = start(office).key
    wang = act_as(office, "wangjianguo")

    with pytest.raises(ForbiddenError):
        suspend_case(office, act_as(office, "limin"), case, reason="等文件")
    suspend_case(office, wang, case, reason="等上级文件")
    page = show_task(office, act_as(office, "limin"), task_at(office, case, "prepare"))
    with pytest.raises(ConflictError, match="等上级文件"):
        finish(office, case, "prepare", "limin")
    with pytest.raises(ConflictError, match="已经挂起"):
        suspend_case(office, wang, case, reason="再挂一次")
    shown = look_at_case(office, wang, case)
    resume_case(office, wang, case)
    with pytest.raises(ConflictError, match="没有挂起"):
        resume_case(office, wang, case)
    finish(office, case, "prepare", "limin")

    assert "等上级文件" in str(page.operations.locked)
    assert page.operations.offers == {"circulate"}
    assert shown.suspended_reason == "等上级文件"
    assert elements(office, case) == ["consult", *["countersign"] * 3]


def test_a_suspension_stops_the_timers_of_the_case_but_not_those_of_the_law(office: Runtime) -> None:
    case = file_petition(office).key
    bring_to(office, case, "accept")
    guoming = act_as(office, "tangwei")
    legal = head_of(office, case).next_due

    suspend_case(office, guoming, case, reason="内部核对")

    assert head_of(office, case).next_due == legal
    assert open_task(office, case, "accept")


def test_a_stopped_timer_has_as_much_time_left_as_it_had(office: Runtime) -> None:
    from tests.harness.petition import do

    case = file_petition(office).key
    bring_to(office, case, "investigate")
    do(office, case, "investigate", next_step="ask", information_request="请补充照片")
    task = open_task(office, case, "supply_information")
    tangwei = act_as(office, "tangwei")
    office.clock.advance(timedelta(days=5))
    suspend_case(office, tangwei, case, reason="内部核对")
    office.clock.advance(timedelta(days=20))
    fire_due_timers(office)
    held = [row.key for row in open_tasks(office, case, "supply_information")]
    resume_case(office, tangwei, case)
    office.clock.advance(timedelta(days=9))
    fire_due_timers(office)
    early = [row.key for row in open_tasks(office, case, "supply_information")]
    office.clock.advance(timedelta(days=2))
    fire_due_timers(office)

    assert held == early == [task]
    assert not open_tasks(office, case, "supply_information")


def test_a_case_begun_by_mistake_is_voided_by_who_entered_it(office: Runtime) -> None:
    case = start(office).key

    with pytest.raises(ForbiddenError):
        void_case(office, act_as(office, "zhangxiao"), case, reason="重复")
    with pytest.raises(InvalidError):
        void_case(office, act_as(office, "limin"), case, reason=" ")
    void_case(office, act_as(office, "limin"), case, reason="重复起草")
    with pytest.raises(ConflictError):
        void_case(office, act_as(office, "limin"), case, reason="再来")

    head = head_of(office, case)
    assert (head.status, head.outcome) == ("terminated", "voided")
    assert not open_tasks(office, case)
