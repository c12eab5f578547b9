"""Acts on a task beside its form: opinions before and after it, questions, delegation, rounds of signing."""

import pytest

from app.cases.desk.show_task import show_task
from app.cases.operations.add_signer import add_signer
from app.cases.operations.answer_side import answer_side
from app.cases.operations.ask import ask
from app.cases.operations.change_round import add_to_round, remove_from_round
from app.cases.operations.delegate import delegate
from app.cases.operations.remove_signer import remove_signer
from app.cases.operations.take_back import take_back
from app.cases.record.audit_verify import verify_record
from app.errors import ConflictError, ForbiddenError, InvalidError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import sides, tasks
from tests.harness.city import key_of
from tests.harness.operations import finish, finish_task, open_tasks, start, task_at


def row_of(office: Runtime, task: int):
    with office.read() as tx:
        return tasks.task_with_case(tx, task)


def request_for(office: Runtime, parent: int, login: str):
    with office.read() as tx:
        [found] = [one for one in sides.requests_beside(tx, parent) if one.asked_key == key_of(office, login)]
    return found


def side_of(office: Runtime, case: int, login: str) -> int:
    [row] = [row for row in open_tasks(office, case) if row.side_of and row.assignee == key_of(office, login)]
    key: int = row.key
    return key


def signers(office: Runtime, login: str, task: int, place: str, names: str):
    return add_signer(office, act_as(office, login), task, place=place, signers=names, question="是否可行?")


def test_a_task_waits_for_the_opinions_asked_before_it(office: Runtime) -> None:
    case = start(office).key
    task = task_at(office, case, "prepare")
    signers(office, "limin", task, "before", "唐伟、许阳")

    with pytest.raises(ConflictError, match="加签意见没有回复"):
        finish(office, case, "prepare", "limin")
    answer_side(office, act_as(office, "tangwei"), side_of(office, case, "tangwei"), agrees="yes")
    answer_side(
        office, act_as(office, "xuyang"), side_of(office, case, "xuyang"), agrees="no", answer="缺少依据"
    )
    page = show_task(office, act_as(office, "limin"), task)
    finish(office, case, "prepare", "limin")

    assert [(one.asked, one.agrees, one.answer) for one in page.operations.beside] == [
        ("唐伟", True, ""),
        ("许阳", False, "缺少依据"),
    ]
    assert not open_tasks(office, case, "prepare")


def test_the_case_waits_for_the_opinions_asked_after_a_task_and_then_goes_on_by_itself(
    office: Runtime,
) -> None:
    case = start(office).key
    task = task_at(office, case, "prepare")
    signers(office, "limin", task, "after", "唐伟、许阳")

    done = finish(office, case, "prepare", "limin", remark="请办")
    held = row_of(office, task)
    with pytest.raises(ConflictError, match="等待加签意见"):
        finish_task(office, task, "limin")
    answer_side(office, act_as(office, "tangwei"), side_of(office, case, "tangwei"), agrees="yes")
    waiting = [row.element_id for row in open_tasks(office, case)]
    answer_side(office, act_as(office, "xuyang"), side_of(office, case, "xuyang"), agrees="yes")

    assert done.next_task_key is None
    assert held.state == "open"
    assert held.held_at is not None
    assert waiting == ["prepare", "@after"]
    assert {row.element_id for row in open_tasks(office, case)} == {"countersign", "consult"}
    assert row_of(office, task).closed_by == key_of(office, "limin")


def test_whoever_does_not_agree_afterwards_brings_the_task_back_with_what_was_written(
    office: Runtime,
) -> None:
    case = start(office).key
    task = task_at(office, case, "prepare")
    signers(office, "limin", task, "after", "唐伟、许阳")
    finish(office, case, "prepare", "limin", remark="第一稿")

    answer_side(
        office, act_as(office, "tangwei"), side_of(office, case, "tangwei"), agrees="no", answer="须修改"
    )
    page = show_task(office, act_as(office, "limin"), task)
    left = [row.element_id for row in open_tasks(office, case)]
    finish(office, case, "prepare", "limin", remark="第二稿")

    assert "第一稿" in str(page.view)
    assert left == ["prepare"]
    assert {row.element_id for row in open_tasks(office, case)} == {"countersign", "consult"}


def test_a_question_does_not_stop_the_task_and_ends_with_it(office: Runtime) -> None:
    case = start(office).key
    task = task_at(office, case, "prepare")
    ask(office, act_as(office, "limin"), task, colleague="罗浩", question="去年怎样办的?")
    ask(office, act_as(office, "limin"), task, colleague="袁野", question="有没有先例?")
    answer_side(office, act_as(office, "luohao"), side_of(office, case, "luohao"), answer="照此办理")
    late = side_of(office, case, "yuanye")

    finish(office, case, "prepare", "limin")

    with pytest.raises(ConflictError):
        answer_side(office, act_as(office, "yuanye"), late, answer="有")
    assert request_for(office, task, "luohao").answer == "照此办理"
    assert request_for(office, task, "yuanye").state == "dropped"
    assert row_of(office, late).state == "canceled"


