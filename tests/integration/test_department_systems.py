"""A case asks a department's system: answered, down and taken over by a person, reckoned with, told of events."""

import json
import secrets
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app import connectors, forms
from app.access.actor import SYSTEM
from app.cases.moving.complete import complete_task
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.moving.start import start_case
from app.cases.systems.probe import probe_system
from app.cases.systems.receive_event import receive_event
from app.cases.systems.register import (
    change_system,
    list_calls,
    list_systems,
    read_system,
    set_secret,
    take_in,
)
from app.catalog.deploy import deploy
from app.catalog.read_package import read_package
from app.connectors.signature import sign
from app.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import incidents, instances, notifications, tasks
from app.store.tables.systems import system_call, system_secret
from tests.harness.city import key_of

DATA = Path(__file__).parents[1] / "data/systems"
CODE = "JF-2026-0042"


@pytest.fixture
def office(city: Runtime) -> Runtime:
    """Return the city with the twelve systems, and a process that asks one of them and waits for another."""
    city.settings = replace(city.settings, connector_hosts=("127.0.0.1",))
    take_in(city, SYSTEM, Path(connectors.__file__).with_name("systems.toml").read_bytes())
    deploy(city, SYSTEM, "insured", read_package(DATA / "processes", DATA / "forms", "insured").files)
    return city


def start(office: Runtime, number: str = "4103050001") -> int:
    posted = forms.as_post({"title": "租房补贴资格核验", "social_security_no": number, "payment_code": CODE})
    started = start_case(office, act_as(office, "luohao"), "insured", posted, token=secrets.token_hex(8))
    run_ready_jobs(office)
    return started.key


def open_elements(office: Runtime, case: int) -> list[str]:
    with office.read() as tx:
        return [row.element_id for row in tasks.tasks_of(tx, case, state="open")]


def finish(office: Runtime, case: int, element: str, login: str, **values: object) -> None:
    with office.read() as tx:
        [task] = [row.key for row in tasks.tasks_of(tx, case, state="open") if row.element_id == element]
    complete_task(office, act_as(office, login), task, forms.as_post(values))
    run_ready_jobs(office)


def variables(office: Runtime, case: int) -> dict[str, object]:
    with office.read() as tx:
        head = instances.head_by_key(tx, case)
    return head.variables


def connect(office: Runtime, department) -> None:
    change_system(office, SYSTEM, "shebao", mode="live", base_url=department.address)


def states(office: Runtime) -> list[str]:
    calls, _ = list_calls(office, act_as(office, "gaoyuan"), "shebao")
    return [call.state for call in calls]


def let_pass(office: Runtime, **span: float) -> None:
    office.clock.advance(timedelta(**span))
    run_ready_jobs(office)


def test_the_register_has_the_twelve_named_systems(office: Runtime) -> None:
    found = list_systems(office, act_as(office, "gaoyuan"))

    assert len(found) == 12
    assert {one.light for one in found} == {"grey"}


def test_a_stub_answers_and_the_case_goes_on(office: Runtime) -> None:
    case = start(office)

    assert open_elements(office, case) == ["decide"]
    assert variables(office, case)["insured"] is True
    assert states(office) == ["answered"]


def test_a_connected_system_is_asked_as_described(office: Runtime, department) -> None:
    department.answer = {"insured": False, "since": None}
    connect(office, department)

    case = start(office, "4103/05?x")

    [(method, path, headers, _)] = department.asked
    assert (method, path) == ("GET", "/insured/4103%2F05%3Fx")
    assert headers["accept"] == "application/json"
    assert variables(office, case)["insured"] is False
    assert read_system(office, SYSTEM, "shebao")[0].light == "green"


def test_a_system_that_stays_down_is_answered_for_by_a_person(office: Runtime, department) -> None:
    department.status = 503
    connect(office, department)

    case = start(office)
    waiting = open_elements(office, case)
    let_pass(office, minutes=2)

    assert waiting == []
    assert open_elements(office, case) == ["by_hand"]
    assert states(office) == ["by_hand"]
    finish(office, case, "by_hand", "luohao", insured=True, insured_since="2019-07-01")
    assert open_elements(office, case) == ["decide"]


@pytest.mark.parametrize(("answer", "state", "told"), [(True, "agreed", 0), (False, "differs", 1)])
def test_once_it_is_back_it_is_reckoned_with(
    office: Runtime, department, answer: bool, state: str, told: int
) -> None:
    department.status = 503
    connect(office, department)
    case = start(office)
    let_pass(office, minutes=2)
    let_pass(office, minutes=40)
    finish(office, case, "by_hand", "luohao", insured=True, insured_since="2019-07-01")
    department.status, department.answer = 200, {"insured": answer, "since": "2019-07-01"}

    for _ in range(6):
        let_pass(office, minutes=40)

    assert states(office) == [state]
    assert variables(office, case)["insured"] is True
    with office.read() as tx:
        box, _ = notifications.box(tx, key_of(office, "luohao"))
        inputs = tx.scalars(select(system_call.c.inputs)).all()
    assert len([one for one in box if "不一致" in one.subject]) == told
    assert inputs == [None]


def test_nothing_is_reckoned_before_the_person_has_answered(office: Runtime, department) -> None:
    department.status = 503
    connect(office, department)
    case = start(office)
    let_pass(office, minutes=2)
    department.status, department.answer = 200, {"insured": True, "since": "2019-07-01"}

    let_pass(office, minutes=40)

    assert states(office) == ["by_hand"]
    finish(office, case, "by_hand", "luohao", insured=True, insured_since="2019-07-01")
    let_pass(office, minutes=40)
    assert states(office) == ["agreed"]


