"""Masks for personal data on pages, slips and lists; what is masked cannot be read back. Knows no store."""

import re

_COMPOUND = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良"
    "漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生公户公玉公仪梁丘公仲公上公门公山公坚左丘公伯西门公祖第五公乘贯丘公皙南荣东里东宫仲长子书子桑即墨达奚"
    "褚师"
)
_COMPOUND_SURNAMES = frozenset(_COMPOUND[i : i + 2] for i in range(0, len(_COMPOUND), 2))


def mask_name(name: str) -> str:
    """Return the surname and one star (张三 and 张晓明 both give 张*), which hides the length, too."""
    name = name.strip()
    if not name:
        return ""
    if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES:
        return name[:2] + "*"
    return name[0] + "*"


def mask_id_number(number: str) -> str:
    """Keep three digits in front and four at the end of an identity number: 410***********1234."""
    return _keep_ends(number.strip(), 3, 4)


def mask_phone(number: str) -> str:
    """Keep three digits in front and four at the end of a mobile number: 138****5678."""
    digits = re.sub(r"[\s\-()（）]", "", number)
    digits = digits.removeprefix("+86")
    if len(digits) >= 11:
        return _keep_ends(digits, 3, 4)
    return _keep_ends(digits, 0, 2)


def mask_email(address: str) -> str:
    """Keep the first sign and the domain: w***@example.com."""
    name, at, domain = address.strip().rpartition("@")
    return f"{name[:1]}***@{domain}" if at else _keep_ends(address, 1, 0)


def mask_address(address: str) -> str:
    """Keep an address down to its county or district: 洛阳市涧西区****."""
    found = re.match(r".{0,30}?(?:自治县|区|县|旗)|.{0,20}?市", address.strip())
    return (found.group(0) if found else "") + "****" if address.strip() else ""


def _keep_ends(value: str, front: int, back: int) -> str:
    if len(value) <= front + back:
        return "*" * len(value)
    return value[:front] + "*" * (len(value) - front - back) + value[len(value) - back :]
