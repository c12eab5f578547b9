"""Who gets in, and who is kept out: passwords, locks, one-time codes, sessions and their ends."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from app.access.policy import StepUpRequiredError, require_step_up
from app.clock import DemoClock
from app.errors import InvalidError, TooManyAttemptsError
from app.people.account_state import disable_account
from app.people.change_password import change_password
from app.people.demo_people import DEMO_PASSWORD
from app.people.own_sessions import end_other_sessions, end_session, list_own_sessions
from app.people.second_factor import (
    begin_enrolment,
    confirm_enrolment,
    drop_second_factor,
    pass_second_factor,
    step_up,
)
from app.people.session import NO_SESSION, Session, load_session
from app.people.sign_in import REFUSED, SignedIn, sign_in
from app.runtime import Runtime
from app.store import audit
from tests.harness.city import actor_of, key_of, session_token

HERE = "192.0.2.77"
NEW = "Fengchan-Lu-88"


def enter(city: Runtime, login: str, password: str = DEMO_PASSWORD, address: str = HERE) -> SignedIn:
    return sign_in(city, login, password, address=address, agent="test")


def fail(city: Runtime, login: str, times: int) -> list[str]:
    said = []
    for number in range(times):
        with pytest.raises((InvalidError, TooManyAttemptsError)) as error:
            enter(city, login, "wrong", address=f"192.0.2.{number}")
        said.append(type(error.value).__name__)
    return said


def session_of(city: Runtime, token: str) -> Session:
    return load_session(city, token, address=HERE)


def enrolled(city: Runtime, login: str) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    """Set up one-time codes for an account, as its owner would."""
    session = session_of(city, session_token(city, login))
    totp = pyotp.TOTP(begin_enrolment(city, key_of(city, login)).secret)
    code = totp.at(city.clock.now() - timedelta(seconds=30))
    _, codes = confirm_enrolment(city, session, code, address=HERE, agent="test")
    return totp, codes


@pytest.mark.parametrize("login", ["zhaolin", "nobody.at.all"])
def test_five_failures_lock_a_login_whether_it_exists_or_not(city: Runtime, login: str) -> None:
    said = fail(city, login, 5)

    assert said == ["InvalidError"] * 4 + ["TooManyAttemptsError"]
    with pytest.raises(TooManyAttemptsError):
        enter(city, login)


def test_the_lock_ends_after_fifteen_minutes(city: Runtime, clock: DemoClock) -> None:
    fail(city, "zhaolin", 5)
    clock.advance(timedelta(minutes=14, seconds=59))
    with pytest.raises(TooManyAttemptsError) as error:
        enter(city, "zhaolin")

    assert error.value.retry_after_seconds == 1
    clock.advance(timedelta(seconds=2))
    assert enter(city, "zhaolin").state == "full"


def test_a_success_starts_the_count_anew(city: Runtime) -> None:
    fail(city, "zhaolin", 4)
    enter(city, "zhaolin")

    assert fail(city, "zhaolin", 4) == ["InvalidError"] * 4


def test_one_address_that_tries_many_logins_is_locked(city: Runtime) -> None:
    for number in range(29):
        with pytest.raises(InvalidError):
            enter(city, f"guess{number}", "wrong")

    with pytest.raises(TooManyAttemptsError):
        enter(city, "guess29", "wrong")
    with pytest.raises(TooManyAttemptsError):
        enter(city, "zhaolin")
    assert enter(city, "zhaolin", address="192.0.2.78").state == "full"


def test_a_disabled_account_is_refused_in_the_same_words_as_a_wrong_password(city: Runtime) -> None:
    disable_account(city, actor_of(city, "gaoyuan"), key_of(city, "wutong"))

    with pytest.raises(InvalidError) as disabled:
        enter(city, "wutong")
    with pytest.raises(InvalidError) as wrong:
        enter(city, "zhaolin", "wrong")

    assert disabled.value.message == wrong.value.message == REFUSED


def test_every_attempt_is_in_the_record_and_no_password_is(city: Runtime) -> None:
    fail(city, "zhaolin", 1)
    enter(city, "zhaolin")

    with city.read() as tx:
        chain = audit.lock_chain(tx, None)
        events = list(audit.events_of(tx, chain.key))
    assert [event.action for event in events][-2:] == ["sign_in.refused", "sign_in.accepted"]
    assert DEMO_PASSWORD not in str(events)


def test_an_idle_session_is_over_and_a_used_one_is_not(city: Runtime, clock: DemoClock) -> None:
    token = enter(city, "zhaolin").token
    for _ in range(3):
        clock.advance(timedelta(minutes=29))
        assert session_of(city, token).actor.login == "zhaolin"

    clock.advance(timedelta(minutes=31))

    assert session_of(city, token) == NO_SESSION


def test_no_session_outlives_twelve_hours(city: Runtime, clock: DemoClock) -> None:
    token = enter(city, "zhaolin").token
    for _ in range(29):
        clock.advance(timedelta(minutes=25))
        session_of(city, token)

    assert session_of(city, token) == NO_SESSION


def test_a_session_ends_with_its_account(city: Runtime) -> None:
    token = enter(city, "wutong").token

    disable_account(city, actor_of(city, "gaoyuan"), key_of(city, "wutong"))

    assert session_of(city, token) == NO_SESSION


def test_one_may_end_ones_own_sessions_and_nobody_elses(city: Runtime) -> None:
    first, second = enter(city, "zhaolin").token, enter(city, "zhaolin").token
    mine = session_of(city, second).actor
    other = session_of(city, first)
    stranger = actor_of(city, "wutong")

    with pytest.raises(Exception, match="没有找到"):
        end_session(city, stranger, other.key or 0)
    end_session(city, mine, other.key or 0)

    assert session_of(city, first) == NO_SESSION
    assert [one.current for one in list_own_sessions(city, mine)] == [True]
    assert end_other_sessions(city, mine) == 0


def test_a_new_password_ends_every_other_session(city: Runtime) -> None:
    old, here = enter(city, "zhaolin").token, enter(city, "zhaolin").token

    change_password(city, session_of(city, here).actor, DEMO_PASSWORD, NEW, NEW)

    assert session_of(city, old) == NO_SESSION
    assert session_of(city, here).actor.login == "zhaolin"
    assert enter(city, "zhaolin", NEW).state == "full"
    with pytest.raises(InvalidError):
        enter(city, "zhaolin", DEMO_PASSWORD)


def test_a_bad_new_password_is_refused_with_every_problem_at_once(city: Runtime) -> None:
    actor = actor_of(city, "zhaolin")

    with pytest.raises(InvalidError) as error:
        change_password(city, actor, "wrong", "short", "different")

    assert set(error.value.fields) == {"old", "new", "repeated"}


def test_an_earlier_password_does_not_come_back(city: Runtime) -> None:
    actor = actor_of(city, "zhaolin")
    change_password(city, actor, DEMO_PASSWORD, NEW, NEW)

    with pytest.raises(InvalidError) as error:
        change_password(city, actor, NEW, DEMO_PASSWORD, DEMO_PASSWORD)

    assert list(error.value.fields) == ["new"]


def test_with_a_second_factor_the_password_alone_opens_nothing(city: Runtime, clock: DemoClock) -> None:
    totp, _ = enrolled(city, "sunkai")

    found = enter(city, "sunkai")
    waiting = session_of(city, found.token)

    assert found.state == "code"
    assert waiting.actor.account_key is None
    token = pass_second_factor(city, waiting, totp.at(clock.now()), address=HERE, agent="test")
    assert session_of(city, token).actor.login == "sunkai"
    assert session_of(city, found.token) == NO_SESSION


def test_a_one_time_code_opens_once(city: Runtime, clock: DemoClock) -> None:
    totp, _ = enrolled(city, "sunkai")
    code = totp.at(clock.now())
    first = session_of(city, enter(city, "sunkai").token)
    pass_second_factor(city, first, code, address=HERE, agent="test")
    second = session_of(city, enter(city, "sunkai").token)

    with pytest.raises(InvalidError):
        pass_second_factor(city, second, code, address=HERE, agent="test")


def test_a_recovery_code_opens_once(city: Runtime) -> None:
    _, codes = enrolled(city, "sunkai")
    spelled = f"{codes[0][:4]}-{codes[0][4:]}".upper()
    first = session_of(city, enter(city, "sunkai").token)
    token = pass_second_factor(city, first, spelled, address=HERE, agent="test")
    second = session_of(city, enter(city, "sunkai").token)

    assert session_of(city, token).state == "full"
    with pytest.raises(InvalidError):
        pass_second_factor(city, second, codes[0], address=HERE, agent="test")


def test_five_wrong_codes_lock_the_second_factor(city: Runtime, clock: DemoClock) -> None:
    totp, _ = enrolled(city, "sunkai")
    waiting = session_of(city, enter(city, "sunkai").token)
    for _ in range(4):
        with pytest.raises(InvalidError):
            pass_second_factor(city, waiting, "000000", address=HERE, agent="test")
    with pytest.raises(TooManyAttemptsError):
        pass_second_factor(city, waiting, "000000", address=HERE, agent="test")

    with pytest.raises(TooManyAttemptsError):
        pass_second_factor(city, waiting, totp.at(clock.now()), address=HERE, agent="test")


def test_a_role_that_needs_a_second_factor_must_set_it_up_first(city: Runtime) -> None:
    city.settings = replace(city.settings, second_factor_roles=("supervisor",))

    supervisor, clerk = enter(city, "sunkai"), enter(city, "luohao")

    assert (supervisor.state, clerk.state) == ("enrol", "full")
    assert session_of(city, supervisor.token).actor.account_key is None


def test_outside_the_demo_city_heads_and_administrators_need_a_second_factor(city: Runtime) -> None:
    city.settings = replace(city.settings, demo=False)
    with city.transaction() as tx:
        drop_second_factor(tx, key_of(city, "tangwei"))

    states = {login: enter(city, login).state for login in ("tangwei", "gaoyuan", "mingjian", "zhaolin")}

    assert states == {"tangwei": "enrol", "gaoyuan": "enrol", "mingjian": "enrol", "zhaolin": "full"}


def test_a_fresh_proof_lasts_ten_minutes(city: Runtime, clock: DemoClock) -> None:
    token = enter(city, "anping").token
    with pytest.raises(StepUpRequiredError):
        require_step_up(session_of(city, token).actor)
    with pytest.raises(InvalidError):
        step_up(city, session_of(city, token).actor, "wrong")

    step_up(city, session_of(city, token).actor, DEMO_PASSWORD)

    require_step_up(session_of(city, token).actor)
    clock.advance(timedelta(minutes=10, seconds=1))
    with pytest.raises(StepUpRequiredError):
        require_step_up(session_of(city, token).actor)


def test_with_a_second_factor_the_fresh_proof_is_a_code_and_not_the_password(
    city: Runtime, clock: DemoClock
) -> None:
    totp, _ = enrolled(city, "anping")
    actor = actor_of(city, "anping")

    with pytest.raises(InvalidError):
        step_up(city, actor, DEMO_PASSWORD)
    step_up(city, actor, totp.at(clock.now()))
