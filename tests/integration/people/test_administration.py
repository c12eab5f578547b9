"""Three administrators, each with its own part (三员分立), and what none of them may do."""

import pytest

from app.access.actor import GUEST, SYSTEM
from app.access.policy import StepUpRequiredError
from app.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, SignInRequiredError
from app.people.account_state import disable_account, enable_account, reset_password
from app.people.accounts import AccountFilter, AccountInput, change_account, create_account, list_accounts
from app.people.demo_people import DEMO_PASSWORD
from app.people.first_admins import make_first_admins
from app.people.roles import decide_role, end_account_sessions, list_role_requests, remove_role, request_role
from app.people.session import NO_SESSION, load_session
from app.people.sign_in import sign_in
from app.people.units import UnitInput, close_unit, read_unit, save_unit, unit_tree
from app.runtime import Runtime
from app.store import people
from tests.harness.city import actor_of, key_of, session_token

NEW = AccountInput("zhangsan", "张三", "zjj", ("zjj.handler",), "zhangsan@example.org")


def roles(city: Runtime, login: str) -> set[str]:
    with city.read() as tx:
        return set(people.roles_of(tx, key_of(city, login)))


def test_a_new_account_signs_in_with_its_first_password_and_must_change_it(city: Runtime) -> None:
    _, password = create_account(city, actor_of(city, "gaoyuan"), NEW)

    found = sign_in(city, "ZhangSan ", password, address="192.0.2.1", agent="")
    session = load_session(city, found.token, address="192.0.2.1")

    assert session.must_change_password
    assert session.actor.groups == {"zjj.handler"}
    assert session.actor.roles == frozenset()


def test_a_bad_account_is_refused_with_every_problem_at_once(city: Runtime) -> None:
    bad = AccountInput("9", "", "nowhere", ("zjj.king",), "no address")

    with pytest.raises(InvalidError) as error:
        create_account(city, actor_of(city, "gaoyuan"), bad)

    assert set(error.value.fields) == {"login", "name", "unit", "groups", "email"}


def test_a_login_is_given_once(city: Runtime) -> None:
    with pytest.raises(InvalidError) as error:
        create_account(city, actor_of(city, "gaoyuan"), AccountInput("zhaolin", "赵琳二", "xfj"))

    assert list(error.value.fields) == ["login"]


@pytest.mark.parametrize("login", ["anping", "mingjian", "tangwei", "zhouzheng", "hexiuying"])
def test_only_the_system_administrator_keeps_accounts_and_units(city: Runtime, login: str) -> None:
    actor = actor_of(city, login, stepped_up=True)
    key = key_of(city, "wutong")

    for act in (
        lambda: create_account(city, actor, NEW),
        lambda: change_account(city, actor, key, NEW),
        lambda: disable_account(city, actor, key),
        lambda: reset_password(city, actor, key),
        lambda: save_unit(city, actor, UnitInput("x9", "园林局"), new=True),
        lambda: close_unit(city, actor, "cgj"),
    ):
        with pytest.raises(ForbiddenError):
            act()


def test_a_guest_is_asked_to_sign_in(city: Runtime) -> None:
    with pytest.raises(SignInRequiredError):
        list_accounts(city, GUEST, AccountFilter())


def test_nobody_disables_or_resets_the_own_account(city: Runtime) -> None:
    actor = actor_of(city, "gaoyuan")

    for act in (disable_account, reset_password):
        with pytest.raises(ForbiddenError, match="本人"):
            act(city, actor, key_of(city, "gaoyuan"))


def test_the_last_administrator_of_a_kind_can_be_neither_disabled_nor_stripped(city: Runtime) -> None:
    with pytest.raises(InvalidError, match="最后一名"):
        disable_account(city, actor_of(city, "gaoyuan"), key_of(city, "mingjian"))
    with pytest.raises(InvalidError, match="最后一名"):
        remove_role(city, actor_of(city, "anping", stepped_up=True), key_of(city, "mingjian"), "audit_admin")


