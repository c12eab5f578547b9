"""Every way a text reaches a person is found by the extractor."""

from pathlib import Path

from scripts.translations import used


def test_python_and_templates_are_searched_and_foreign_texts_are_not(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "{{ _('首页') }}{% trans %}你好{% endtrans %}{{ ngettext('%(num)d件', '%(num)d件', 2) }}"
    )
    (tmp_path / "case.py").write_text(
        'refuse(text("已由%(name)s"\n            "领取", name=n))\ntext("SELECT 1")\n# text("注释")\n'
    )

    found = used(tmp_path)

    assert set(found) == {"首页", "你好", "%(num)d件", "已由%(name)s领取"}
    assert found["已由%(name)s领取"] == [f"{tmp_path.name}/case.py:1"]
