"""What the pages of a case share: its head, its tabs, and the page of one act with a few plain fields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.access.policy import require
from app.cases.casebook.read_case import CaseHead, look_at_case
from app.cases.desk import office_words
from app.edge import current_actor, current_runtime, see_other
from app.errors import InvalidError
from app.forms import UploadedFile
from app.text import Text

UNPROCESSABLE = 422


@dataclass(frozen=True)
class Tab:
    """Hold one tab of the case page."""

    url: str
    label: str
    current: bool
    count: int | None = None


@dataclass(frozen=True)
class Input:
    """Describe one plain field of an act: `kind` text, area, select or file."""

    kind: str
    name: str
    label: str
    hint: str = ""
    value: str = ""
    options: tuple[tuple[str, Any], ...] = ()
    optional: bool = False
    inputmode: str = ""


@dataclass(frozen=True)
class Act:
    """Describe the page of one act: what it is called, what it does, what has to be filled in.

    `action` is asked of the policy before the page is shown; "" when the view has asked itself.
    """

    title: str
    lead: str
    button: str
    inputs: tuple[Input, ...]
    done: str
    action: str
    danger: bool = False
    tab: str = "show"


def look(key: int) -> CaseHead:
    """Open the case of this page; the look is logged."""
    return look_at_case(current_runtime(), current_actor(), key)


def tabs_of(key: int, current: str, *, readers: int = 0, paper: bool = False) -> tuple[Tab, ...]:
    """Return the tabs of the case page; `paper` adds that of a document, `readers` that of who reads it."""
    labels = (
        ("show", gettext("概况")),
        ("timeline", gettext("经过")),
        ("files", gettext("材料")),
        ("picture", gettext("流程图")),
        ("links", gettext("关联")),
    )
    found = [Tab(url_for(f"case.{name}", key=key), label, name == current) for name, label in labels]
    if paper:
        found.insert(1, Tab(url_for("official.paper", key=key), gettext("文稿"), current == "paper"))
    if readers or current == "readers":
        found.append(
            Tab(url_for("circulation.show", key=key), gettext("传阅"), current == "readers", readers)
        )
    return tuple(found)


def case_page(template: str, head: CaseHead, tab: str, **values: Any) -> str:
    """Render a tab of the case page."""
    return render_template(
        f"case/{template}.html",
        head=head,
        tabs=tabs_of(head.key, tab, readers=len(head.facts.readers), paper=head.is_official),
        words=office_words,
        **values,
    )


def posted(name: str) -> str:
    """Return one posted text."""
    return request.form.get(name, "")


def posted_form() -> dict[str, list[str]]:
    """Return everything that was posted: name → texts."""
    return request.form.to_dict(flat=False)


def posted_files(name: str | None = None) -> list[UploadedFile]:
    """Return the uploaded files, of one field or of all."""
    return [
        UploadedFile(field, file.filename or "", file.read())
        for field, file in request.files.items(multi=True)
        if file.filename and name in (None, field)
    ]


def act_page(
    key: int, act: Act, do: Callable[[], object], *, back: str | None = None
) -> Response | tuple[str, int] | str:
    """Show the page of an act, or do it and return to the case; what is wrong is said beside the field."""
    head = look(key)
    if act.action:
        require(current_actor(), act.action, head.facts)
    problem: InvalidError | None = None
    if request.method == "POST":
        try:
            do()
        except InvalidError as error:
            problem = error
        else:
            flash(act.done, "good")
            return see_other(back or url_for(f"case.{act.tab}", key=key))
    page = render_template(
        "case/act.html",
        head=head,
        act=act,
        problem=problem,
        typed=request.form,
        back=back or url_for(f"case.{act.tab}", key=key),
    )
    return (page, UNPROCESSABLE) if problem is not None else page


def choices(words: dict[str, Text], *, but: Sequence[str] = ()) -> tuple[tuple[str, Text], ...]:
    """Return the options of a choice."""
    return tuple((name, label) for name, label in words.items() if name not in but)
