"""Build the view of a form from its values: settled, worded in the reader's language. No HTML."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.feel import Environment
from app.forms.answers import answer_words
from app.forms.choices import choices_of, columns_of
from app.forms.definition import CHOICE_TYPES, INPUT_TYPES, BlockTemplate, Component, Form
from app.forms.expressions import Scope
from app.forms.fields import field_view
from app.forms.given import settle_values
from app.forms.markdown import TextBlock, escape, is_safe_link, read
from app.forms.paths import ROWS_SUFFIX, get_in, to_anchor, to_name
from app.forms.settle import Settled, Slot
from app.forms.templating import display
from app.forms.upload import UploadLimits
from app.forms.view import (
    ButtonView,
    DocumentsView,
    DocumentView,
    ErrorLink,
    FieldView,
    FormView,
    GroupView,
    ImageView,
    ItemView,
    ListView,
    RowView,
    SpaceView,
    TableView,
    TextView,
)
from app.text import Text

MAX_TABLE_ROWS = 200
"""Most rows of a table that are shown."""
_IMAGE = re.compile(r"/(?!/)[^\s\\]*|data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+")


@dataclass(frozen=True, slots=True)
class Build:
    """Hold what all parts of one view need."""

    settled: Settled
    errors: Mapping[str, Sequence[Text]]
    locale: str
    limits: UploadLimits
    controlling: frozenset[str]


def build_view(
    form: Form,
    values: Mapping[str, Any],
    *,
    errors: Mapping[str, Sequence[Text]] | None = None,
    locale: str = "zh",
    env: Environment,
    limits: UploadLimits | None = None,
) -> FormView:
    """Build the view; `values` are stored or `Submission.shown`, `errors` are `Submission.errors`."""
    settled = settle_values(form, values, env)
    build = Build(settled, errors or {}, locale, limits or UploadLimits(), controlling_names(form))
    items = _items(settled.slots, build)
    links = tuple(_links(items))
    known = {to_name(slot.path) for slot in settled.walk() if not slot.hidden}
    stray = tuple(
        ErrorLink(f"#{_dom_id(form)}", message)
        for name, messages in build.errors.items()
        if name not in known
        for message in messages
    )
    return FormView(
        id=form.id,
        dom_id=_dom_id(form),
        items=tuple(item for item in items if not isinstance(item, ButtonView)),
        errors=(*links, *stray),
        locale=locale,
        is_multipart=form.is_multipart,
        has_conditions=bool(build.controlling),
        buttons=tuple(item for item in items if isinstance(item, ButtonView)),
    )


def _dom_id(form: Form) -> str:
    return "form-" + form.id.replace(".", "-")


def controlling_names(form: Form) -> frozenset[str]:
    """Return the first names of keys that switches, options or texts of the form depend on."""
    names: set[str] = set()
    for component in form.walk():
        for rule in (component.hide, component.readonly, component.disabled):
            if not isinstance(rule, bool):
                names |= rule.names
        if component.values_expression is not None:
            names |= component.values_expression.names
    return frozenset(names)


def _items(slots: Sequence[Slot], build: Build) -> tuple[ItemView, ...]:
    items = (_item(slot, build) for slot in slots if not slot.hidden)
    return tuple(item for item in items if item is not None)


def _item(slot: Slot, build: Build) -> ItemView | None:
    component = slot.component
    scope = build.settled.scope_of(slot)
    if component.type in CHOICE_TYPES:
        slot.choices = choices_of(component, scope, build.locale)
    if component.type in INPUT_TYPES:
        return _field(slot, scope, build)
    label = component.label.render(scope, build.locale) if component.label else ""
    if component.is_list:
        return _list(slot, label, build)
    if component.type in {"group", "dynamiclist"}:
        return GroupView(_anchor(slot), label, _items(slot.children, build))
    if component.type == "expression":
        return _computed(slot, scope, label) if label else None
    return _shown(component, scope, label, build.locale)


def _shown(component: Component, scope: Scope, label: str, locale: str) -> ItemView | None:
    """Build the view of a component that is only looked at."""
    match component.type:
        case "text":
            return TextView(read(component.text.render(scope, locale, escape) if component.text else ""))
        case "html":
            english = locale.lower().startswith("en") and component.blocks_en
            blocks = component.blocks_en if english else component.blocks
            return TextView(tuple(_block(one, scope) for one in blocks))
        case "image":
            return _image(component, scope, locale)
        case "button":
            return ButtonView(label, component.action)
        case "table":
            return _table(component, scope, label, locale)
        case "documentPreview":
            return _documents(component, scope, label)
    return SpaceView(component.type, component.height)


def _anchor(slot: Slot) -> str:
    return to_anchor((*slot.path, slot.component.id))


def _field(slot: Slot, scope: Scope, build: Build) -> FieldView:
    view = field_view(slot, scope, build.locale, build.limits)
    if slot.locked:
        words = answer_words(slot, build.locale, scope)
        return replace(view, locked=True, answer=words, required=False, described_by="")
    errors = tuple(build.errors.get(to_name(slot.path), ()))
    ids = [f"{view.id}-hint"] if view.hint or view.format_hint else []
    if errors:
        ids.append(f"{view.id}-error")
    first = slot.path[0]
    row_key = [segment for segment in slot.path if isinstance(segment, str)][-1]
    controls = first in build.controlling or (len(slot.path) > 1 and row_key in build.controlling)
    controls = controls or (any(isinstance(s, int) for s in slot.path) and "this" in build.controlling)
    return replace(view, errors=errors, described_by=" ".join(ids), controls=controls)


def _computed(slot: Slot, scope: Scope, label: str) -> FieldView:
    words = answer_words(slot, "zh", scope)
    return FieldView("expression", to_name(slot.path), to_anchor(slot.path), label, locked=True, answer=words)


def _list(slot: Slot, label: str, build: Build) -> ListView:
    component = slot.component
    name = to_name(slot.path)
    can_remove = component.can_change_rows and len(slot.rows) > component.validation.min_rows
    rows = tuple(
        RowView(
            index + 1,
            to_anchor((*slot.path, index)),
            _items(row, build),
            f"remove:{name}[{index}]" if can_remove else "",
        )
        for index, row in enumerate(slot.rows)
    )
    can_add = component.can_change_rows and len(slot.rows) < component.validation.max_rows
    return ListView(
        id=to_anchor(slot.path),
        name=name,
        label=label,
        rows=rows,
        add=f"add:{name}" if can_add else "",
        count_name=name + ROWS_SUFFIX,
        errors=tuple(build.errors.get(name, ())),
    )


def _block(one: BlockTemplate, scope: Scope) -> TextBlock:
    if not one.templates:
        return one.block
    items = tuple(
        tuple(
            replace(run, text=one.templates[run.text].render(scope)) if run.text in one.templates else run
            for run in item
        )
        for item in one.block.items
    )
    return replace(one.block, items=items)


def _image(component: Component, scope: Scope, locale: str) -> ImageView | None:
    source = component.source.render(scope, locale) if component.source else ""
    if not _IMAGE.fullmatch(source):
        return None
    return ImageView(source, component.alt.render(scope, locale) if component.alt else "")


def _table(component: Component, scope: Scope, label: str, locale: str) -> TableView:
    columns = columns_of(component, scope)
    found = scope.evaluate(component.data_source) if component.data_source else None
    rows = [one for one in found if one is not None] if isinstance(found, list) else []
    english = locale.lower().startswith("en")
    return TableView(
        label,
        tuple(column.label_en or column.label if english else column.label for column in columns),
        tuple(
            tuple(display(get_in(row, tuple(column.key.split(".")))) for column in columns)
            for row in rows[:MAX_TABLE_ROWS]
        ),
        len(rows),
    )


def _documents(component: Component, scope: Scope, label: str) -> DocumentsView:
    found = scope.native(component.data_source) if component.data_source else None
    documents = []
    for one in found if isinstance(found, list) else ():
        metadata = one.get("metadata") if isinstance(one, Mapping) else None
        href = str(one.get("endpoint", "")) if isinstance(one, Mapping) else ""
        if isinstance(metadata, Mapping) and href.startswith("/") and is_safe_link(href):
            name = str(metadata.get("fileName") or one.get("documentId") or "")
            documents.append(DocumentView(name, str(metadata.get("contentType") or ""), href))
    return DocumentsView(label, tuple(documents))


def _links(items: Sequence[ItemView]) -> list[ErrorLink]:
    links: list[ErrorLink] = []
    for item in items:
        if isinstance(item, FieldView):
            links += [ErrorLink(f"#{_first_input(item)}", message) for message in item.errors]
        elif isinstance(item, GroupView):
            links += _links(item.items)
        elif isinstance(item, ListView):
            links += [ErrorLink(f"#{item.id}", message) for message in item.errors]
            for row in item.rows:
                links += _links(row.items)
    return links


def _first_input(field: FieldView) -> str:
    """Return the id of the first element of a field that can take the focus."""
    if field.parts:
        missing = next((part for part in field.parts if not part.value), field.parts[0])
        return missing.id
    if field.kind in {"radio", "checklist", "taglist"} and field.options:
        return field.options[0].id
    return field.id
