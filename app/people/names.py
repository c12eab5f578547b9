"""Forms of logins, phone and identity numbers: one spelling each, and what is wrong with an entry."""

import re
import unicodedata

from app.text import Text, text

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{9,11}")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"


def fold_login(login: str) -> str:
    """Return a login as it is stored: half-width, lower case, no blanks around."""
    return unicodedata.normalize("NFKC", login).strip().lower()


def login_problem(login: str) -> Text | None:
    """Return what is wrong with a folded login."""
    if _LOGIN.fullmatch(login):
        return None
    return text("登录名须以小写字母开头，由字母、数字、点、横线组成，2 至 40 位")


def fold_phone(phone: str) -> str:
    """Return a phone number's digits, without +86 and separators."""
    digits = re.sub(r"[^\d+]", "", unicodedata.normalize("NFKC", phone))
    return digits.removeprefix("+86")


def phone_problem(phone: str) -> Text | None:
    """Return what is wrong with a folded phone number (mainland mobile or landline with area code)."""
    if _MOBILE.fullmatch(phone) or _LANDLINE.fullmatch(phone):
        return None
    return text("请填写 11 位手机号码，或带区号的固定电话")


def is_mobile(phone: str) -> bool:
    """Say whether a folded number is a mainland mobile number."""
    return _MOBILE.fullmatch(phone) is not None


def fold_id(number: str) -> str:
    """Return an identity number as it is stored: no blanks, capital X."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", number)).upper()


def id_problem(number: str) -> Text | None:
    """Return what is wrong with a folded resident identity number (GB 11643: 17 digits, check sign)."""
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return text("身份证号码应为 18 位")
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    if _ID_CHECKS[total % 11] != number[17]:
        return text("身份证号码的校验位不对，请核对")
    return None


def email_problem(email: str) -> Text | None:
    """Return what is wrong with an e-mail address (only what is certainly wrong)."""
    if re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+", email) and len(email) <= 254:
        return None
    return text("电子邮箱格式不对")
