"""Builders of small forms for the tests of this folder."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.feel import Environment
from app.forms import Form, InvalidFormError, Submission, load_form, parse

NOW = datetime(2026, 4, 20, 2, 0, tzinfo=UTC)
ENV = Environment(now=NOW)
FORM_ID = "test.form"


def source(*components: Mapping[str, Any], **head: Any) -> bytes:
    numbered = [{"id": f"C{n}", **component} for n, component in enumerate(components, start=1)]
    whole = {"id": FORM_ID, "type": "default", "schemaVersion": 19, "components": numbered, **head}
    return json.dumps(whole).encode()


def form(*components: Mapping[str, Any]) -> Form:
    return load_form(source(*components), form_id=FORM_ID)


def field(kind: str, key: str, label: str = "", **more: Any) -> dict[str, Any]:
    return {"type": kind, "key": key, "label": label or key, **more}


def choice(kind: str, key: str, *values: Any, **more: Any) -> dict[str, Any]:
    return field(kind, key, values=[{"label": f"选{value}", "value": value} for value in values], **more)


def rows(path: str, *components: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    inner = [{"id": f"{path}_{n}", **component} for n, component in enumerate(components, start=1)]
    return {"type": "dynamiclist", "path": path, "label": path, "components": inner, **more}


def group(*components: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    inner = [{"id": f"g_{component.get('key')}_{n}", **component} for n, component in enumerate(components)]
    return {"type": "group", "label": "组", "components": inner, **more}


def post(one: Form, data: Mapping[str, str | Sequence[str]] | None = None, **more: Any) -> Submission:
    listed = {k: [v] if isinstance(v, str) else list(v) for k, v in (data or {}).items()}
    return parse(one, listed, env=more.pop("env", ENV), **more)


def messages(submission: Submission) -> dict[str, str]:
    return {name: str(found[0]) for name, found in submission.errors.items()}


def problems(raw: bytes, form_id: str = FORM_ID) -> list[str]:
    try:
        load_form(raw, form_id=form_id)
    except InvalidFormError as error:
        return [f"{problem.place}: {problem.message}" for problem in error.problems]
    return []
