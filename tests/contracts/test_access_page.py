"""The page that says who may do what is printed from the policy and nothing else."""

from dataclasses import replace

import pytest

from app.access.actor import ROLES
from app.access.policy import RULES
from app.access.table import TABLE
from app.people.role_names import ROLE_NAMES
from scripts import access_page


def test_the_page_is_the_policy() -> None:
    assert access_page.PAGE.read_text(encoding="utf-8") == access_page.page(), "python -m scripts.access_page"


def test_a_changed_rule_changes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = (replace(TABLE[0], allowed_to_en="nobody at all"), *TABLE[1:])

    monkeypatch.setattr(access_page, "TABLE", changed)

    assert "nobody at all" in access_page.page()


def test_an_action_stands_in_the_table_once() -> None:
    assert len(RULES) == len(TABLE)


def test_every_role_is_named_wherever_roles_are_named() -> None:
    assert set(ROLES) == set(ROLE_NAMES) == set(access_page.ROLE_NAMES_EN)
