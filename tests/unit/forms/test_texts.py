"""Texts with values stay plain text: nothing a person types becomes markup or a link."""

import pytest

from app.forms.expressions import Scope
from app.forms.markdown import Run, escape, inline, is_safe_link, read
from app.forms.templating import MAX_OUTPUT, TemplateError, compile_template
from tests.unit.forms.builders import ENV


def render(source: str, **data: object) -> str:
    return compile_template(source).render(Scope.of(data, ENV))


def test_values_conditions_and_loops_are_rendered() -> None:
    assert render("您好，{{name}}！", name="张三") == "您好，张三！"
    assert render("{{#if n > 1}}多{{/if}}{{#if n = 1}}一{{/if}}", n=1) == "一"
    assert (
        render(
            "{{#loop people}}{{name}}({{this.age}}) {{/loop}}",
            people=[{"name": "甲", "age": 3}, {"name": "乙"}],
        )
        == "甲(3) 乙() "
    )
    assert render('="共" + string(count(people)) + "人"', people=[1, 2]) == "共2人"


def test_what_cannot_be_computed_is_empty() -> None:
    assert render("[{{missing.part}}][{{1 + null}}][{{#loop 5}}x{{/loop}}]") == "[][][]"


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [("{{#if a}}", 1, 1), ("ab{{/if}}", 1, 3), ("a\n{{#each x}}{{/each}}", 2, 1), ("a\nb {{ 1 + }}", 2, 10)],
)
def test_a_wrong_template_says_where(source: str, line: int, column: int) -> None:
    with pytest.raises(TemplateError) as caught:
        compile_template(source)

    assert caught.value.line == line
    assert abs(caught.value.column - column) <= 3


def test_output_is_bounded() -> None:
    assert (
        len(render("{{#loop a}}{{#loop b}}0123456789{{/loop}}{{/loop}}", a=[1] * 1000, b=[1] * 1000))
        <= MAX_OUTPUT
    )


def test_markdown_is_read_into_blocks() -> None:
    blocks = read(
        "# 标题\n\n第一行\n第二行 **重** *斜* `码` [链](https://a.cn)\n\n- 一\n- 二\n\n1. 甲\n\n> 引\n\n---"
    )

    assert [block.kind for block in blocks] == ["heading", "paragraph", "list", "numbered", "quote", "rule"]
    assert blocks[0].level == 1
    assert Run("", is_break=True) in blocks[1].items[0]
    assert Run("链", href="https://a.cn") in blocks[1].items[0]
    assert Run("重", strong=True) in blocks[1].items[0]


@pytest.mark.parametrize(
    "value", ["[点我](https://evil.cn)", "**粗**", "a\n\n# 标题", "`码`", "<b>x</b>", "- 一", "\\", "_斜_"]
)
def test_a_value_inside_markdown_stays_what_was_typed(value: str) -> None:
    template = compile_template("来信：{{v}}")

    blocks = read(template.render(Scope.of({"v": value}, ENV), escape))

    runs = [run for block in blocks for item in block.items for run in item]
    assert [block.kind for block in blocks] == ["paragraph"]
    assert not any(run.href or run.strong or run.emphasis or run.code for run in runs)
    assert "".join(run.text for run in runs).replace("\n", "") == "来信：" + value.replace("\n", "")


@pytest.mark.parametrize(
    "href", ["javascript:x()", "data:text/html,x", "//evil.cn", "https://a b", "\\\\x", "vbscript:x"]
)
def test_unsafe_links_lose_their_target(href: str) -> None:
    assert not is_safe_link(href)
    assert all(run.href == "" for run in inline(f"[a]({href})"))


def test_long_hostile_markdown_takes_no_time() -> None:
    assert read("[" * 50_000)
    assert read("**a" * 15_000)