def test_a_reset_password_must_be_changed_and_ends_the_sessions(city: Runtime) -> None:
    token = session_token(city, "wutong")

    password = reset_password(city, actor_of(city, "gaoyuan"), key_of(city, "wutong"))

    assert load_session(city, token, address="") == NO_SESSION
    with pytest.raises(InvalidError):
        sign_in(city, "wutong", DEMO_PASSWORD, address="192.0.2.1", agent="")
    found = sign_in(city, "wutong", password, address="192.0.2.1", agent="")
    assert load_session(city, found.token, address="").must_change_password


def test_a_disabled_account_can_be_enabled_again(city: Runtime) -> None:
    actor, key = actor_of(city, "gaoyuan"), key_of(city, "wutong")
    disable_account(city, actor, key)

    enable_account(city, actor, key)

    assert sign_in(city, "wutong", DEMO_PASSWORD, address="192.0.2.1", agent="").state == "full"


def test_a_clerks_role_needs_one_security_administrator_and_a_fresh_proof(city: Runtime) -> None:
    key, _ = create_account(city, actor_of(city, "gaoyuan"), NEW)
    with pytest.raises(StepUpRequiredError):
        request_role(city, actor_of(city, "anping"), key, "clerk", "新人报到")

    granted = request_role(city, actor_of(city, "anping", stepped_up=True), key, "clerk", "新人报到")

    assert granted
    assert roles(city, "zhangsan") == {"clerk"}


def test_every_other_role_needs_a_second_security_administrator(city: Runtime) -> None:
    first = actor_of(city, "anping", stepped_up=True)
    second = actor_of(city, "baihe", stepped_up=True)
    granted = request_role(city, first, key_of(city, "luohao"), "head", "主持工作")
    (request,) = list_role_requests(city, second)

    assert not granted
    assert roles(city, "luohao") == {"clerk"}
    with pytest.raises(ForbiddenError, match="另一名"):
        decide_role(city, first, request.key, approved=True)
    decide_role(city, second, request.key, approved=True)
    assert roles(city, "luohao") == {"clerk", "head"}
    with pytest.raises(ConflictError):
        decide_role(city, second, request.key, approved=False)


def test_a_rejected_request_grants_nothing(city: Runtime) -> None:
    request_role(city, actor_of(city, "anping", stepped_up=True), key_of(city, "luohao"), "head", "代理")
    second = actor_of(city, "baihe", stepped_up=True)
    (request,) = list_role_requests(city, second)

    decide_role(city, second, request.key, approved=False)

    assert roles(city, "luohao") == {"clerk"}
    assert list(list_role_requests(city, second)) == []


@pytest.mark.parametrize(
    ("login", "role", "said"),
    [
        ("gaoyuan", "audit_admin", "三员分立"),
        ("gaoyuan", "clerk", "三员分立"),
        ("luohao", "system_admin", "三员分立"),
        ("anping", "clerk", "本人"),
        ("hexiuying", "clerk", "工作人员"),
        ("luohao", "king", "没有这个角色"),
    ],
)
def test_a_grant_that_mixes_the_powers_is_refused(city: Runtime, login: str, role: str, said: str) -> None:
    with pytest.raises((ForbiddenError, InvalidError), match=said):
        request_role(city, actor_of(city, "anping", stepped_up=True), key_of(city, login), role, "理由")


def test_an_administrator_gets_no_post_of_case_work(city: Runtime) -> None:
    change = AccountInput("anping", "安平", "xxzx", ("zjj.handler",))

    with pytest.raises(InvalidError) as error:
        change_account(city, actor_of(city, "gaoyuan"), key_of(city, "anping"), change)

    assert "三员分立" in str(error.value.fields["groups"][0])


