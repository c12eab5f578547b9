"""What can go wrong in a use case, in the words of the person who reads it.

No HTTP here: the edge turns each class into a status code and a page or problem document.
"""

from collections.abc import Mapping, Sequence

from app.text import Text


class LuoshuError(Exception):
    """Carry a `Text` for the reader; the base of every error a use case raises on purpose."""

    def __init__(self, message: Text) -> None:
        super().__init__(str(message))
        self.message = message


class NotFoundError(LuoshuError):
    """Say that the thing asked for does not exist, or that the asker may not know that it does."""


class ForbiddenError(LuoshuError):
    """Say that this actor may not do this; the message names the rule."""


class SignInRequiredError(ForbiddenError):
    """Say that the act needs a signed-in person (or a stronger proof of who it is)."""


class ConflictError(LuoshuError):
    """Say that somebody else was first; nothing was changed and the input is kept."""


class InvalidError(LuoshuError):
    """Carry every problem of an input at once: field path → messages."""

    def __init__(self, message: Text, fields: Mapping[str, Sequence[Text]] | None = None) -> None:
        super().__init__(message)
        self.fields: Mapping[str, Sequence[Text]] = fields or {}

    def __str__(self) -> str:
        found = [f"{name}: {one}" for name, messages in self.fields.items() for one in messages]
        return "\n".join([str(self.message), *found])


class TooManyAttemptsError(LuoshuError):
    """Say that a lock is on and how long it lasts."""

    def __init__(self, message: Text, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class UnavailableError(LuoshuError):
    """Say that the database does not answer now; whatever was asked was done wholly or not at all."""
