"""Judge an uploaded file by its bytes: what it really is, and whether its name says the same.

Everything happens in memory: bytes come in, a verdict goes out, nothing is written, not even to a temporary
file. The web layer must therefore receive uploads in memory as well; `memory_stream` is the factory for it.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

import filetype

from app.forms.archives import Archive, ArchiveError
from app.forms.classification import UnreadableError, find_marks
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class FileType:
    """Hold one kind of file: its media type and the name endings it may have."""

    mime: str
    endings: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument"
KNOWN_TYPES: dict[str, FileType] = {
    "pdf": FileType("application/pdf", ("pdf",)),
    "docx": FileType(f"{_OFFICE}.wordprocessingml.document", ("docx",)),
    "xlsx": FileType(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
    "ofd": FileType("application/ofd", ("ofd",)),
    "txt": FileType("text/plain", ("txt",)),
    "jpg": FileType("image/jpeg", ("jpg", "jpeg")),
    "jpeg": FileType("image/jpeg", ("jpg", "jpeg")),
    "png": FileType("image/png", ("png",)),
    "webp": FileType("image/webp", ("webp",)),
    "mp3": FileType("audio/mpeg", ("mp3",)),
    "mp4": FileType("video/mp4", ("mp4",)),
}
DEFAULT_TYPES = frozenset({"pdf", "docx", "xlsx", "ofd", "txt", "jpg", "png"})
_WINDOWS_NAMES = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)}
)


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """Hold what one form accepts; sizes in bytes."""

    max_bytes: int = 20 * 1024 * 1024
    max_files: int = 10
    max_total_bytes: int = 100 * 1024 * 1024
    types: frozenset[str] = DEFAULT_TYPES


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """Hold one file as the browser sent it; `field` is the name of the input."""

    field: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class AcceptedFile:
    """Hold one file that passed: its field, a safe name, its real media type, its bytes."""

    field: str
    name: str
    mime: str
    content: bytes


def memory_stream(*_: object, **__: object) -> BytesIO:
    """Return a fresh in-memory stream: the stream factory for the web layer's form parser.

    It takes and ignores the arguments such factories are called with, so that it fits without importing one.
    """
    return BytesIO()


def read_limited(stream: BinaryIO, max_bytes: int) -> bytes | None:
    """Read a whole upload from a stream; None when it is longer than `max_bytes`."""
    content = stream.read(max_bytes + 1)
    return content if len(content) <= max_bytes else None


def check_file(file: UploadedFile, limits: UploadLimits, label: str) -> AcceptedFile | Text:
    """Return the file under a safe name, or the reason why it is refused.

    Refused: empty, too large, a type that is not wanted, a name that says something else than the bytes,
    macros, encrypted or broken or exploding containers, and a document that carries a classification mark.
    """
    name = safe_name(file.name)
    if not file.content:
        return text("%(label)s：文件“%(name)s”是空的", label=label, name=name)
    if len(file.content) > limits.max_bytes:
        megabytes = limits.max_bytes // (1024 * 1024)
        return text("%(label)s：文件“%(name)s”超过 %(limit)s MB", label=label, name=name, limit=megabytes)
    try:
        kind = sniff(file.content)
    except ArchiveError as error:
        return _archive_message(error, label, name)
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    allowed = {KNOWN_TYPES[word].mime for word in limits.types if word in KNOWN_TYPES}
    if kind is None or KNOWN_TYPES[kind].mime not in allowed:
        shown = "、".join(sorted(word.upper() for word in limits.types if word != "jpeg"))
        return text(
            "%(label)s：不接收文件“%(name)s”的类型，可以上传：%(types)s", label=label, name=name, types=shown
        )
    if ending not in KNOWN_TYPES[kind].endings:
        return text(
            "%(label)s：文件“%(name)s”的内容是 %(real)s，与文件名不符，请用原来的文件重新上传",
            label=label,
            name=name,
            real=kind.upper(),
        )
    if problem := _marked(name, file.content, KNOWN_TYPES[kind].mime, label):
        return problem
    return AcceptedFile(file.field, name, KNOWN_TYPES[kind].mime, file.content)


def _marked(name: str, content: bytes, mime: str, label: str) -> Text | None:
    try:
        marks = find_marks(name, content, mime)
    except UnreadableError:
        return text(
            "%(label)s：文件“%(name)s”已损坏或加了密码，无法检查，请解除密码后重新上传",
            label=label,
            name=name,
        )
    if not marks:
        return None
    return text(
        "%(label)s：文件“%(name)s”带有国家秘密标志“%(mark)s”。本系统连接互联网，不得存储、处理国家秘密；"
        "文件没有保存。请通过机要渠道报送，并向本单位保密工作机构报告",
        label=label,
        name=name,
        mark=marks[0].text,
    )


def _archive_message(error: ArchiveError, label: str, name: str) -> Text:
    if error.reason == "bomb":
        return text("%(label)s：文件“%(name)s”解压后过大，不能接收", label=label, name=name)
    if error.reason == "encrypted":
        return text(
            "%(label)s：文件“%(name)s”加了密码，无法检查，请解除密码后重新上传", label=label, name=name
        )
    return text("%(label)s：文件“%(name)s”已损坏，请重新生成后上传", label=label, name=name)


def check_count(count: int, limits: UploadLimits, label: str) -> Text | None:
    """Return a message when one field gets more files than allowed."""
    if count > limits.max_files:
        return text("%(label)s：最多上传 %(limit)s 个文件", label=label, limit=limits.max_files)
    return None


def sniff(content: bytes) -> str | None:
    """Return the kind of file its bytes show (a key of KNOWN_TYPES), or None.

    Raise ArchiveError on a broken, encrypted or exploding ZIP container.
    """
    if content[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _inside_zip(Archive(content))
    guessed = filetype.guess(content[:8192])
    if guessed is not None:
        for kind, known in KNOWN_TYPES.items():
            if known.mime == guessed.mime:
                return _plausible(kind, content)
        return None
    return "txt" if decode_text(content) is not None else None


def _inside_zip(archive: Archive) -> str | None:
    if any(name.lower().endswith("vbaproject.bin") for name in archive.names):
        return None
    if "OFD.xml" in archive.names:
        return "ofd" if b"OFD" in archive.read("OFD.xml")[:2000] else None
    if "[Content_Types].xml" not in archive.names:
        return None
    declared = archive.read("[Content_Types].xml")
    if b"macroEnabled" in declared:
        return None
    for kind, folder in (("docx", "word/"), ("xlsx", "xl/")):
        has_parts = any(name.startswith(folder) for name in archive.names)
        if has_parts and KNOWN_TYPES[kind].mime.encode() + b".main+xml" in declared:
            return kind
    return None


def _plausible(kind: str, content: bytes) -> str | None:
    """Look a second time at formats whose first bytes are easily put before something else."""
    ends: dict[str, Callable[[bytes], bool]] = {
        "jpg": lambda data: b"\xff\xd9" in data[-65536:],
        "png": lambda data: b"IHDR" in data[:32] and b"IEND" in data[-65536:],
        "pdf": lambda data: b"%%EOF" in data[-65536:] or b"startxref" in data[-65536:],
    }
    check = ends.get(kind)
    return kind if check is None or check(content) else None


def decode_text(content: bytes) -> str | None:
    """Return plain text in UTF-8, UTF-16 with mark, or GB 18030; None when the bytes are no text."""
    encodings: Sequence[str] = ("utf-8-sig", "gb18030")
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            decoded = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(c in "\t\n\r\f" or unicodedata.category(c) not in {"Cc", "Cn"} for c in decoded):
            return decoded
    return None


def safe_name(raw: str) -> str:
    """Return a file name without folders, control or direction characters, at most 100 long, never empty."""
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rpartition("/")[2]
    name = "".join(
        c for c in name if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    name = re.sub(r'[<>:"|?*]', "_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    stem = stem.strip(" .")[:90] or "附件"
    if stem.lower() in _WINDOWS_NAMES:
        stem = f"_{stem}"
    return f"{stem}.{ending[:9]}" if ending else stem
