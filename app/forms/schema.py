"""Tables of the form-js schema: which type has which attributes. Data only.

Source: packages/form-json-schema of form-js 1.23 (schemaVersion 19) and what its editor writes beyond it.
"""

MAX_SCHEMA_VERSION = 19
MAX_FORM_BYTES = 1_000_000
"""Largest form file in bytes."""
MAX_COMPONENTS = 500
MAX_NESTING = 8
MAX_LIST_NESTING = 3
MAX_ROWS = 200
"""Most rows a list may be given."""

FORM_ATTRIBUTES = frozenset(
    [
        "$schema",
        "id",
        "type",
        "schemaVersion",
        "components",
        "executionPlatform",
        "executionPlatformVersion",
        "exporter",
        "versionTag",
        "properties",
        "generated",
    ]
)
_COMMON = frozenset(["id", "type", "layout", "conditional", "properties"])
_INPUT = _COMMON | frozenset(
    ["key", "label", "description", "readonly", "disabled", "defaultValue", "validate"]
)
_CHOICE = _INPUT | frozenset(["values", "valuesKey", "valuesExpression"])
_CONTAINER = _COMMON | frozenset(["label", "path", "showOutline", "verticalAlignment", "components"])

ATTRIBUTES: dict[str, frozenset[str]] = {
    "textfield": _INPUT | {"appearance"},
    "number": _INPUT | {"appearance", "decimalDigits", "increment", "serializeToString"},
    "datetime": _INPUT
    | frozenset(
        [
            "subtype",
            "dateLabel",
            "timeLabel",
            "use24h",
            "timeSerializingFormat",
            "timeInterval",
            "disallowPassedDates",
        ]
    ),
    "textarea": _INPUT,
    "checkbox": _INPUT,
    "radio": _CHOICE,
    "select": _CHOICE | {"searchable"},
    "checklist": _CHOICE,
    "taglist": _CHOICE,
    "filepicker": _INPUT | {"accept", "multiple"},
    "expression": _COMMON | {"key", "expression", "computeOn", "label"},
    "text": _COMMON | {"text"},
    "html": _COMMON | {"content"},
    "image": _COMMON | {"source", "alt"},
    "button": _COMMON | {"label", "action"},
    "spacer": _COMMON | {"height"},
    "separator": _COMMON,
    "group": _CONTAINER,
    "dynamiclist": _CONTAINER
    | frozenset(
        ["isRepeating", "allowAddRemove", "defaultRepetitions", "disableCollapse", "nonCollapsedItems"]
    ),
    "table": _COMMON | {"label", "dataSource", "columns", "columnsExpression", "rowCount"},
    "documentPreview": _COMMON | {"label", "title", "dataSource", "maxHeight", "endpointKey"},
}

VALIDATE_ATTRIBUTES: dict[str, frozenset[str]] = {
    "textfield": frozenset(
        ["required", "minLength", "maxLength", "pattern", "patternErrorMessage", "validationType"]
    ),
    "textarea": frozenset({"required", "minLength", "maxLength"}),
    "number": frozenset({"required", "min", "max"}),
}
VALIDATE_DEFAULT = frozenset({"required"})

PROPERTIES = frozenset(
    [
        "label",
        "label.en",
        "description.en",
        "text.en",
        "alt.en",
        "dateLabel.en",
        "timeLabel.en",
        "prefixAdorner.en",
        "suffixAdorner.en",
        "content.en",
        "patternErrorMessage.en",
        "requiredMessage",
        "requiredMessage.en",
        "sensitive",
        "validator",
        "autocomplete",
        "date.min",
        "date.max",
        "rows.min",
        "rows.max",
        "select.min",
        "select.max",
        "files.max",
        "files.types",
    ]
)
"""Properties this renderer reads; others are kept for those who put them there."""
