"""The page of one act on a task: what it does, a few plain fields, the button. Works as `_case_parts.act_page` does."""

from collections.abc import Callable

from flask import flash, render_template, request, url_for
from werkzeug.wrappers import Response

from app.cases.operations.read_side import read_task_head
from app.edge import current_actor, current_runtime, see_other
from app.edge.htmx import local_path
from app.errors import ConflictError, InvalidError
from app.web._case_parts import UNPROCESSABLE, Act

CONFLICT = 409


def task_act_page(
    key: int, act: Act, do: Callable[[], object], *, to_list: bool = False
) -> Response | tuple[str, int] | str:
    """Show the page of an act on a task, or do it and return; what is wrong is said beside the field."""
    head = read_task_head(current_runtime(), current_actor(), key)
    back = url_for("task.show", key=key, next=_next())
    problem: InvalidError | None = None
    conflict: ConflictError | None = None
    if request.method == "POST":
        try:
            do()
        except InvalidError as error:
            problem = error
        except ConflictError as error:
            conflict = error
        else:
            flash(act.done, "good")
            return see_other(_next() if to_list else back)
    page = render_template(
        "operations/task_act.html",
        head=head,
        act=act,
        problem=problem,
        conflict=conflict,
        typed=request.form,
        back=back,
        next_url=_next(),
    )
    if conflict is not None:
        return page, CONFLICT
    return (page, UNPROCESSABLE) if problem is not None else page


def _next() -> str:
    return local_path(request.values.get("next"), url_for("inbox.index"))
