"""The archive package proves itself: whatever is changed, taken out or added is named."""

import io
import json
import zipfile

import pytest

from app.documents.archive import MANIFEST, SIGNATURE, check_archive, write_archive
from app.exchange.identity import Identity, is_signed

OWN, OTHER = Identity(b"1" * 32), Identity(b"2" * 32)
FILES = {"document.pdf": b"%PDF-1.7", "data.json": b"{}", "attachments/01-表.xlsx": b"PK"}


def package(identity: Identity = OWN) -> bytes:
    about = {"number": "洛政办〔2026〕12号"}
    return write_archive(FILES, about, public_key=identity.public_key, sign=identity.sign)


def changed(**parts: bytes | None) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package())) as packed:
        found: dict[str, bytes | None] = {name: packed.read(name) for name in packed.namelist()}
    found |= parts
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in found.items():
            if content is not None:
                packed.writestr(name, content)
    return target.getvalue()


def problems(content: bytes) -> list[str]:
    return [str(one) for one in check_archive(content, is_signed)]


def test_a_package_is_what_was_archived_and_its_bytes_are_always_the_same() -> None:
    assert problems(package()) == []
    assert package() == package()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (changed(**{"document.pdf": b"%PDF-1.8"}), "文件“document.pdf”被改动过"),
        (changed(**{"data.json": None}), "缺少文件“data.json”"),
        (changed(**{"extra.txt": b"x"}), "多出文件“extra.txt”"),
        (changed(**{MANIFEST: b'{"files": []}'}), "清单的签名不对"),
        (changed(**{SIGNATURE: None}), "不是归档包，或者已经损坏"),
        (b"no zip", "不是归档包，或者已经损坏"),
        (b"", "不是归档包，或者已经损坏"),
    ],
)
def test_what_was_changed_is_named(content: bytes, words: str) -> None:
    assert words in " ".join(problems(content))


def test_a_manifest_signed_by_somebody_else_is_not_taken_for_ours() -> None:
    with zipfile.ZipFile(io.BytesIO(package(OTHER))) as packed:
        foreign = json.loads(packed.read(SIGNATURE))
    mine = {"algorithm": "ed25519", "public_key": OWN.public_key, "signature": foreign["signature"]}

    assert "清单的签名不对" in problems(changed(**{SIGNATURE: json.dumps(mine).encode()}))[0]
