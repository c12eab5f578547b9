"""The seam for SMS gateways, and the adapter that writes files where there is none."""

import os
from pathlib import Path
from typing import Protocol

_OWNER_ONLY = 0o600


class SmsAdapter(Protocol):
    """Hand one SMS to a gateway."""

    def send(self, *, phone: str, body: str, reference: str) -> None:
        """Send; `reference` is the same on every try and lets the gateway drop a second copy.

        Raises RefusedError when the number is refused for good, any other exception when it may work later.
        """
        ...


class FileSms:
    """Write each SMS into a file of its own: for the demo city, tests and offices that print them."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made when needed."""
        self._folder = folder

    def send(self, *, phone: str, body: str, reference: str) -> None:
        """Write <reference>.txt: the number, an empty line, the words. The same again changes nothing."""
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{reference}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_ONLY), "w") as file:
            file.write(f"{phone}\n\n{body}\n")
        draft.replace(self._folder / f"{reference}.txt")
