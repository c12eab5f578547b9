"""Refuse a posted form without losing what was typed: the page shows it again from the error alone."""

from collections.abc import Mapping

from app import forms
from app.errors import InvalidError
from app.text import Text, text


class FormInvalidError(InvalidError):
    """Carry the reading of the post beside its problems, so that the page can be shown again as it was."""

    def __init__(
        self, submission: forms.Submission, extra: Mapping[str, tuple[Text, ...]] | None = None
    ) -> None:
        super().__init__(text("请改正表单中的问题后再提交。"), {**submission.errors, **(extra or {})})
        self.submission = submission


def require_complete(submission: forms.Submission) -> None:
    """Raise FormInvalidError unless the reading may be used to complete a step.

    A post of the 更新 or add-row button is no submission either: nothing is completed by it.
    """
    if not submission.is_complete:
        raise FormInvalidError(submission)
