"""Numbers that people in China carry, and what makes them valid. Pure functions over text.

Sources: GB 11643-1999 (公民身份号码), GB 32100-2015 (统一社会信用代码), the numbering plan of the MIIT
(phones).
"""

import re
from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ID_REGIONS = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_SHAPE = re.compile(r"[0-9ABCDEFGHJKLMNPQRTUWXY]{2}\d{6}[0-9ABCDEFGHJKLMNPQRTUWXY]{10}", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))-?([2-9]\d{6,7})(?:-(\d{1,6}))?", re.ASCII)
_SERVICE = re.compile(r"([48]00)-?(\d{3})-?(\d{4})", re.ASCII)
_FOREIGN = re.compile(r"\+(?!86)[1-9]\d{6,14}", re.ASCII)
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def id_card(raw: str) -> str | None:
    """Return the 18-character ID number with a capital X.

    None when region, birthday or check digit is wrong (GB 11643).
    """
    number = raw.replace(" ", "").upper()
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII) or number[:2] not in _ID_REGIONS:
        return None
    try:
        born = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        return None
    if born.year < 1850:
        return None
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return number if _ID_CHECKS[total % 11] == number[17] else None


def born_on(number: str) -> date:
    """Return the birthday inside a valid ID number."""
    return date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")


def credit_code(raw: str) -> str | None:
    """Return the 18-character unified social credit code, or None when shape or check character is wrong."""
    code = raw.replace(" ", "").upper()
    if not _USCC_SHAPE.fullmatch(code):
        return None
    total = sum(_USCC_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(code[:17]))
    return code if _USCC_ALPHABET[(31 - total % 31) % 31] == code[17] else None


def mobile(raw: str) -> str | None:
    """Return the 11 digits of a mainland mobile number; +86, 86, 0086, spaces and hyphens are dropped."""
    number = _without_country(re.sub(r"[\s-]", "", raw))
    return number if _MOBILE.fullmatch(number) else None


def phone(raw: str) -> str | None:
    """Return a phone number in its written form, or None.

    Taken: a mainland mobile number (→ 11 digits), a landline with its area code and an extension if any
    (→ 0379-63212345-801), a 400 or 800 number (→ 400-888-1234), and with a plus sign and a country code other
    than +86 a number abroad, in Hong Kong, Macao or Taiwan (→ +85221234567). A landline without its area
    code is
    refused: a clerk in another city could not call back.
    """
    if number := mobile(raw):
        return number
    compact = re.sub(r"[()（）]", "-", re.sub(r"\s", "", raw)).strip("-")
    compact = re.sub(r"-+", "-", re.sub(r"(转|ext\.?|x)", "-", compact, flags=re.IGNORECASE))
    if _FOREIGN.fullmatch(abroad := compact.replace("-", "")):
        return abroad
    national = re.sub(r"^(?:\+86|0086)-?(?=[1-9])", "0", compact)
    national = re.sub(r"^(?:\+86|0086)-?(?=0)", "", national)
    if found := _LANDLINE.fullmatch(national):
        return "-".join(part for part in found.groups() if part)
    if found := _SERVICE.fullmatch(compact):
        return "-".join(found.groups())
    return None


def email(raw: str) -> str | None:
    """Return an e-mail address of the common form (ASCII, at most 254 characters), or None."""
    return raw if len(raw) <= 254 and _EMAIL.fullmatch(raw) and ".." not in raw else None


def postcode(raw: str) -> str | None:
    """Return a six-digit postal code, or None."""
    return raw if re.fullmatch(r"\d{6}", raw, re.ASCII) else None


def person_name(raw: str) -> str | None:
    """Return a person's name of 2 to 50 letters, dots, spaces and hyphens, with one kind of middle dot."""
    name = re.sub(r"[•・‧∙.．]", "·", raw) if re.search(r"[\u3400-\u9fff]", raw) else raw
    return name if 2 <= len(name) <= 50 and all(c.isalpha() or c in "·-' ." for c in name) else None


def _without_country(number: str) -> str:
    for prefix in ("+86", "0086", "86"):
        if number.startswith(prefix) and len(number) == len(prefix) + 11:
            return number.removeprefix(prefix)
    return number
