"""The archive package (归档包): a ZIP of a document's files with a manifest that proves them, readable for ever.

Pure: bytes in, bytes out. `check_archive` needs nothing but the package: hashes are SM3, the signature of the
manifest is Ed25519 and its public key lies in the package (档案法实施条例 39: 来源可靠、程序规范、要素合规).
"""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from app.crypto import sm3_hex
from app.text import Text, text

MANIFEST, SIGNATURE = "manifest.json", "signature.json"
MEDIA_TYPE = "application/zip"
FORM = "luoshu-archive-1"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MOST = 2000

Verify = Callable[[str, bytes, str], bool]
"""Say whether the holder of a public key signed exactly this."""


def write_archive(
    files: Mapping[str, bytes], about: Mapping[str, Any], *, public_key: str, sign: Callable[[bytes], str]
) -> bytes:
    """Return the package of files by their path; the same content gives the same bytes."""
    manifest = _canonical(
        {
            "form": FORM,
            "about": dict(about),
            "files": [
                {"path": path, "size": len(content), "sm3": sm3_hex(content)}
                for path, content in sorted(files.items())
            ],
        }
    )
    signature = _canonical({"algorithm": "ed25519", "public_key": public_key, "signature": sign(manifest)})
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, content in ((MANIFEST, manifest), (SIGNATURE, signature), *sorted(files.items())):
            packed.writestr(zipfile.ZipInfo(path, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def check_archive(package: bytes, verify: Verify) -> tuple[Text, ...]:
    """Return everything that is wrong with a package; nothing when it is what was archived."""
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as packed:
            names = packed.namelist()
            if len(names) > _MOST:
                return (text("文件太多，不是归档包"),)
            parts = {name: packed.read(name) for name in names}
            manifest = json.loads(parts[MANIFEST])
            signed = json.loads(parts[SIGNATURE])
            wanted = {one["path"]: one["sm3"] for one in manifest["files"]}
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError):
        return (text("不是归档包，或者已经损坏"),)
    problems: list[Text] = []
    if not verify(str(signed.get("public_key")), parts[MANIFEST], str(signed.get("signature"))):
        problems.append(text("清单的签名不对：清单被改动过，或者不是由所称的系统生成"))
    for path in sorted(set(wanted) | set(parts) - {MANIFEST, SIGNATURE}):
        if path not in parts:
            problems.append(text("缺少文件“%(path)s”", path=path))
        elif path not in wanted:
            problems.append(text("多出文件“%(path)s”", path=path))
        elif sm3_hex(parts[path]) != wanted[path]:
            problems.append(text("文件“%(path)s”被改动过", path=path))
    return tuple(problems)


def _canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
