"""A process package as one ZIP file, to hand it over and to take it in. Nothing is unpacked onto the disk."""

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import Final

from app.catalog.read_package import KINDS, PackageFiles
from app.errors import InvalidError
from app.forms.archives import Archive, ArchiveError
from app.text import Text, text

MAX_BYTES: Final = 10_000_000
MAX_FILES: Final = 400
MAX_FILE_BYTES: Final = 5_000_000
_STAMP: Final = (2026, 1, 1, 0, 0, 0)
_REASONS: Final = {
    "broken": text("不是可以打开的 ZIP 文件。"),
    "encrypted": text("ZIP 文件设了密码，无法读取。"),
    "bomb": text("ZIP 文件展开后过大。"),
}


def write_zip(process_id: str, files: Mapping[str, bytes]) -> bytes:
    """Return a package as ZIP: `processes/<id>/…` and `forms/…`; the same files give the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for path in sorted(files):
            name = path if path.startswith("forms/") else f"processes/{process_id}/{path}"
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, files[path])
    return out.getvalue()


def read_zip(source: bytes) -> PackageFiles:
    """Read a package: `processes/<id>/<id>.bpmn …` with `forms/<id>/*.form`, or the same without `processes/`.

    Files of other kinds are passed over. Raises InvalidError (field `file`) when it is no package.
    """
    if len(source) > MAX_BYTES:
        raise _refused(text("文件超过 %(limit)s 字节。", limit=MAX_BYTES))
    try:
        archive = Archive(source)
        names = sorted(name for name in archive.names if PurePosixPath(name).suffix in KINDS)
        _check_names(names)
        loaded = {name: archive.read(name) for name in names}
    except ArchiveError as error:
        raise _refused(_REASONS[error.reason]) from error
    process_id = _process_id(names)
    too_large = [name for name, body in loaded.items() if len(body) > MAX_FILE_BYTES]
    if too_large:
        raise _refused(text("文件 %(name)s 超过 %(limit)s 字节。", name=too_large[0], limit=MAX_FILE_BYTES))
    return PackageFiles(process_id, dict(_placed(process_id, loaded)))


def _check_names(names: list[str]) -> None:
    if len(names) > MAX_FILES:
        raise _refused(text("文件过多，最多 %(limit)s 个。", limit=MAX_FILES))
    for name in names:
        if ".." in PurePosixPath(name).parts or "\\" in name or ":" in name:
            raise _refused(text("不接受的文件路径：%(name)s", name=name[:80]))


def _process_id(names: list[str]) -> str:
    """Return the id: the drawing that stands in a folder of its own name, or the only drawing."""
    drawings = [PurePosixPath(name) for name in names if name.endswith(".bpmn")]
    named = [path for path in drawings if path.parent.name == path.stem]
    chosen = named or drawings
    if len(chosen) != 1:
        raise _refused(text("要有且只有一个与文件夹同名的流程图，例如 processes/petition/petition.bpmn。"))
    return chosen[0].stem


def _placed(process_id: str, loaded: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name, body in loaded.items():
        parts = PurePosixPath(name).parts
        if "forms" in parts and name.endswith(".form"):
            yield "/".join(parts[parts.index("forms") :]), body
        elif process_id in parts[:-1]:
            yield "/".join(parts[parts.index(process_id) + 1 :]), body
        elif len(parts) == 1 or parts[0] in ("documents", "messages"):
            yield name, body


def _refused(message: Text) -> InvalidError:
    return InvalidError(message, {"file": [message]})
