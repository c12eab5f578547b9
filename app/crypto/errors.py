"""What can go wrong with keys and ciphers; knows no key."""

from app.errors import LuoshuError


class KeyFileError(LuoshuError):
    """Say what is wrong with the key file and what to do about it."""


class DecryptionError(LuoshuError):
    """Say that a stored value cannot be opened: changed, moved to another row, or its key is missing."""
