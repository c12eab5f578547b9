"""A form as it was loaded: immutable, compiled, shared by all who fill it in. It holds no values.

The vocabulary is that of form-js (component, key, path, validate, conditional, properties).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from app.feel import Expression
from app.forms.expressions import Rule, Scope
from app.forms.markdown import TextBlock
from app.forms.paths import Path
from app.forms.patterns import Pattern
from app.forms.templating import Escape, Template

Limit = Decimal | Expression
"""A bound of a number, a length or a date: fixed, or FEEL."""

INPUT_TYPES = frozenset(
    [
        "textfield",
        "number",
        "datetime",
        "textarea",
        "checkbox",
        "radio",
        "select",
        "checklist",
        "taglist",
        "filepicker",
    ]
)
KEYED_TYPES = INPUT_TYPES | {"expression"}
CHOICE_TYPES = frozenset({"radio", "select", "checklist", "taglist"})
MANY_TYPES = frozenset({"checklist", "taglist"})


@dataclass(frozen=True, slots=True)
class Wording:
    """Hold a text in Chinese and, where its author gave one, in English."""

    zh: Template
    en: Template | None = None

    def template(self, locale: str) -> Template:
        """Choose the text of a locale; Chinese where there is no English."""
        return self.en if self.en is not None and locale.lower().startswith("en") else self.zh

    def render(self, scope: Scope, locale: str, escape: Escape = lambda value: value) -> str:
        """Render the text of a locale."""
        return self.template(locale).render(scope, escape)

    @property
    def names(self) -> frozenset[str]:
        """Return the free names of both texts."""
        return self.zh.names | (self.en.names if self.en else frozenset())


@dataclass(frozen=True, slots=True)
class StaticOption:
    """Hold one option written in the form; `value` is text, number or truth."""

    value: Any
    label: str
    label_en: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """Hold one column of a table."""

    key: str
    label: str
    label_en: str | None = None


@dataclass(frozen=True, slots=True)
class Validation:
    """Hold what an answer must satisfy; a bound that is None does not bind."""

    required: bool = False
    min: Limit | None = None
    max: Limit | None = None
    min_length: Limit | None = None
    max_length: Limit | None = None
    pattern: Pattern | None = None
    pattern_message: Wording | None = None
    kind: str = ""
    """"email", "phone" (form-js validationType) or a name of `validators.VALIDATORS`."""
    required_message: Wording | None = None
    min_rows: int = 0
    max_rows: int = 50
    min_selected: int = 0
    max_selected: int | None = None
    max_files: int | None = None
    file_types: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """Hold one component; what a type does not use keeps its default.

    `path` is the full path without row numbers; a list's rows stand at its path.
    """

    type: str
    id: str
    key: str = ""
    path: Path = ()
    label: Wording | None = None
    description: Wording | None = None
    hide: Rule = False
    readonly: Rule = False
    disabled: Rule = False
    validation: Validation = Validation()
    default: Any = None
    has_default: bool = False
    properties: Mapping[str, str] = field(default_factory=dict)
    sensitive: bool = False
    autocomplete: str = ""
    options: tuple[StaticOption, ...] | None = None
    values_key: str = ""
    values_expression: Expression | None = None
    children: "tuple[Component, ...]" = ()
    is_repeating: bool = False
    can_change_rows: bool = False
    default_rows: int = 1
    subtype: str = "date"
    date_label: Wording | None = None
    time_label: Wording | None = None
    time_format: str = "utc_offset"
    time_interval: int = 1
    no_past: bool = False
    decimal_digits: int | None = None
    increment: Decimal | None = None
    as_text: bool = False
    prefix: Wording | None = None
    suffix: Wording | None = None
    expression: Expression | None = None
    text: Wording | None = None
    blocks: "tuple[BlockTemplate, ...]" = ()
    blocks_en: "tuple[BlockTemplate, ...]" = ()
    source: Wording | None = None
    alt: Wording | None = None
    action: str = "submit"
    data_source: Expression | None = None
    columns: tuple[Column, ...] = ()
    columns_expression: Expression | None = None
    accept: str = ""
    multiple: Rule = False
    height: int = 0

    @property
    def is_keyed(self) -> bool:
        """Tell whether the component holds a value under its own key."""
        return self.type in KEYED_TYPES

    @property
    def is_list(self) -> bool:
        """Tell whether the component repeats its children in rows."""
        return self.type == "dynamiclist" and self.is_repeating

    def walk(self) -> "Iterator[Component]":
        """Yield this component and all inside it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class BlockTemplate:
    """Hold a block of an `html` component; the text of a run that carries values is a key of `templates`."""

    block: TextBlock
    templates: Mapping[str, Template] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Field:
    """Describe one keyed component for others: what is stored where, and what must be encrypted.

    `name` writes rows as `[]`: `persons[].idcard`.
    """

    name: str
    path: Path
    type: str
    component: Component
    label: str
    required: bool
    sensitive: bool


@dataclass(frozen=True, slots=True)
class Form:
    """Hold one loaded form."""

    id: str
    schema_version: int
    components: tuple[Component, ...]
    fields: tuple[Field, ...]
    external_names: frozenset[str]
    """Names its expressions use that no component of the form defines: variables of the process."""

    def walk(self) -> Iterator[Component]:
        """Yield every component in order, those inside containers too."""
        for component in self.components:
            yield from component.walk()

    @property
    def sensitive_names(self) -> frozenset[str]:
        """Return the names of the fields whose values must be encrypted at rest."""
        return frozenset(one.name for one in self.fields if one.sensitive)

    @property
    def is_multipart(self) -> bool:
        """Tell whether the form takes files."""
        return any(component.type == "filepicker" for component in self.walk())
