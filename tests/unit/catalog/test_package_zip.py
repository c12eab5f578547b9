"""A package as one ZIP: handed over and taken in, hostile ones refused."""

import io
import zipfile
from pathlib import Path

import pytest

from app.catalog import package_zip
from app.catalog.package_zip import read_zip, write_zip
from app.catalog.read_package import read_package
from app.errors import InvalidError

ROOT = Path(__file__).resolve().parents[3]


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in files.items():
            target.writestr(name.replace("__", "/").replace("_dot_", "."), body)
    return out.getvalue()


def refused(source):
    with pytest.raises(InvalidError) as found:
        read_zip(source)
    assert set(found.value.fields) == {"file"}
    return str(found.value)


def test_a_shipped_package_comes_back_as_it_was():
    files = read_package(ROOT / "processes", ROOT / "forms", "petition").files

    again = read_zip(write_zip("petition", files))

    assert again.process_id == "petition"
    assert again.files == files


def test_the_same_files_give_the_same_bytes():
    files = {"a.bpmn": b"1", "forms/a/x.form": b"2"}

    assert write_zip("a", files) == write_zip("a", dict(reversed(files.items())))


@pytest.mark.parametrize(
    "names",
    [
        {"processes/a/a.bpmn": b"1", "processes/a/documents/x.html": b"2", "forms/a/x.form": b"3"},
        {"a/a.bpmn": b"1", "a/documents/x.html": b"2", "forms/a/x.form": b"3"},
        {"a.bpmn": b"1", "documents/x.html": b"2", "forms/a/x.form": b"3"},
        {
            "export/processes/a/a.bpmn": b"1",
            "export/processes/a/documents/x.html": b"2",
            "export/forms/a/x.form": b"3",
        },
    ],
)
def test_folders_may_be_packed_in_several_ways(names):
    found = read_zip(zipped(**names))

    assert (found.process_id, found.files) == (
        "a",
        {"a.bpmn": b"1", "documents/x.html": b"2", "forms/a/x.form": b"3"},
    )


def test_files_of_other_kinds_are_passed_over():
    assert read_zip(zipped(**{"a/a.bpmn": b"1", "a/virus.exe": b"2", "a/.DS_Store": b"3"})).files == {
        "a.bpmn": b"1"
    }


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"PK no", "不是可以打开的 ZIP"),
        (b"", "不是可以打开的 ZIP"),
        (zipped(**{"readme.md": b"x"}), "与文件夹同名的流程图"),
        (zipped(**{"a/a.bpmn": b"1", "b/b.bpmn": b"2"}), "与文件夹同名的流程图"),
        (zipped(**{"a/a.bpmn": b"1", "a/../../etc/x.md": b"2"}), "不接受的文件路径"),
        (zipped(**{"a/a.bpmn": b"1", "a/big.md": bytes(2_000_000) * 2}), "展开后过大"),
        (zipped(**{f"a/{n}.md": b"x" for n in range(401)}), "文件过多"),
    ],
)
def test_what_is_no_package_is_refused(source, words):
    assert words in refused(source)


def test_limits_of_size_hold(monkeypatch):
    monkeypatch.setattr(package_zip, "MAX_FILE_BYTES", 10)
    assert "a/a.bpmn" in refused(zipped(**{"a/a.bpmn": b"x" * 11}))

    monkeypatch.setattr(package_zip, "MAX_BYTES", 10)
    assert "超过" in refused(zipped(**{"a/a.bpmn": b"1"}))
