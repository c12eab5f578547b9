"""Read a post of a citizen's form and keep it, so that neither 更新 nor a mistake nor a lost page loses anything."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app import forms
from app.access.actor import Actor
from app.cases.moving.complete import PostedForm
from app.cases.moving.environment import feel_environment
from app.cases.moving.kept_input import Kept, keep
from app.cases.moving.posted_again import walk_files
from app.cases.moving.submissions import plain_values
from app.cases.moving.upload_limits import upload_limits
from app.forms.paths import set_in
from app.runtime import Runtime

SAVE = "save"
"""Value of the button that keeps a draft without looking for mistakes."""


@dataclass(frozen=True)
class CitizenPost:
    """Hold one post of a citizen: texts, files, the browser's token for kept input, and what device it is."""

    data: PostedForm
    files: Sequence[forms.UploadedFile] = ()
    token: str | None = None
    device: str = ""


@dataclass(frozen=True)
class Reading:
    """Hold one reading of a post: what it said, how the page looks now, the token when a new row was made."""

    submission: forms.Submission
    view: forms.FormView
    kept: Kept
    token: str | None
    saved: bool


def read_and_keep(
    runtime: Runtime,
    tx: Connection,
    actor: Actor,
    form: forms.Form,
    post: CitizenPost,
    *,
    before: Kept | None,
    place: str,
    context: Mapping[str, Any] | None = None,
    locale: str,
) -> Reading:
    """Read a post over what was kept, keep the result, and build the page that shows it again.

    `context` are values the form may refer to that are not the citizen's own input.
    """
    env, limits = feel_environment(runtime, tx), upload_limits(runtime.settings)
    known = {**(context or {}), **(before.values if before else {})}
    data = post.data
    saving = SAVE in data.get("__action", ())
    arguments: dict[str, Any] = {"values_before": known, "env": env, "limits": limits, "locale": locale}
    submission = forms.parse(form, data, files=post.files, draft=saving, **arguments)
    values = submission.values
    if submission.errors and submission.action == "submit" and not saving:
        # a draft's rules say what of a wrong answer may be kept; nothing with a classification mark is
        values = forms.parse(form, data, draft=True, **arguments).values
        for path, _ in list(walk_files(submission.shown)):
            set_in(values, path, _at(submission.shown, path))
    token, kept = keep(runtime, tx, actor, plain_values(values), submission.files, before=before, place=place)
    view = forms.build_view(
        form,
        {**(context or {}), **(submission.shown if submission.errors else kept.values)},
        errors=submission.errors,
        locale=locale,
        env=env,
        limits=limits,
    )
    return Reading(submission, view, kept, token, saving)


def _at(values: Any, path: Sequence[str | int]) -> Any:
    for segment in path:
        values = values[segment]
    return [dict(one) for one in values]
