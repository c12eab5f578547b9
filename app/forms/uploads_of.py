"""Read the files of one filepicker: those kept from before, those dropped, those that arrive and pass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.forms.definition import Component
from app.forms.expressions import Scope
from app.forms.paths import KEEP_SUFFIX, get_in, to_name
from app.forms.posted import plain_label
from app.forms.settle import Slot
from app.forms.upload import (
    AcceptedFile,
    UploadedFile,
    UploadLimits,
    check_count,
    check_file,
)
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class Arrived:
    """Hold what a post brings and what was stored before it; `limits` are what is left of the site's."""

    data: Mapping[str, Sequence[str]]
    files: Sequence[UploadedFile]
    before: Mapping[str, Any]
    limits: UploadLimits


def read_files(slot: Slot, arrived: Arrived, scope: Scope, locale: str) -> list[AcceptedFile]:
    """Set the slot's value to descriptions of its files and return the bytes of the new ones.

    A file that is refused leaves a message in the slot; the others of the field are still taken.
    """
    label = plain_label(slot.component, locale)
    limits = field_limits(slot.component, scope, arrived.limits)
    dropped = set(arrived.data.get(to_name(slot.posted_path) + KEEP_SUFFIX) or ())
    stored = get_in(arrived.before, slot.path, [])
    kept = [
        one
        for one in (stored if isinstance(stored, list) else [])
        if isinstance(one, Mapping) and str(one.get("fileName")) not in dropped
    ]
    name = to_name(slot.posted_path)
    files = [one for one in arrived.files if one.field == name and (one.name or one.content)]
    if limits.max_files == 1 and files:
        kept = []
    accepted, slot.error = _accept(files, len(kept), limits, label)
    new = [{"fileName": one.name, "contentType": one.mime, "size": len(one.content)} for one in accepted]
    slot.value = [*(dict(one) for one in kept), *new]
    return [replace(one, field=to_name(slot.path)) for one in accepted]


def _accept(
    arrived: Sequence[UploadedFile], kept: int, limits: UploadLimits, label: str
) -> tuple[list[AcceptedFile], Text | None]:
    if problem := check_count(kept + len(arrived), limits, label):
        return [], problem
    if sum(len(one.content) for one in arrived) > limits.max_total_bytes:
        return [], text("%(label)s：文件总共太大，请分几次上传", label=label)
    accepted: list[AcceptedFile] = []
    problem = None
    for one in arrived:
        verdict = check_file(one, limits, label)
        if isinstance(verdict, AcceptedFile):
            accepted.append(verdict)
        else:
            problem = problem or verdict
    return accepted, problem


def field_limits(component: Component, scope: Scope, limits: UploadLimits) -> UploadLimits:
    """Narrow the site's limits by what the form says about one field."""
    rules = component.validation
    most = limits.max_files if scope.holds(component.multiple) else 1
    if rules.max_files is not None:
        most = min(rules.max_files, limits.max_files)
    types = limits.types if rules.file_types is None else rules.file_types
    return replace(limits, max_files=most, types=types)
