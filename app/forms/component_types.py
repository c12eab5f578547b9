"""Read what belongs to one type of component only. It must not know the attributes all inputs share."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from app.forms import schema
from app.forms.attributes import Attributes
from app.forms.choices import read_columns, read_options, token_of
from app.forms.definition import BlockTemplate, StaticOption, Validation
from app.forms.paths import Path
from app.forms.safe_html import read_html
from app.forms.templating import Template
from app.text import text

KEY = re.compile(r"\w+(\.\w+)*", re.ASCII)
"""Shape of keys and paths, as form-js demands it."""
_IMAGE = re.compile(r"/(?!/)|data:image/(png|jpeg|gif|webp);base64,")


def _number(attributes: Attributes, _: Path) -> dict[str, Any]:
    increment = attributes.limit("increment", attributes.raw.get("increment"))
    if increment is not None and (not isinstance(increment, Decimal) or increment <= 0):
        attributes.problems.add("increment", text("步长应为大于 0 的数字"))
        increment = None
    return {
        **_adorners(attributes, _),
        "increment": increment,
        "decimal_digits": attributes.integer("decimalDigits", None, 0, 20),
        "as_text": attributes.boolean("serializeToString"),
    }


def _adorners(attributes: Attributes, _: Path) -> dict[str, Any]:
    raw = attributes.raw.get("appearance") or {}
    if not isinstance(raw, Mapping):
        attributes.problems.add("appearance", text("应为对象"))
        return {}
    return {
        "prefix": attributes.wording("prefixAdorner", raw=raw),
        "suffix": attributes.wording("suffixAdorner", raw=raw),
    }


def _datetime(attributes: Attributes, _: Path) -> dict[str, Any]:
    formats = ("utc_offset", "utc_normalized", "no_timezone")
    return {
        "subtype": attributes.one_of("subtype", ("date", "time", "datetime"), "date"),
        "date_label": attributes.wording("dateLabel"),
        "time_label": attributes.wording("timeLabel"),
        "time_format": attributes.one_of("timeSerializingFormat", formats, "utc_offset"),
        "time_interval": attributes.integer("timeInterval", 1, 1, 60),
        "no_past": attributes.boolean("disallowPassedDates"),
    }


def _choice(attributes: Attributes, _: Path) -> dict[str, Any]:
    raw, problems = attributes.raw, attributes.problems
    sources = [
        name for name in ("values", "valuesKey", "valuesExpression") if raw.get(name) not in (None, "")
    ]
    if len(sources) != 1:
        problems.add("values", text("应恰好给出 values、valuesKey、valuesExpression 之一"))
    options: tuple[StaticOption, ...] | None = (
        read_options(raw["values"], problems) if "values" in sources else None
    )
    default = raw.get("defaultValue")
    if options is not None and default is not None:
        known = {token_of(option.value) for option in options}
        if any(token_of(one) not in known for one in (default if isinstance(default, list) else [default])):
            problems.add("defaultValue", text("默认值不在选项之中"))
    return {
        "options": options,
        "values_key": attributes.string("valuesKey"),
        "values_expression": attributes.expression("valuesExpression", raw.get("valuesExpression")),
    }


def _filepicker(attributes: Attributes, _: Path) -> dict[str, Any]:
    return {
        "accept": attributes.string("accept"),
        "multiple": attributes.rule("multiple", attributes.raw.get("multiple")),
    }


def _text(attributes: Attributes, _: Path) -> dict[str, Any]:
    return {"text": attributes.wording("text")}


def _html(attributes: Attributes, _: Path) -> dict[str, Any]:
    return {
        "blocks": _html_blocks(attributes, "content", attributes.string("content")),
        "blocks_en": _html_blocks(attributes, "content.en", attributes.properties.get("content.en", "")),
    }


def _html_blocks(attributes: Attributes, name: str, source: str) -> tuple[BlockTemplate, ...]:
    blocks, refused = read_html(source)
    if refused:
        attributes.problems.add(
            name,
            text(
                "HTML 中不允许：%(refused)s。请改用文字组件，或只用标题、段落、列表和链接",
                refused="、".join(refused),
            ),
        )
    found = []
    for block in blocks:
        runs = [run.text for item in block.items for run in item if "{{" in run.text]
        templates: dict[str, Template] = {one: attributes.template(name, one) for one in runs}
        found.append(BlockTemplate(block, templates))
    return tuple(found)


def _image(attributes: Attributes, _: Path) -> dict[str, Any]:
    source = attributes.string("source")
    if not source:
        attributes.problems.add("source", text("缺少图片地址"))
    elif not source.startswith("=") and "{{" not in source and not _IMAGE.match(source):
        attributes.problems.add(
            "source", text("图片应是本站地址（以 / 开头）或 png、jpeg、gif、webp 的 data: 地址")
        )
    return {"source": attributes.wording("source", "source.en"), "alt": attributes.wording("alt")}


def _button(attributes: Attributes, _: Path) -> dict[str, Any]:
    return {"action": attributes.one_of("action", ("submit", "reset"), "submit")}


def _spacer(attributes: Attributes, _: Path) -> dict[str, Any]:
    return {"height": attributes.integer("height", 32, 1, 2000)}


def _container_path(attributes: Attributes, base: Path, *, required: bool) -> Path:
    path = attributes.string("path")
    if path and (not KEY.fullmatch(path) or "__" in path):
        attributes.problems.add("path", text("路径只能由英文字母、数字、下划线和点组成，例如 persons"))
        return base
    if required and not path:
        attributes.problems.add("path", text("列表缺少路径（path），行的内容没有地方存放"))
    return (*base, *path.split(".")) if path else base


def _group(attributes: Attributes, base: Path) -> dict[str, Any]:
    return {"path": _container_path(attributes, base, required=False)}


def _list(attributes: Attributes, base: Path) -> dict[str, Any]:
    repeating = attributes.boolean("isRepeating", default=True)
    low = attributes.whole_property("rows.min", 0, schema.MAX_ROWS) or 0
    high = attributes.whole_property("rows.max", 20, schema.MAX_ROWS) or 20
    wanted = attributes.integer("defaultRepetitions", 1, 0, schema.MAX_ROWS)
    if low > high:
        attributes.problems.add("properties.rows.min", text("最少行数大于最多行数"))
    return {
        "path": _container_path(attributes, base, required=repeating),
        "is_repeating": repeating,
        "can_change_rows": attributes.boolean("allowAddRemove", default=True) and repeating,
        "default_rows": min(max(wanted or 0, low), high),
        "validation": Validation(min_rows=low, max_rows=high),
    }


def _table(attributes: Attributes, _: Path) -> dict[str, Any]:
    raw = attributes.raw
    source = raw.get("dataSource")
    if not source:
        attributes.problems.add("dataSource", text("缺少数据来源（dataSource）"))
    if bool(raw.get("columns")) == bool(raw.get("columnsExpression")):
        attributes.problems.add("columns", text("应恰好给出 columns 与 columnsExpression 之一"))
    if isinstance(source, str) and KEY.fullmatch(source):
        source = f"={source}"
    return {
        "data_source": attributes.expression("dataSource", source),
        "columns": read_columns(raw.get("columns") or [], attributes.problems),
        "columns_expression": attributes.expression("columnsExpression", raw.get("columnsExpression")),
    }


def _documents(attributes: Attributes, _: Path) -> dict[str, Any]:
    if not attributes.raw.get("dataSource"):
        attributes.problems.add("dataSource", text("缺少数据来源（dataSource）"))
    return {"data_source": attributes.expression("dataSource", attributes.raw.get("dataSource"))}


BUILDERS: dict[str, Callable[[Attributes, Path], dict[str, Any]]] = {
    "textfield": _adorners,
    "number": _number,
    "datetime": _datetime,
    "radio": _choice,
    "select": _choice,
    "checklist": _choice,
    "taglist": _choice,
    "filepicker": _filepicker,
    "text": _text,
    "html": _html,
    "image": _image,
    "button": _button,
    "spacer": _spacer,
    "group": _group,
    "dynamiclist": _list,
    "table": _table,
    "documentPreview": _documents,
}