def test_an_opinion_that_is_withdrawn_lets_what_waited_go_on(office: Runtime) -> None:
    case = start(office).key
    task = task_at(office, case, "prepare")
    signers(office, "limin", task, "after", "唐伟")
    finish(office, case, "prepare", "limin")

    remove_signer(
        office, act_as(office, "limin"), request_for(office, task, "tangwei").key, reason="出差在外"
    )

    assert {row.element_id for row in open_tasks(office, case)} == {"countersign", "consult"}
    assert request_for(office, task, "tangwei").withdrawn_reason == "出差在外"


def test_a_task_that_waits_for_opinions_is_taken_back_and_the_requests_end(office: Runtime) -> None:
    case = start(office).key
    task = task_at(office, case, "prepare")
    signers(office, "limin", task, "after", "唐伟")
    finish(office, case, "prepare", "limin", remark="第一稿")
    side = side_of(office, case, "tangwei")

    with pytest.raises(ForbiddenError):
        take_back(office, act_as(office, "zhangxiao"), task, reason="不是我办的")
    take_back(office, act_as(office, "limin"), task, reason="再改一改")
    with pytest.raises(ConflictError):
        answer_side(office, act_as(office, "tangwei"), side, agrees="yes")
    page = show_task(office, act_as(office, "limin"), task)

    assert [row.element_id for row in open_tasks(office, case)] == ["prepare"]
    assert page.operations.locked is None
    assert "第一稿" in str(page.view)


def test_only_the_person_asked_answers_and_only_once(office: Runtime) -> None:
    case = start(office).key
    task = task_at(office, case, "prepare")
    signers(office, "limin", task, "before", "唐伟")
    side = side_of(office, case, "tangwei")

    with pytest.raises(ForbiddenError):
        answer_side(office, act_as(office, "luohao"), side, agrees="yes")
    with pytest.raises(InvalidError) as refused:
        answer_side(office, act_as(office, "tangwei"), side, agrees="no")
    answer_side(office, act_as(office, "tangwei"), side, agrees="yes")
    with pytest.raises(ConflictError):
        answer_side(office, act_as(office, "tangwei"), side, agrees="no", answer="改主意")

    assert list(refused.value.fields) == ["answer"]
    assert request_for(office, task, "tangwei").agrees == 1


@pytest.mark.parametrize("names", ["", "无名氏", "limin", "gaoyuan", "何秀英"])
def test_only_colleagues_who_may_know_of_the_case_are_asked(office: Runtime, names: str) -> None:
    task = task_at(office, start(office).key, "prepare")

    with pytest.raises(InvalidError) as refused:
        signers(office, "limin", task, "before", names)

    assert list(refused.value.fields) == ["signers"]


def test_nobody_is_asked_twice(office: Runtime) -> None:
    task = task_at(office, start(office).key, "prepare")
    signers(office, "limin", task, "before", "唐伟")

    with pytest.raises(InvalidError, match="不重复"):
        signers(office, "limin", task, "after", "tangwei")


def test_what_the_drawing_does_not_allow_is_not_offered_and_refused_with_its_reason(office: Runtime) -> None:
    case = start(office).key
    finish(office, case, "prepare", "limin")
    task = task_at(office, case, "consult")
    luohao = act_as(office, "luohao")

    for act in (
        lambda: signers(office, "luohao", task, "before", "唐伟"),
        lambda: ask(office, luohao, task, colleague="唐伟", question="?"),
        lambda: delegate(office, luohao, task, colleague="丁宁", request="请办"),
    ):
        with pytest.raises(ConflictError, match="“承办”这一步不允许"):
            act()
    assert show_task(office, luohao, task).operations.offers == frozenset()


def test_strangers_operate_nothing(office: Runtime) -> None:
    task = task_at(office, start(office).key, "prepare")

    for login in ("yuanye", "hexiuying"):
        with pytest.raises((ForbiddenError, LookupError, Exception)) as refused:
            signers(office, login, task, "before", "唐伟")
        assert type(refused.value).__name__ in {"ForbiddenError", "NotFoundError"}


def test_a_delegated_task_comes_back_with_what_the_colleague_wrote(office: Runtime) -> None:
    case = start(office).key
    task = task_at(office, case, "prepare")
    delegate(office, act_as(office, "limin"), task, colleague="zhangxiao", request="先拟个意见")

    with pytest.raises(ForbiddenError):
        finish_task(office, task, "limin")
    with pytest.raises(ConflictError, match="不得再委派"):
        delegate(office, act_as(office, "zhangxiao"), task, colleague="王建国", request="请办")
    finish_task(office, task, "zhangxiao", remark="拟同意")
    back = row_of(office, task)
    page = show_task(office, act_as(office, "limin"), task)
    finish_task(office, task, "limin", remark="同意")

    assert (back.state, back.assignee, back.delegated_by) == ("open", key_of(office, "limin"), None)
    assert "拟同意" in str(page.view)
    assert row_of(office, task).closed_by == key_of(office, "limin")
    assert verify_record(office, case).findings == ()


