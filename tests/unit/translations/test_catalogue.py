"""The English of every area becomes one catalogue; what is wrong with it is told all at once."""

import gettext
import os
from pathlib import Path

import pytest

from app.translations import CatalogueError, compile_if_stale, read_english

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


def area(folder: Path, name: str, *pairs: tuple[str, str]) -> Path:
    path = folder / f"{name}.po"
    path.write_text(HEAD + "\n".join(f'msgid "{zh}"\nmsgstr "{en}"\n' for zh, en in pairs))
    return path


def translate(compiled: Path, msgid: str) -> str:
    with compiled.open("rb") as file:
        return gettext.GNUTranslations(file).gettext(msgid)


def test_all_areas_are_compiled_into_one(tmp_path: Path) -> None:
    area(tmp_path, "ui", ("首页", "Home"))
    area(tmp_path, "forms", ("必填", "required"))

    written = compile_if_stale(tmp_path, tmp_path / "out" / "messages.mo")

    assert written
    assert translate(tmp_path / "out" / "messages.mo", "首页") == "Home"
    assert translate(tmp_path / "out" / "messages.mo", "必填") == "required"


def test_a_fresh_catalogue_is_left_alone_and_a_stale_one_is_written_again(tmp_path: Path) -> None:
    source = area(tmp_path, "ui", ("首页", "Home"))
    target = tmp_path / "messages.mo"
    compile_if_stale(tmp_path, target)

    again = compile_if_stale(tmp_path, target)
    area(tmp_path, "ui", ("首页", "Start"))
    os.utime(source, (target.stat().st_mtime + 5,) * 2)
    after_edit = compile_if_stale(tmp_path, target)

    assert (again, after_edit) == (False, True)
    assert translate(target, "首页") == "Start"


def test_two_areas_may_share_a_wording_but_not_differ(tmp_path: Path) -> None:
    area(tmp_path, "cases", ("提交", "Submit"), ("退回", "Return"))
    area(tmp_path, "ui", ("提交", "Submit"), ("退回", "Send back"))

    with pytest.raises(CatalogueError) as caught:
        read_english(tmp_path)

    assert [p.split(" ")[0] for p in caught.value.problems] == ["ui.po:7:"]
    assert "退回" in caught.value.problems[0]


def test_a_lost_place_and_a_broken_file_are_told_together(tmp_path: Path) -> None:
    area(tmp_path, "a", ("还有%(days)d天", "%(day)d days left"))
    (tmp_path / "b.po").write_text(HEAD + 'msgid "甲"\nthis is no catalogue\n')

    with pytest.raises(CatalogueError) as caught:
        read_english(tmp_path)

    assert {p.split(":")[0] for p in caught.value.problems} == {"a.po", "b.po"}


def test_an_unwritten_wording_counts_as_none(tmp_path: Path) -> None:
    area(tmp_path, "ui", ("首页", ""))

    assert "首页" not in read_english(tmp_path)
