"""What a page shows of a form: a tree of frozen dataclasses without HTML, for the macros of templates/forms.

`kind` tells the macros which class a node is. Labels and texts are in the reader's language already; messages
are `Text` and are translated where they are printed.
"""

from dataclasses import dataclass

from app.forms.markdown import TextBlock
from app.text import Text


@dataclass(frozen=True, slots=True)
class OptionView:
    """Hold one option of a choice."""

    token: str
    label: str
    id: str
    selected: bool


@dataclass(frozen=True, slots=True)
class PartView:
    """Hold one of the inputs of a date-and-time field."""

    name: str
    id: str
    label: str
    hint: Text
    value: str
    inputmode: str
    autocomplete: str
    upgrade: str
    """Native input type a script may upgrade to: "date" or "time"."""


@dataclass(frozen=True, slots=True)
class FileView:
    """Hold one file that is attached already."""

    name: str
    size: int
    drop_name: str
    id: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """Hold one field to fill in.

    `id` is the id of the element an error links to; `described_by` lists the ids of hint and error.
    `answer` is the value in words, shown instead of an input when the field is locked.
    """

    kind: str
    name: str
    id: str
    label: str
    hint: str = ""
    format_hint: Text | None = None
    errors: tuple[Text, ...] = ()
    value: str = ""
    checked: bool = False
    required: bool = False
    locked: bool = False
    answer: tuple[str, ...] = ()
    options: tuple[OptionView, ...] = ()
    parts: tuple[PartView, ...] = ()
    files: tuple[FileView, ...] = ()
    inputmode: str = ""
    input_type: str = "text"
    autocomplete: str = ""
    prefix: str = ""
    suffix: str = ""
    accept: str = ""
    multiple: bool = False
    controls: bool = False
    """True when other parts of the form depend on the answer: an 更新 button follows."""
    sensitive: bool = False
    described_by: str = ""
    width: str = ""
    """"" | "short" | "long": how wide the input is drawn."""


@dataclass(frozen=True, slots=True)
class TextView:
    """Hold text to read (kind "text"), in blocks without HTML."""

    blocks: tuple[TextBlock, ...]
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class ImageView:
    """Hold a picture; an empty `alt` means decoration."""

    source: str
    alt: str
    kind: str = "image"


@dataclass(frozen=True, slots=True)
class ButtonView:
    """Hold a button the author drew: action "submit" or "reset"."""

    label: str
    action: str
    kind: str = "button"


@dataclass(frozen=True, slots=True)
class SpaceView:
    """Hold a line or a space: kind "separator" or "spacer"."""

    kind: str
    height: int = 0


@dataclass(frozen=True, slots=True)
class GroupView:
    """Hold a group; with a label it is a fieldset with a legend."""

    id: str
    label: str
    items: "tuple[ItemView, ...]"
    kind: str = "group"


@dataclass(frozen=True, slots=True)
class RowView:
    """Hold one row of a list; `remove` is the value of its button, "" when it may not go."""

    number: int
    id: str
    items: "tuple[ItemView, ...]"
    remove: str


@dataclass(frozen=True, slots=True)
class ListView:
    """Hold a list of rows; `add` is the value of the button, "" when no row may be added."""

    id: str
    name: str
    label: str
    rows: tuple[RowView, ...]
    add: str
    count_name: str
    errors: tuple[Text, ...] = ()
    kind: str = "dynamiclist"


@dataclass(frozen=True, slots=True)
class TableView:
    """Hold a table to read; `total` counts all rows, `rows` holds at most `build.MAX_TABLE_ROWS`."""

    label: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    kind: str = "table"


@dataclass(frozen=True, slots=True)
class DocumentView:
    """Hold one document to open; `href` is a place on this site."""

    name: str
    mime: str
    href: str


@dataclass(frozen=True, slots=True)
class DocumentsView:
    """Hold documents to open."""

    label: str
    documents: tuple[DocumentView, ...]
    kind: str = "documents"


ItemView = (
    FieldView
    | TextView
    | ImageView
    | ButtonView
    | SpaceView
    | GroupView
    | ListView
    | TableView
    | DocumentsView
)


@dataclass(frozen=True, slots=True)
class ErrorLink:
    """Hold one line of the error summary: the message and the element it leads to."""

    href: str
    message: Text


@dataclass(frozen=True, slots=True)
class FormView:
    """Hold a form ready to be shown."""

    id: str
    dom_id: str
    items: tuple[ItemView, ...]
    errors: tuple[ErrorLink, ...]
    locale: str
    is_multipart: bool
    has_conditions: bool
    buttons: tuple[ButtonView, ...] = ()