def test_signing_is_never_delegated(office: Runtime) -> None:
    case = start(office).key
    bring_to_signing(office, case)
    task = task_at(office, case, "issue")

    with pytest.raises(ConflictError, match="不得委派"):
        delegate(office, act_as(office, "zhouzheng"), task, colleague="王建国", request="请签")


def bring_to_signing(office: Runtime, case: int) -> None:
    finish(office, case, "prepare", "limin")
    for login in ("tangwei", "xuyang", "weigang"):
        finish(office, case, "countersign", login)
    finish(office, case, "consult", "luohao")
    finish(office, case, "comment_on", "zhouzheng")


def test_everybody_signs_and_sees_who_signed_what(office: Runtime) -> None:
    case = start(office, "rounds", round="all").key

    finish(office, case, "all_sign", "tangwei", remark="无意见")
    task = task_at(office, case, "all_sign", "xuyang")
    page = show_task(office, act_as(office, "xuyang"), task)
    finish(office, case, "all_sign", "xuyang")
    finish(office, case, "all_sign", "weigang", opinion="disagree")

    shown = page.operations.round
    assert shown is not None
    assert (shown.signed, shown.asked) == (1, 3)
    assert [(one.name, one.signed_at is not None) for one in shown.signers] == [
        ("唐伟", True),
        ("自然资源和规划局", False),
        ("消防救援支队", False),
    ]
    assert "无意见" in str(shown.signers[0].answers)
    assert "无意见" not in str(page.view)
    assert [row.element_id for row in open_tasks(office, case)] == ["conclude"]


def test_in_turn_one_is_asked_after_the_other(office: Runtime) -> None:
    case = start(office, "rounds", round="sequence").key

    finish(office, case, "in_turn", "tangwei")
    xuyang = act_as(office, "xuyang")
    with pytest.raises(InvalidError, match="不重复"):
        add_to_round(
            office, xuyang, task_at(office, case, "in_turn", "xuyang"), signer="魏刚", reason="再问一次"
        )
    [second] = open_tasks(office, case)
    shown = show_task(office, act_as(office, "xuyang"), second.key).operations.round
    for login in ("xuyang", "weigang"):
        assert len(open_tasks(office, case)) == 1
        finish(office, case, "in_turn", login)

    assert shown is not None
    assert [(one.name, one.signed_at is not None, one.coming) for one in shown.signers] == [
        ("唐伟", True, False),
        ("自然资源和规划局", False, False),
        ("消防救援支队", False, True),
    ]
    assert (shown.signed, shown.asked) == (1, 3)
    assert [row.element_id for row in open_tasks(office, case)] == ["conclude"]


def test_of_several_one_signature_is_enough(office: Runtime) -> None:
    case = start(office, "rounds", round="any").key

    finish(office, case, "any_signs", "xuyang")

    assert [row.element_id for row in open_tasks(office, case)] == ["conclude"]


def test_a_vote_ends_when_the_weights_of_those_who_agree_reach_the_threshold(office: Runtime) -> None:
    case = start(office, "rounds", round="vote", threshold=3).key

    finish(office, case, "vote", "tangwei")
    finish(office, case, "vote", "xuyang", opinion="disagree")
    before = [row.element_id for row in open_tasks(office, case)]
    finish(office, case, "vote", "weigang")

    assert before == ["vote"]
    assert [row.element_id for row in open_tasks(office, case)] == ["conclude"]


def test_a_signer_is_added_to_the_round_and_another_taken_out(office: Runtime) -> None:
    case = start(office, "rounds", round="all").key
    mine = task_at(office, case, "all_sign", "tangwei")
    tangwei = act_as(office, "tangwei")

    add_to_round(office, tangwei, mine, signer="董梅", reason="涉及医院")
    with pytest.raises(InvalidError, match="不重复"):
        add_to_round(office, tangwei, mine, signer="魏刚", reason="再问一次")
    remove_from_round(office, tangwei, mine, task_at(office, case, "all_sign", "xuyang"), reason="与规划无关")
    page = show_task(office, tangwei, mine)
    for login in ("tangwei", "weigang", "dongmei"):
        finish(office, case, "all_sign", login)

    assert page.operations.round is not None
    assert [(one.name, one.removed) for one in page.operations.round.signers] == [
        ("住房和城乡建设局", False),
        ("自然资源和规划局", True),
        ("消防救援支队", False),
        ("卫生健康委员会", False),
    ]
    assert [row.element_id for row in open_tasks(office, case)] == ["conclude"]
    assert verify_record(office, case).findings == ()