def test_a_system_that_fails_again_and_again_is_left_alone_for_a_while(office: Runtime, department) -> None:
    department.status = 500
    connect(office, department)
    for _ in range(3):
        start(office)
    asked = len(department.asked)

    start(office)

    assert asked == 3
    assert len(department.asked) == 3
    assert read_system(office, SYSTEM, "shebao")[0].light == "red"
    department.status, department.answer = 200, {"insured": True, "since": None}
    let_pass(office, minutes=5)
    assert read_system(office, SYSTEM, "shebao")[0].light == "green"


@pytest.mark.parametrize(
    ("status", "raw"), [(404, b"{}"), (302, b"{}"), (200, b'{"insured": 1'), (200, b" " * 1_100_000)]
)
def test_an_answer_that_is_not_as_agreed_never_reaches_the_case(
    office: Runtime, department, status, raw
) -> None:
    department.status, department.raw = status, raw
    connect(office, department)

    case = start(office)
    let_pass(office, minutes=2)

    assert "insured" not in variables(office, case)
    assert open_elements(office, case) in ([], ["by_hand"])
    with office.read() as tx:
        _, open_incidents = incidents.page(tx, state="open", limit=9, offset=0)
    assert (open_elements(office, case) == []) == (open_incidents == 1)


def test_only_allowed_hosts_are_asked(office: Runtime, department) -> None:
    for address in (
        "http://192.0.2.1/",
        "ftp://127.0.0.1/",
        "http://user:pw@127.0.0.1/",
        "http://127.0.0.1.evil.test/",
    ):
        with pytest.raises(InvalidError):
            change_system(office, SYSTEM, "shebao", mode="live", base_url=address)
    connect(office, department)
    office.settings = replace(office.settings, connector_hosts=())

    start(office)

    assert department.asked == []


def test_a_secret_is_sent_and_stands_nowhere_in_the_clear(office: Runtime, department) -> None:
    source = Path(connectors.__file__).with_name("systems.toml").read_text(encoding="utf-8")
    head = "[system.shebao]\n"
    source = source.replace(head, head + 'secrets = ["token"]\n')
    part = "[system.shebao.ask.insured]\n"
    source = source.replace(part, part + "headers = '={Authorization: \"Bearer \" + secrets.token}'\n")
    take_in(office, SYSTEM, source.encode())
    set_secret(office, SYSTEM, "shebao", "token", "s3cret-words")
    department.answer = {"insured": True, "since": None}
    connect(office, department)

    start(office)

    assert department.asked[0][2]["authorization"] == "Bearer s3cret-words"
    with office.read() as tx:
        assert tx.scalar(select(system_secret.c.value)).startswith("sm4:")
    with pytest.raises(InvalidError):
        set_secret(office, SYSTEM, "shebao", "unknown", "x")


def test_a_probe_moves_the_light(office: Runtime, department) -> None:
    connect(office, department)
    assert probe_system(office, act_as(office, "gaoyuan"), "shebao")
    department.status = 503
    assert not probe_system(office, act_as(office, "gaoyuan"), "shebao")
    assert read_system(office, SYSTEM, "shebao")[0].light == "yellow"
    with pytest.raises(InvalidError):
        probe_system(office, SYSTEM, "jinguan")


def event(office: Runtime, *, body: dict[str, object] | None = None, secret: str = "shared", at=None) -> int:
    content = json.dumps(body or {"id": "E-1", "payment_code": CODE, "paid_on": "2026-03-02"}).encode()
    return receive_event(office, "jincai", "paid", content, sign(secret, content, at or office.clock.now()))


@pytest.fixture
def waiting(office: Runtime) -> tuple[Runtime, int]:
    """Return the city and a case that waits for its payment."""
    set_secret(office, SYSTEM, "jincai", "webhook", "shared")
    case = start(office)
    finish(office, case, "decide", "tangwei", decision="同意")
    return office, case


def test_a_signed_event_reaches_the_case_that_waits_for_it_once(waiting) -> None:
    office, case = waiting

    first, again = event(office), event(office)

    assert (first, again) == (1, 1)
    with office.read() as tx:
        assert instances.head_by_key(tx, case).status == "completed"


def test_an_event_that_is_not_proved_or_not_as_agreed_is_refused(waiting) -> None:
    office, case = waiting
    late = office.clock.now() - timedelta(minutes=6)

    with pytest.raises(ForbiddenError):
        event(office, secret="guessed")
    with pytest.raises(ForbiddenError):
        event(office, at=late)
    with pytest.raises(ForbiddenError):
        receive_event(office, "nobody", "paid", b"{}", "t=1,v1=2")
    body = b"{}"
    with pytest.raises(NotFoundError):
        receive_event(office, "jincai", "gone", body, sign("shared", body, office.clock.now()))
    for broken in (b"{", b'{"id": null}', b"[]"):
        with pytest.raises(InvalidError):
            receive_event(office, "jincai", "paid", broken, sign("shared", broken, office.clock.now()))
    with office.read() as tx:
        assert instances.head_by_key(tx, case).status == "active"


def test_an_event_nobody_waits_for_may_come_again(waiting) -> None:
    office, _ = waiting
    other = {"id": "E-2", "payment_code": "another", "paid_on": "2026-03-02"}

    for _ in range(2):
        with pytest.raises(ConflictError):
            event(office, body=other)


def test_only_administrators_see_and_change_systems(office: Runtime) -> None:
    with pytest.raises(ForbiddenError):
        list_systems(office, act_as(office, "luohao"))
    with pytest.raises(ForbiddenError):
        change_system(office, act_as(office, "liuyang"), "shebao", mode="off", base_url="")
    with pytest.raises(ForbiddenError):
        set_secret(office, act_as(office, "liuyang"), "shebao", "token", "x")
    with pytest.raises(NotFoundError):
        read_system(office, act_as(office, "gaoyuan"), "nobody")
