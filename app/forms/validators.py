"""The validators a designer names in `properties.validator` or `validate.validationType`.

Each takes half-width trimmed text and returns the text to store, or None when it is not valid.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.forms import chinese
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class Validator:
    """Hold one validator and what the page may tell the browser about the field."""

    read: Callable[[str], str | None]
    message: Callable[[str], Text]
    inputmode: str = ""
    autocomplete: str = ""
    mask: tuple[int, int] = (1, 1)
    """Characters left readable at the start and the end when the value is masked."""


VALIDATORS: dict[str, Validator] = {
    "idcard": Validator(
        chinese.id_card,
        lambda label: text("%(label)s：请输入有效的18位公民身份号码，最后一位可以是X", label=label),
        mask=(3, 4),
    ),
    "uscc": Validator(
        chinese.credit_code,
        lambda label: text("%(label)s：请输入有效的18位统一社会信用代码，请核对营业执照", label=label),
        mask=(4, 4),
    ),
    "cn-mobile": Validator(
        chinese.mobile,
        lambda label: text("%(label)s：请输入11位手机号码，例如 13800001234", label=label),
        inputmode="tel",
        autocomplete="tel",
        mask=(3, 4),
    ),
    "phone": Validator(
        chinese.phone,
        lambda label: text(
            "%(label)s：请输入手机号码或带区号的固定电话，例如 13800001234 或 0379-63200000", label=label
        ),
        inputmode="tel",
        autocomplete="tel",
        mask=(3, 4),
    ),
    "email": Validator(
        chinese.email,
        lambda label: text("%(label)s：请输入电子邮箱地址，例如 name@example.com", label=label),
        inputmode="email",
        autocomplete="email",
        mask=(1, 0),
    ),
    "postcode": Validator(
        chinese.postcode,
        lambda label: text("%(label)s：请输入6位邮政编码", label=label),
        inputmode="numeric",
        autocomplete="postal-code",
    ),
    "name": Validator(
        chinese.person_name,
        lambda label: text("%(label)s：请输入真实姓名，2到50个字，不含数字和符号", label=label),
        autocomplete="name",
        mask=(1, 0),
    ),
}
