"""Descriptions of department systems: read, and refused with every problem at once."""

from pathlib import Path

import pytest

from app import connectors
from app.connectors import NotUnderstoodError, Outbound, build_request, read_descriptions
from app.connectors.http import is_allowed
from app.errors import InvalidError
from app.feel import Environment

GOOD = '[system.a]\nname="甲"\nowner="局"\npurpose="核验"\ncontract="只读"\n'


def problems(source: str) -> list[str]:
    with pytest.raises(InvalidError) as refused:
        read_descriptions(source.encode())
    return list(refused.value.fields)


def test_the_shipped_systems_are_the_twelve_of_the_plan() -> None:
    found = read_descriptions(Path(connectors.__file__).with_name("systems.toml").read_bytes())

    assert len(found) == 12
    assert {one.id for one in found if one.mode == "stub"} == {
        "jinguan",
        "jinshui",
        "jincai",
        "jindun",
        "shebao",
        "jinzhi",
    }


def test_every_problem_is_named_with_its_place() -> None:
    source = (
        '[system."b c"]\nname=""\nowner="局"\npurpose="核验"\ncontract="只读"\nmode="live"\ntimeout_seconds=0\n'
        '[system."b c".ask.x]\nmethod="FETCH"\npath="=["\nfrobnicate="1"\n'
        '[system."b c".event.y]\ntitle="到账"\n'
    )

    assert sorted(problems(source)) == [
        "b c",
        "b c.ask.x.frobnicate",
        "b c.ask.x.method",
        "b c.ask.x.path",
        "b c.ask.x.title",
        "b c.base_url",
        "b c.event.y.key",
        "b c.event.y.message",
        "b c.name",
        "b c.timeout_seconds",
    ]


@pytest.mark.parametrize(
    ("source", "place"), [("[", "file"), ("x = 1", "system"), (GOOD + "ask = {x = 1}", "a.ask.x")]
)
def test_what_is_no_description_is_refused(source: str, place: str) -> None:
    assert problems(source) == [place]


def request(operation: Outbound, **variables: object) -> connectors.Request:
    return build_request(operation, "http://a.test/base/", variables, {"token": "t0"}, Environment())


def test_a_request_is_built_from_variables_and_secrets() -> None:
    operation = Outbound(
        "x",
        "核验",
        method="POST",
        path='=["people", name]',
        query="={year: year, gone: null, live: true}",
        headers='={"X-Key": secrets.token}',
        body="={id: id}",
    )

    built = request(operation, name="何/秀英", year=2026, id="4")

    assert built.address == "http://a.test/base/people/%E4%BD%95%2F%E7%A7%80%E8%8B%B1?year=2026&live=true"
    assert built.headers == {"X-Key": "t0", "Accept": "application/json", "Content-Type": "application/json"}
    assert built.body == b'{"id":"4"}'
    assert "t0" not in repr(built)


@pytest.mark.parametrize(
    "operation",
    [
        Outbound("x", "核验", headers='={"X-Name": name}'),
        Outbound("x", "核验", query="=5"),
        Outbound("x", "核验", body="=for i in 1..100000000 return i"),
    ],
)
def test_a_request_that_cannot_be_built_is_refused(operation: Outbound) -> None:
    with pytest.raises(NotUnderstoodError):
        request(operation, name="a\r\nX-Evil: 1")


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://api.example.gov.cn/x", True),
        ("http://localhost:8080/", True),
        ("http://localhost:9090/", False),
        ("https://example.gov.cn.evil.test/", False),
        ("https://user@api.example.gov.cn/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_named_hosts_are_allowed(address: str, allowed: bool) -> None:
    assert is_allowed(address, ("*.example.gov.cn", "localhost:8080")) is allowed
