"""Items as rows of a table: one column a field; a list is one line each, a material `name|needed|copies|source`."""

from collections.abc import Mapping
from typing import Any

from app.items.item import LISTS, ServiceItem

HEADINGS: Mapping[str, str] = {
    "code": "事项编码",
    "name": "事项名称",
    "name_en": "英文名称",
    "kind": "事项类型",
    "unit": "受理单位",
    "depth": "办理深度",
    "basis": "依据",
    "conditions": "条件",
    "quantity": "数量",
    "steps": "程序",
    "process": "流程",
    "legal_rule": "法定期限",
    "promised_days": "承诺期限（工作日）",
    "materials": "材料目录",
    "data": "填报数据",
    "fee": "收费",
    "fee_basis": "收费依据",
    "place": "办理地点",
    "phone": "电话",
    "applicants": "服务对象",
    "result": "办理结果",
    "validity": "有效期",
    "synonyms": "别名",
    "in_hall": "进驻大厅",
}
"""Field → heading, in the order of the columns."""
_NEEDED, _SPARE = "必备", "容缺"
_YES, _NO = "是", "否"


def row_of(item: ServiceItem) -> list[str]:
    """Return an item as the cells of its row."""
    return [_cell(name, getattr(item, name)) for name in HEADINGS]


def value_of(column: str, words: str) -> Any:
    """Return what a cell says; ValueError when the column cannot hold it."""
    if column == "materials":
        return [_material(line) for line in words.splitlines() if line.strip()]
    if column in LISTS:
        return [line.strip() for line in words.splitlines() if line.strip()]
    if column == "promised_days":
        return int(words)
    if column == "in_hall":
        return {_YES: True, _NO: False}[words] if words in (_YES, _NO) else _refuse(words)
    return words


def _refuse(words: str) -> Any:
    raise ValueError(words)


def _cell(name: str, value: Any) -> str:
    if name == "materials":
        return "\n".join(
            "|".join(
                (one.name, _NEEDED if one.required else _SPARE, str(one.copies), one.source, one.sample)
            ).rstrip("|")
            for one in value
        )
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, tuple):
        return "\n".join(value)
    return "" if value is None else str(value)


def _material(line: str) -> dict[str, Any]:
    name, needed, copies, source, sample = [*(part.strip() for part in line.split("|")), "", "", "", ""][:5]
    if needed not in ("", _NEEDED, _SPARE):
        raise ValueError(line)
    return {
        "name": name,
        "required": needed != _SPARE,
        "copies": int(copies or 1),
        "source": source,
        "sample": sample,
    }
