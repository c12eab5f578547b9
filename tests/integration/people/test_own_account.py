"""What people do with their own account: register, correct, take along, close, substitute, make tokens."""

from datetime import date, timedelta

import pytest

from app.clock import DemoClock
from app.errors import ForbiddenError, InvalidError, NotFoundError, TooManyAttemptsError
from app.people.api_tokens import create_token, end_token, list_tokens
from app.people.demo_people import DEMO_PASSWORD
from app.people.own_account import (
    Correction,
    close_own_account,
    correct_own_account,
    export_own_account,
    read_own_account,
)
from app.people.register_citizen import Registration, register_citizen
from app.people.session import load_session, load_token
from app.people.sign_in import sign_in
from app.people.substitutes import NewSubstitution, add_substitution, end_substitution, list_substitutions
from app.runtime import Runtime
from app.store import people
from tests.harness.city import actor_of, key_of

GOOD = Registration("孙小红", "139 0000 4321", "Jianxi-Qu-77", "Jianxi-Qu-77")


def register(city: Runtime, entered: Registration = GOOD, address: str = "192.0.2.5") -> str:
    return register_citizen(city, entered, address=address, agent="test")


def test_a_citizen_registers_is_signed_in_and_comes_back_by_phone(city: Runtime) -> None:
    token = register(city)

    assert load_session(city, token, address="").actor.kind == "citizen"
    found = sign_in(city, "13900004321", GOOD.password, address="192.0.2.1", agent="")
    assert found.kind == "citizen"


def test_phone_and_identity_number_are_stored_encrypted(city: Runtime) -> None:
    with city.read() as tx:
        row = people.find_account(tx, key_of(city, "hexiuying"))

    assert row.phone.startswith("sm4:1:")
    assert row.id_number.startswith("sm4:1:")
    assert "13800001234" not in str(row)


def test_a_bad_registration_is_refused_with_every_problem_at_once(city: Runtime) -> None:
    bad = Registration("", "12345", "short", "other", id_number="410305195801120020", email="x")

    with pytest.raises(InvalidError) as error:
        register(city, bad)

    assert set(error.value.fields) == {"name", "phone", "new", "repeated", "id_number", "email"}


def test_a_phone_number_has_one_account(city: Runtime) -> None:
    register(city)

    with pytest.raises(InvalidError) as error:
        register(city)

    assert list(error.value.fields) == ["phone"]


def test_one_address_registers_ten_accounts_an_hour(city: Runtime) -> None:
    with pytest.raises(TooManyAttemptsError):
        for number in range(11):
            register(city, Registration("孙小红", f"1390000{number:04}", GOOD.password, GOOD.password))


def test_a_citizen_corrects_the_own_data(city: Runtime) -> None:
    actor = actor_of(city, "hexiuying")

    correct_own_account(city, actor, Correction("何秀英", "138 0000 9999", "", "he@example.org"))

    own = read_own_account(city, actor)
    assert (own.phone, own.id_number, own.email) == ("13800009999", "", "he@example.org")


def test_staff_cannot_rename_themselves(city: Runtime) -> None:
    actor = actor_of(city, "zhaolin")

    correct_own_account(city, actor, Correction("王五", "0379-00000004", "", ""))

    assert read_own_account(city, actor).name == "赵琳"


def test_the_phone_number_of_another_account_is_refused(city: Runtime) -> None:
    with pytest.raises(InvalidError) as error:
        correct_own_account(city, actor_of(city, "hexiuying"), Correction("何秀英", "13800001235", "", ""))

    assert list(error.value.fields) == ["phone"]


def test_one_takes_along_everything_kept_about_the_account(city: Runtime) -> None:
    found = export_own_account(city, actor_of(city, "hexiuying"))

    assert found["account"]["phone"] == "13800001234"
    assert found["account"]["id_number"] == "410305195801120027"
    assert len(found["sessions"]) == 1


def test_a_closed_account_keeps_no_personal_data_and_opens_no_more(city: Runtime) -> None:
    actor = actor_of(city, "hexiuying")
    with pytest.raises(InvalidError):
        close_own_account(city, actor, "wrong")

    close_own_account(city, actor, DEMO_PASSWORD)

    with city.read() as tx:
        row = people.find_account(tx, actor.account_key or 0)
    assert (row.name, row.phone, row.id_index, row.email) == ("已注销", None, None, None)
    with pytest.raises(InvalidError):
        sign_in(city, "13800001234", DEMO_PASSWORD, address="192.0.2.1", agent="")


def test_staff_do_not_close_their_account(city: Runtime) -> None:
    with pytest.raises(InvalidError, match="系统管理员"):
        close_own_account(city, actor_of(city, "zhaolin"), DEMO_PASSWORD)