def test_somebody_with_a_post_of_case_work_becomes_no_administrator(city: Runtime) -> None:
    key, _ = create_account(city, actor_of(city, "gaoyuan"), NEW)

    with pytest.raises(InvalidError) as error:
        request_role(city, actor_of(city, "anping", stepped_up=True), key, "audit_admin", "理由")

    assert "业务岗位" in str(error.value.fields["role"][0])


def test_a_role_is_asked_for_once_and_with_a_reason(city: Runtime) -> None:
    actor, key = actor_of(city, "anping", stepped_up=True), key_of(city, "luohao")
    request_role(city, actor, key, "head", "代理")

    with pytest.raises(InvalidError) as error:
        request_role(city, actor, key, "head", " ")

    assert set(error.value.fields) == {"role", "reason"}


def test_the_security_administrator_ends_all_sessions_of_an_account(city: Runtime) -> None:
    token = session_token(city, "luohao")

    ended = end_account_sessions(city, actor_of(city, "anping"), key_of(city, "luohao"))

    assert ended == 1
    assert load_session(city, token, address="") == NO_SESSION
    with pytest.raises(ForbiddenError):
        end_account_sessions(city, actor_of(city, "gaoyuan"), key_of(city, "luohao"))


def test_units_stand_below_their_parents(city: Runtime) -> None:
    tree = {unit.code: unit for unit in unit_tree(city, actor_of(city, "gaoyuan"))}
    order = list(tree)

    assert (tree["szf"].depth, tree["sfb"].depth, tree["xxzx"].depth) == (0, 1, 2)
    assert order.index("szf") < order.index("sfb") < order.index("xxzx")
    assert tree["cgj"].accounts == 2
    assert tree["xfj"].second_name == "市人民群众来访接待中心"


def test_a_unit_under_its_own_child_is_refused(city: Runtime) -> None:
    actor = actor_of(city, "gaoyuan")
    office = read_unit(city, actor, "sfb")

    with pytest.raises(InvalidError) as error:
        save_unit(
            city, actor, UnitInput("sfb", office.name, parent="xxzx", superior="sfb", kind="x"), new=False
        )

    assert set(error.value.fields) == {"parent", "superior", "kind"}


def test_a_unit_with_people_is_not_closed(city: Runtime) -> None:
    actor = actor_of(city, "gaoyuan")
    save_unit(city, actor, UnitInput("ylj", "园林局", parent="szf", posts=(("handler", "承办岗"),)), new=True)

    close_unit(city, actor, "ylj")

    with pytest.raises(InvalidError, match="2 个"):
        close_unit(city, actor, "cgj")
    with pytest.raises(NotFoundError):
        close_unit(city, actor, "nowhere")


def test_accounts_are_found_by_name_unit_and_exactly_by_phone_or_identity_number(city: Runtime) -> None:
    actor = actor_of(city, "mingjian")

    def found(**wanted: str) -> list[str]:
        return sorted(one.login for one in list_accounts(city, actor, AccountFilter(**wanted))[0])

    assert found(q="罗") == ["luohao"]
    assert found(unit="cgj") == ["pengfei", "shenlei"]
    assert found(q="+86 138-0000-1234") == ["hexiuying"]
    assert found(q="410305197903050014") == ["maqiang"]
    assert found(q="1380000123") == []
    assert found(q="%") == []


def test_the_first_administrators_are_made_on_an_empty_site_only(runtime: Runtime) -> None:
    made = make_first_admins(runtime, SYSTEM)

    assert [login for login, _ in made] == ["sysadmin", "secadmin1", "secadmin2", "auditadmin"]
    assert sign_in(runtime, *made[0], address="192.0.2.1", agent="").kind == "staff"
    with pytest.raises(ConflictError):
        make_first_admins(runtime, SYSTEM)


def test_nobody_makes_first_administrators_from_a_browser(city: Runtime) -> None:
    with pytest.raises(ForbiddenError):
        make_first_admins(city, actor_of(city, "gaoyuan"))
