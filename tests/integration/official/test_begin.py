"""Beginning a document: staff only, in the name of their unit; what a rule may know of the units around it."""

import pytest
from sqlalchemy import func, select

from app import forms
from app.access.actor import GUEST
from app.cases.moving.site_values import relations, site_values
from app.cases.moving.start import start_case
from app.catalog.resolve import newest_package
from app.errors import ForbiddenError, SignInRequiredError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import official
from app.store.tables.official import official_document
from tests.harness.dispatch import NOTICE

pytestmark = pytest.mark.packages("dispatch")


def begin(city: Runtime, actor, token: str = "t"):
    return start_case(city, actor, "dispatch", forms.as_post(dict(NOTICE)), token=token)


def test_a_document_stands_in_the_register_of_its_drafters_unit(city: Runtime) -> None:
    key = begin(city, act_as(city, "limin")).key

    with city.read() as tx:
        row = official.document_of_case(tx, key)
    assert row is not None
    assert (row.register, row.organ, row.from_organ) == ("outgoing", "sfb", "市政府办公室")
    assert (row.state, row.number, row.to_organs) == ("drafted", None, ["zjj", "cgj"])


def test_nobody_outside_the_office_begins_one(city: Runtime) -> None:
    with pytest.raises(SignInRequiredError):
        begin(city, GUEST)
    with pytest.raises(ForbiddenError):
        begin(city, act_as(city, "hexiuying"))
    with pytest.raises(ForbiddenError):
        begin(city, act_as(city, "gaoyuan"))

    with city.read() as tx:
        assert tx.scalar(select(func.count()).select_from(official_document)) == 0


def test_a_rule_knows_who_stands_above_and_below(city: Runtime) -> None:
    with city.read() as tx:
        found = relations(tx, "jxq")

    assert {"szf", "sxfb"} >= set(found["above"]) >= {"szf"}
    assert found["below"] == ["ysjd"]
    assert found["direct"] == ["szf"]
    assert found["heads"] == ["田峰"]


def test_a_form_gets_what_it_asks_of_the_house_and_nothing_else(city: Runtime) -> None:
    with city.read() as tx:
        package = newest_package(city, tx, "dispatch")
        draft = site_values(tx, package.forms["dispatch.draft"], "jxq")
        archive = site_values(tx, package.forms["dispatch.archive"], "jxq")

    assert archive == {}
    assert [one["label"] for one in draft["signers"]] == ["田峰（主要负责人）", "段宏（分管负责人）"]
    assert "jxq" not in {one["value"] for one in draft["units"]}
