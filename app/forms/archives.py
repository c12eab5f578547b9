"""Open a ZIP container from memory under limits, so that a small file cannot fill the machine.

Used for DOCX, XLSX and OFD. Nothing is written anywhere; sizes declared by the container are not believed.
"""

import zipfile
from io import BytesIO

MAX_ENTRIES = 5_000
MAX_TOTAL_BYTES = 300_000_000
"""Most bytes all parts may claim together."""
MAX_PART_BYTES = 20_000_000
"""Most bytes read from one part."""
MAX_RATIO = 200
"""Most bytes that one compressed byte may become, for parts over a megabyte."""


class ArchiveError(ValueError):
    """Say why a container is not opened: "broken", "encrypted" or "bomb"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Archive:
    """Hold an open container whose directory has passed the limits."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
            raise ArchiveError("broken") from error
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
            raise ArchiveError("bomb")
        for entry in entries:
            if entry.flag_bits & 0x1:
                raise ArchiveError("encrypted")
            if entry.file_size > 1_000_000 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                raise ArchiveError("bomb")
        self.names = frozenset(entry.filename.lstrip("/") for entry in entries)
        self._real = {entry.filename.lstrip("/"): entry for entry in entries}

    def read(self, name: str) -> bytes:
        """Return the bytes of a part; raise ArchiveError when it is broken or larger than allowed."""
        entry = self._real.get(name)
        if entry is None:
            raise ArchiveError("broken")
        try:
            with self._zip.open(entry) as part:
                content = part.read(MAX_PART_BYTES + 1)
        except (
            zipfile.BadZipFile,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
            NotImplementedError,
        ) as error:
            raise ArchiveError("broken") from error
        except Exception as error:  # zlib.error and lzma errors have no common base
            raise ArchiveError("broken") from error
        if len(content) > MAX_PART_BYTES:
            raise ArchiveError("bomb")
        return content
