"""The package: a ZIP of a signed manifest and the files it names. The same over the line and on a disk.

Opening one trusts nothing: parts, sizes, addressee, signature and the SM3 digest of every file are looked at
before anything is believed.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from app.crypto import sm3_hex
from app.errors import InvalidError
from app.exchange.identity import ALGORITHM, Identity, is_signed
from app.exchange.letter import Letter, Notice
from app.exchange.manifest import (
    MOST_FILES,
    UnreadableManifestError,
    canonical,
    read_manifest,
    write_manifest,
)
from app.text import Text, text

MANIFEST, SIGNATURE, FILES = "manifest.json", "signature.json", "files/"
MEDIA_TYPE = "application/vnd.luoshu.exchange+zip"
MOST_BYTES = 100 * 1024 * 1024
_MOST_MANIFEST = 1024 * 1024
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
    LookupError,
)  # fmt: skip
"""What the container's reader raises at bytes that somebody has altered."""
_EPOCH = (1980, 1, 1, 0, 0, 0)


class RefusedPackageError(InvalidError):
    """Say why a package is not taken; `code` is one word for the other side's machine."""

    def __init__(
        self, code: str, message: Text, *, site: str | None = None, envelope: str | None = None
    ) -> None:
        super().__init__(message, {"package": [message]})
        self.code = code
        self.site = site
        self.envelope = envelope


@dataclass(frozen=True)
class Opened:
    """Hold a package that is what it says: content, bytes of its files in their order, manifest, signature."""

    content: Letter | Notice
    files: tuple[bytes, ...]
    manifest: bytes
    signature: str


def seal_package(content: Letter | Notice, files: Sequence[bytes], identity: Identity) -> bytes:
    """Return the signed package of a letter or a notice; the same content gives the same bytes."""
    manifest = write_manifest(content)
    signed = canonical({"algorithm": ALGORITHM, "site": identity.code, "signature": identity.sign(manifest)})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        parts = [(MANIFEST, manifest), (SIGNATURE, signed)]
        parts += [(f"{FILES}{place}", body) for place, body in enumerate(files, start=1)]
        for name, body in parts:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_STORED if name.startswith(FILES) else zipfile.ZIP_DEFLATED
            archive.writestr(entry, body)
    return target.getvalue()


def open_package(raw: bytes, *, own_site: str, known_keys: Mapping[str, str]) -> Opened:
    """Open a package; `known_keys` are the public keys of the directory by site.

    Raises RefusedPackageError: malformed, unknown_site, signature, addressee, digest.
    """
    parts = _parts(raw)
    try:
        content = read_manifest(parts[MANIFEST])
    except UnreadableManifestError as error:
        raise RefusedPackageError(
            "malformed", text("交换包的清单有误：%(place)s", place=str(error))
        ) from None
    site, envelope = content.sender.site, content.envelope

    def refuse(code: str, message: Text) -> RefusedPackageError:
        return RefusedPackageError(code, message, site=site, envelope=envelope)

    signature = _signature(parts[SIGNATURE], site)
    if site not in known_keys:
        raise refuse("unknown_site", text("交换目录中没有标识为 %(site)s 的系统", site=site))
    if signature is None or not is_signed(known_keys[site], parts[MANIFEST], signature):
        raise refuse("signature", text("交换包的签名与清单不符：清单被改动过，或者不是对方签的"))
    if content.to.site != own_site:
        raise refuse("addressee", text("这个交换包不是发给本系统的"))
    named = content.paper.files if isinstance(content, Letter) else ()
    found = tuple(parts[name] for name in parts if name.startswith(FILES))
    if len(found) != len(named):
        raise refuse("digest", text("交换包里的文件数与清单不符"))
    for described, body in zip(named, found, strict=True):
        if len(body) != described.size or sm3_hex(body) != described.digest:
            raise refuse(
                "digest", text("文件“%(name)s”的 SM3 摘要与清单不符，内容被改动过", name=described.name)
            )
    return Opened(content, found, parts[MANIFEST], signature)


def _parts(raw: bytes) -> dict[str, bytes]:
    """Return the parts of a package in order: manifest, signature, files/1, files/2, …"""
    malformed = RefusedPackageError("malformed", text("这不是公文交换包，或者文件已损坏"))
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist()}
            count = len(archive.infolist()) - 2
            wanted = [MANIFEST, SIGNATURE, *(f"{FILES}{place}" for place in range(1, count + 1))]
            if count > MOST_FILES or set(entries) != set(wanted):
                raise malformed
            # the declared sizes are what is read at most: a container that explodes is cut off by zipfile itself
            small = all(entries[name].file_size <= _MOST_MANIFEST for name in (MANIFEST, SIGNATURE))
            if not small or sum(entry.file_size for entry in entries.values()) > MOST_BYTES:
                raise RefusedPackageError("malformed", text("交换包过大，没有接收"))
            return {name: archive.read(name) for name in wanted}
    except _BROKEN:
        raise malformed from None


def _signature(raw: bytes, site: str) -> str | None:
    try:
        data = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(data, dict) or data.get("algorithm") != ALGORITHM or data.get("site") != site:
        return None
    found = data.get("signature")
    return found if isinstance(found, str) else None