@pytest.mark.now("2026-09-25")
def test_a_substitute_holds_the_posts_for_the_period_and_not_a_day_longer(
    city: Runtime, clock: DemoClock
) -> None:
    leader = actor_of(city, "zhouzheng")
    period = NewSubstitution("wangjianguo", date(2026, 9, 28), date(2026, 10, 9), note="出差")

    add_substitution(city, leader, period)

    def lent() -> frozenset[str]:
        return actor_of(city, "wangjianguo").acting_for.get(leader.account_key or 0, frozenset())

    assert lent() == frozenset()
    clock.advance(timedelta(days=3))
    assert lent() == {"szf.head", "szf.leader"}
    clock.advance(timedelta(days=12))
    assert lent() == frozenset()


@pytest.mark.now("2026-09-28")
def test_an_ended_substitution_is_over_at_once(city: Runtime) -> None:
    leader = actor_of(city, "zhouzheng")
    key = add_substitution(city, leader, NewSubstitution("wangjianguo", date(2026, 9, 28), date(2026, 10, 9)))
    (shown,) = list_substitutions(city, actor_of(city, "wangjianguo"))
    assert (shown.principal, shown.may_end) == ("周正", False)

    with pytest.raises(ForbiddenError):
        end_substitution(city, actor_of(city, "wangjianguo"), key)
    with pytest.raises(NotFoundError):
        end_substitution(city, actor_of(city, "luohao"), key)
    end_substitution(city, leader, key)

    assert not actor_of(city, "wangjianguo").acting_for


def test_the_head_sets_a_substitute_for_somebody_of_the_unit_and_of_no_other(city: Runtime) -> None:
    head = actor_of(city, "tangwei")
    own = NewSubstitution("dingning", date(2026, 4, 22), date(2026, 4, 30), principal="luohao")
    foreign = NewSubstitution("dingning", date(2026, 4, 22), date(2026, 4, 30), principal="yuanye")

    add_substitution(city, head, own)

    assert actor_of(city, "dingning").acting_for == {key_of(city, "luohao"): {"zjj.handler"}}
    with pytest.raises(ForbiddenError):
        add_substitution(city, head, foreign)
    with pytest.raises(ForbiddenError):
        add_substitution(city, actor_of(city, "dingning"), own)


@pytest.mark.parametrize(
    ("entered", "fields"),
    [
        (NewSubstitution("luohao", date(2026, 4, 22), date(2026, 4, 30)), {"substitute"}),
        (NewSubstitution("gaoyuan", date(2026, 4, 22), date(2026, 4, 30)), {"substitute"}),
        (NewSubstitution("hexiuying", date(2026, 4, 22), date(2026, 4, 30)), {"substitute"}),
        (NewSubstitution("dingning", None, None), {"from_on", "to_on"}),
        (NewSubstitution("dingning", date(2026, 4, 22), date(2026, 4, 21)), {"to_on"}),
        (NewSubstitution("dingning", date(2026, 4, 1), date(2026, 4, 21)), {"to_on"}),
        (NewSubstitution("dingning", date(2026, 4, 22), date(2028, 4, 21)), {"to_on"}),
        (NewSubstitution("dingning", date(2026, 4, 22), date(2026, 4, 30), ("nothing",)), {"processes"}),
    ],
)
def test_a_bad_substitution_is_refused_by_field(
    city: Runtime, entered: NewSubstitution, fields: set[str]
) -> None:
    with pytest.raises(InvalidError) as error:
        add_substitution(city, actor_of(city, "luohao"), entered)

    assert set(error.value.fields) == fields


def test_an_interface_token_acts_as_its_owner_until_it_ends(city: Runtime, clock: DemoClock) -> None:
    actor = actor_of(city, "zhaolin")
    token = create_token(city, actor, "报表", 30)
    (kept,) = list_tokens(city, actor)

    assert load_token(city, token, address="").login == "zhaolin"
    assert token not in str(kept)
    with pytest.raises(NotFoundError):
        end_token(city, actor_of(city, "wutong"), kept.key)
    clock.advance(timedelta(days=30))
    assert load_token(city, token, address="") is None


def test_an_ended_token_is_worth_nothing(city: Runtime) -> None:
    actor = actor_of(city, "zhaolin")
    token = create_token(city, actor, "报表", 30)
    (kept,) = list_tokens(city, actor)

    end_token(city, actor, kept.key)

    assert load_token(city, token, address="") is None
    with pytest.raises(InvalidError) as error:
        create_token(city, actor, "", 400)
    assert set(error.value.fields) == {"name", "days"}
