"""The people of the demo city: whole, consistent with the law of separation, and added only once."""

from app.access.actor import ADMIN_ROLES
from app.people.demo_people import DEMO_PASSWORD, demo_accounts, demo_city, seed_people
from app.people.names import id_problem, phone_problem
from app.people.password import problems_of
from app.people.sign_in import sign_in
from app.runtime import Runtime
from tests.harness.city import actor_of


def test_seeding_twice_adds_nobody(city: Runtime) -> None:
    before = demo_accounts(city)

    added = seed_people(city)

    assert added == 0
    assert demo_accounts(city) == before
    assert 40 <= len(before) <= 60


def test_everybody_is_listed_with_what_they_may_do(city: Runtime) -> None:
    listed = {account.login: account for account in demo_accounts(city)}

    assert listed["zhaolin"].posts == ("xfj.registrar",)
    assert listed["zhouzheng"].roles == ("head", "leader")
    assert listed["hexiuying"].kind == "citizen"
    assert listed["hexiuying"].posts == ()


def test_the_shown_password_signs_in_a_clerk_by_login_and_a_citizen_by_phone(city: Runtime) -> None:
    clerk = sign_in(city, "zhaolin", DEMO_PASSWORD, address="192.0.2.1", agent="")
    citizen = sign_in(city, "138 0000 1234", DEMO_PASSWORD, address="192.0.2.1", agent="")

    assert (clerk.state, clerk.kind) == ("full", "staff")
    assert (citizen.state, citizen.kind) == ("full", "citizen")


def test_nobody_holds_two_administrations_or_one_beside_case_work(city: Runtime) -> None:
    held = [set(account.roles) for account in demo_accounts(city)]

    admins = [roles for roles in held if roles & ADMIN_ROLES]

    assert len(admins) >= 4
    assert all(len(roles) == 1 for roles in admins)


def test_an_actor_carries_posts_and_roles(city: Runtime) -> None:
    actor = actor_of(city, "sunkai")

    assert actor.groups == {"xfj.supervisor"}
    assert actor.roles == {"supervisor"}
    assert actor.unit == "xfj"


def test_the_table_is_sound() -> None:
    table = demo_city()
    codes = {unit["code"] for unit in table["units"]}

    assert all(entry[1] in codes for entry in table["staff"].values())
    assert all(unit.get("parent", "szf") in codes for unit in table["units"])
    assert [c for c in table["citizens"].values() if phone_problem(c[1]) or id_problem(c[2])] == []
    assert problems_of(DEMO_PASSWORD) == []
