"""Refuse variables that a form does not ask for: a program must not set what no person could."""

from collections.abc import Mapping
from typing import Any

from app import forms
from app.errors import InvalidError
from app.text import Text, text


def refuse_beyond_form(form: forms.Form, variables: Mapping[str, Any]) -> None:
    """Raise InvalidError naming every variable that is no field of the form."""
    known = {str(field.path[0]) for field in form.fields}
    others: dict[str, list[Text]] = {
        f"variables.{name}": [text("表单“%(form)s”没有这一项", form=form.id)]
        for name in variables
        if name not in known
    }
    if others:
        raise InvalidError(text("请改正表单中的问题后再提交。"), others)
