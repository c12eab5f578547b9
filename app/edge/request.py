"""Requests whose uploads stay in memory, and how large they may be."""

from datetime import date
from io import BytesIO
from typing import IO, Any

from flask import Request

from config import Settings

_MEGABYTE = 1024 * 1024
_FORM_FIELDS_BYTES = 2 * _MEGABYTE
_FORM_PARTS = 2000
FILES_AT_ONCE = 3
"""One request may carry this many files of the largest size: it is held in memory as a whole."""


class LuoshuRequest(Request):
    """Keep every uploaded part in memory: a refused classified document must never touch a disk."""

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        return BytesIO()


def as_day(entered: str) -> date | None:
    """Return the day that a text of the address or of a filter names; None for none or no date."""
    try:
        return date.fromisoformat(entered)
    except ValueError:
        return None


def limits(settings: Settings) -> dict[str, Any]:
    """Return the size limits of requests as Flask configuration (bytes, parts)."""
    files = settings.upload_max_megabytes * min(FILES_AT_ONCE, settings.upload_max_files)
    return {
        "MAX_CONTENT_LENGTH": files * _MEGABYTE + _FORM_FIELDS_BYTES,
        "MAX_FORM_MEMORY_SIZE": _FORM_FIELDS_BYTES,
        "MAX_FORM_PARTS": _FORM_PARTS,
    }
