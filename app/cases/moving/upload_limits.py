"""How large and how many files of one upload may be: the settings of the installation as the forms see them."""

from app.forms import UploadLimits
from config import Settings

_MEGABYTE = 1024 * 1024


def upload_limits(settings: Settings) -> UploadLimits:
    """Return the limits every form of this installation keeps."""
    return UploadLimits(
        max_files=settings.upload_max_files, max_bytes=settings.upload_max_megabytes * _MEGABYTE
    )
