"""Numbers that people in China carry are checked as their standards say."""

import pytest

from app.forms import chinese
from app.forms.answers import mask


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "440524188001010014", "11010519491231002x", "110105 19491231 002X"]
)
def test_a_right_id_number_is_taken(number: str) -> None:
    assert chinese.id_card(number) == number.replace(" ", "").upper()


@pytest.mark.parametrize(
    "number",
    [
        "110105194912310021",  # check digit
        "01010519491231002X",  # no such region
        "11010519490231002X",  # 31 February
        "11010517001231002X",  # nobody is that old
        "110105491231002",  # 15 digits of the old kind
        "11010519491231002Y",
        "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X",
        "",
    ],
)
def test_a_wrong_id_number_is_refused(number: str) -> None:
    assert chinese.id_card(number) is None


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91350100m000100y43", "91330106673959654P"])
def test_a_right_credit_code_is_taken(code: str) -> None:
    assert chinese.credit_code(code) == code.upper()


@pytest.mark.parametrize(
    "code", ["91350100M000100Y44", "91350100M000100I43", "91350100M000100Y4", "9135010OM000100Y43", ""]
)
def test_a_wrong_credit_code_is_refused(code: str) -> None:
    assert chinese.credit_code(code) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800001234", "13800001234"),
        ("+86 138 0000 1234", "13800001234"),
        ("0086-13800001234", "13800001234"),
        ("0379-63212345", "0379-63212345"),
        ("037963212345", "0379-63212345"),
        ("(010)65001234转801", "010-65001234-801"),
        ("+86 379 63212345", "0379-63212345"),
        ("400-888-1234", "400-888-1234"),
        ("+852 2123 4567", "+85221234567"),
    ],
)
def test_phones_are_kept_in_one_form(typed: str, kept: str) -> None:
    assert chinese.phone(typed) == kept


@pytest.mark.parametrize(
    "typed", ["63212345", "12800001234", "1380000123", "0379-123", "12345", "+86 123", "电话", ""]
)
def test_what_cannot_be_called_back_is_refused(typed: str) -> None:
    assert chinese.phone(typed) is None
    assert chinese.mobile(typed) is None


def test_a_landline_is_no_mobile() -> None:
    assert chinese.mobile("0379-63212345") is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("张三", "张三"),
        ("买买提·艾力", "买买提·艾力"),
        ("买买提•艾力", "买买提·艾力"),
        ("John O'Neil", "John O'Neil"),
    ],
)
def test_names_are_taken(typed: str, kept: str) -> None:
    assert chinese.person_name(typed) == kept


@pytest.mark.parametrize("typed", ["张", "张3", "张三<b>", "字" * 51])
def test_what_is_no_name_is_refused(typed: str) -> None:
    assert chinese.person_name(typed) is None


def test_addresses_and_postcodes() -> None:
    assert chinese.email("zhang.san@example.com") == "zhang.san@example.com"
    assert chinese.email("zhang@@example.com") is None
    assert chinese.email("a" * 250 + "@b.cn") is None
    assert chinese.postcode("471000") == "471000"
    assert chinese.postcode("47100") is None


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ("11010519491231002X", "idcard", "110***********002X"),
        ("13800001234", "phone", "138****1234"),
        ("张三丰", "name", "张**"),
        ("zhangsan@example.com", "email", "z*******@example.com"),
        ("秘密内容", "", "秘**容"),
        ("甲", "", "*"),
    ],
)
def test_masks_leave_what_helps_to_recognise(value: str, kind: str, shown: str) -> None:
    assert mask(value, kind) == shown
