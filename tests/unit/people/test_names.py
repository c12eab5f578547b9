"""One spelling for logins, phones and identity numbers, and what is wrong with an entry."""

import pytest

from app.people.names import (
    email_problem,
    fold_id,
    fold_login,
    fold_phone,
    id_problem,
    is_mobile,
    login_problem,
    phone_problem,
)
from app.people.read_table import is_formula, safe_cell, write_csv


def test_width_case_and_blanks_do_not_matter() -> None:
    assert fold_login("　ＺｈａｏＬｉｎ ") == "zhaolin"
    assert fold_phone("+86 138-0000 1234") == "13800001234"
    assert fold_id("41030519580112002 x") == "41030519580112002X"


@pytest.mark.parametrize("login", ["z", "9lives", "a b", "赵琳", "", "a" * 41])
def test_a_login_has_a_form(login: str) -> None:
    assert login_problem(login)


@pytest.mark.parametrize(
    ("number", "good"), [("13800001234", True), ("12800001234", False), ("037912345678", False)]
)
def test_a_mobile_number_is_told_from_others(number: str, good: bool) -> None:
    assert is_mobile(number) is good


def test_a_landline_is_a_phone_number_too() -> None:
    assert phone_problem("037900000001") is None
    assert phone_problem("110")


@pytest.mark.parametrize("number", ["11010519491231002X", "410305195801120027"])
def test_a_right_identity_number_passes(number: str) -> None:
    assert id_problem(number) is None


@pytest.mark.parametrize("number", ["110105194912310021", "11010519491231002", "A1010519491231002X"])
def test_a_wrong_digit_or_length_is_noticed(number: str) -> None:
    assert id_problem(number)


@pytest.mark.parametrize("address", ["x", "a@b", "a b@c.d", "a@b.c,d@e.f", "@b.c"])
def test_a_certainly_wrong_address_is_noticed(address: str) -> None:
    assert email_problem(address)
    assert email_problem("he@example.org") is None


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\tx"])
def test_what_a_spreadsheet_would_run_is_a_formula_and_leaves_quoted(cell: str) -> None:
    assert is_formula(cell)
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["+86 13800001234", "-5", "赵琳", "a=b"])
def test_a_number_or_a_name_is_no_formula(cell: str) -> None:
    assert not is_formula(cell)


def test_a_written_table_is_opened_in_the_right_encoding() -> None:
    assert write_csv([["姓名"], ["=x"]]) == "\ufeff姓名\r\n'=x\r\n".encode()
