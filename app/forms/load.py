"""Load a form-js file strictly: JSON, the tree of components, ids, keys and paths. All problems at once.

Single components are read by `components`; this module knows how they stand to one another.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.forms import schema
from app.forms.attributes import Attributes
from app.forms.components import build_component, check_attributes
from app.forms.definition import Component, Field, Form
from app.forms.paths import Path
from app.forms.problems import InvalidFormError, Problems
from app.text import text

_SPECIAL_NAMES = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_"})


def load_form(source: bytes, *, form_id: str) -> Form:
    """Load a form from the bytes of its file; `form_id` is the id it must carry (its path with dots).

    Raise InvalidFormError (an InvalidError) with every problem: form, component id and key, attribute, what
    to do.
    """
    problems = Problems(form_id)
    raw = _read_json(source, problems)
    if raw is None:
        raise InvalidFormError(form_id, problems.found)
    version = _check_head(raw, form_id, problems)
    tree = _Tree(problems)
    components = tree.read_all(raw.get("components"), (), (), 0)
    tree.check_claims()
    if problems.found:
        raise InvalidFormError(form_id, problems.found)
    own = {str(field.path[0]) for field in tree.fields} | {str(one[0]) for one in tree.list_paths if one}
    return Form(
        form_id, version, components, tuple(tree.fields), frozenset(tree.names - own - _SPECIAL_NAMES)
    )


def _read_json(source: bytes, problems: Problems) -> Mapping[str, Any] | None:
    if len(source) > schema.MAX_FORM_BYTES:
        problems.add("", text("文件超过 %(limit)s 字节", limit=schema.MAX_FORM_BYTES))
        return None
    try:
        raw = json.loads(source.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError:
        problems.add("", text("文件不是 UTF-8 编码，请另存为 UTF-8"))
    except json.JSONDecodeError as error:
        problems.add(
            "",
            text(
                "不是有效的 JSON，第%(line)s行第%(column)s列：%(reason)s",
                line=error.lineno,
                column=error.colno,
                reason=error.msg,
            ),
        )
    except RecursionError:
        problems.add("", text("JSON 嵌套太深"))
    except ValueError as error:
        problems.add("", text("不是有效的 JSON：%(reason)s", reason=str(error)))
    else:
        if isinstance(raw, dict):
            return raw
        problems.add("", text("文件应是一个 form-js 表单对象"))
    return None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        names = [name for name, _ in pairs]
        twice = sorted({name for name in names if names.count(name) > 1})
        raise ValueError(f"“{'、'.join(twice)}”在同一个对象中出现两次")
    return result


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} 不是 JSON 数字")


def _check_head(raw: Mapping[str, Any], form_id: str, problems: Problems) -> int:
    for name in sorted(set(raw) - schema.FORM_ATTRIBUTES):
        problems.add(name, text("form-js 表单没有这个属性，请删除或改正拼写"))
    if raw.get("type") != "default":
        problems.add("type", text('应为 "default"'))
    if raw.get("id") != form_id:
        problems.add("id", text("表单 id 应为 %(wanted)s（与文件路径一致）", wanted=form_id))
    version = raw.get("schemaVersion")
    if isinstance(version, bool) or not isinstance(version, int):
        problems.add("schemaVersion", text("缺少 schemaVersion，请用 form-js 编辑器保存一次"))
        return 0
    if not 1 <= version <= schema.MAX_SCHEMA_VERSION:
        problems.add(
            "schemaVersion",
            text("版本 %(found)s 不支持，最高支持 %(limit)s", found=version, limit=schema.MAX_SCHEMA_VERSION),
        )
    return version


class _Tree:
    """Walk the raw components, keeping what must be unique."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.ids: set[str] = set()
        self.fields: list[Field] = []
        self.names: set[str] = set()
        self.list_paths: list[Path] = []
        self.claims: list[tuple[Path, bool, str, str]] = []
        self.count = 0

    def read_all(
        self, raw: Any, base: Path, lists: tuple[Component, ...], depth: int
    ) -> tuple[Component, ...]:
        """Read a list of raw components below a path; `lists` are the lists around them, outermost first."""
        if not isinstance(raw, list):
            self.problems.add("components", text("应为组件列表"))
            return ()
        if depth > schema.MAX_NESTING:
            self.problems.add("components", text("嵌套超过 %(limit)s 层", limit=schema.MAX_NESTING))
            return ()
        read = [self._read(one, base, lists, depth) for one in raw]
        return tuple(component for component in read if component is not None)

    def _read(self, raw: Any, base: Path, lists: tuple[Component, ...], depth: int) -> Component | None:
        self.count += 1
        if self.count == schema.MAX_COMPONENTS + 1:
            self.problems.add("components", text("组件超过 %(limit)s 个", limit=schema.MAX_COMPONENTS))
        if self.count > schema.MAX_COMPONENTS:
            return None
        if not isinstance(raw, dict):
            self.problems.at(f"#{self.count}", "")
            self.problems.add("", text("组件应为对象"))
            return None
        component_id = self._identify(raw)
        if not check_attributes(raw, self.problems):
            return None
        attributes = Attributes(raw, self.problems)
        component = build_component(attributes, component_id, base, inside_list=lists[-1] if lists else None)
        around = self.problems.component_id, self.problems.key
        if component.type in {"group", "dynamiclist"}:
            component = self._with_children(component, raw, lists, depth)
        self.problems.at(*around)
        self.names |= attributes.names
        self._claim(component, attributes)
        return component

    def _identify(self, raw: Mapping[str, Any]) -> str:
        key = raw.get("key") or raw.get("path")
        given = raw.get("id")
        component_id = given if isinstance(given, str) and given else f"{raw.get('type')}#{self.count}"
        self.problems.at(component_id, key if isinstance(key, str) else "")
        if component_id in self.ids:
            self.problems.add("id", text("id 重复，每个组件的 id 应唯一"))
        self.ids.add(component_id)
        return component_id

    def _with_children(
        self, component: Component, raw: Mapping[str, Any], lists: tuple[Component, ...], depth: int
    ) -> Component:
        inner = (*lists, component) if component.is_list else lists
        if len(inner) > schema.MAX_LIST_NESTING:
            self.problems.add("components", text("列表嵌套超过 %(limit)s 层", limit=schema.MAX_LIST_NESTING))
            return component
        base = (*component.path, "[]") if component.is_list else component.path
        return replace(component, children=self.read_all(raw.get("components", []), base, inner, depth + 1))

    def _claim(self, component: Component, attributes: Attributes) -> None:
        if component.is_list and component.path:
            self.list_paths.append(component.path)
            self.claims.append((component.path, True, component.id, str(attributes.raw.get("path", ""))))
        if not component.is_keyed or not component.path:
            return
        self.claims.append((component.path, False, component.id, component.key))
        label = component.label or component.date_label or component.time_label
        self.fields.append(
            Field(
                name=field_name(component.path),
                path=component.path,
                type=component.type,
                component=component,
                label=label.zh.source if label else component.key,
                required=component.validation.required,
                sensitive=component.sensitive,
            )
        )

    def check_claims(self) -> None:
        """Refuse two components that write the same place, or one inside the other."""
        taken: dict[Path, str] = {}
        for path, _, component_id, key in self.claims:
            self.problems.at(component_id, key)
            if path in taken:
                self.problems.add("key", text("键与组件 %(other)s 重复，请改用另一个键", other=taken[path]))
            taken.setdefault(path, component_id)
        lists = {path for path, is_list, _, _ in self.claims if is_list}
        for path, _, component_id, key in self.claims:
            for length in range(1, len(path)):
                ancestor = path[:length]
                below_row = path[length] == "[]"
                if ancestor in taken and not (ancestor in lists and below_row):
                    self.problems.at(component_id, key)
                    self.problems.add(
                        "key", text("键在组件 %(other)s 的值之内，两者会互相覆盖", other=taken[ancestor])
                    )


def field_name(path: Path) -> str:
    """Write a path without row numbers: ("persons", "[]", "name") → "persons[].name"."""
    return ".".join(str(segment) for segment in path).replace(".[]", "[]")
