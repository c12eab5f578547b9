"""A form file is loaded strictly: everything wrong with it is said at once."""

import json

import pytest

from app.errors import InvalidError
from app.forms import build_view, load_form
from tests.unit.forms.builders import ENV, FORM_ID, choice, field, form, group, problems, rows, source

EVERY_TYPE = [
    field("textfield", "a"),
    field("number", "b"),
    field("datetime", "c", subtype="datetime", dateLabel="日期", timeLabel="时间"),
    field("textarea", "d"),
    field("checkbox", "e"),
    choice("radio", "f", "x", "y"),
    choice("select", "g", "x", "y", searchable=True),
    choice("checklist", "h", "x", "y"),
    choice("taglist", "i", "x", "y"),
    {"type": "image", "source": "/static/a.png", "alt": "图"},
    {"type": "text", "text": "# 标题"},
    {"type": "html", "content": "<p>你好 <b>{{a}}</b></p>"},
    {"type": "button", "label": "提交", "action": "submit"},
    {"type": "spacer", "height": 60},
    group(field("textfield", "j"), path="inner"),
    rows("k", field("textfield", "l"), defaultRepetitions=2),
    {"type": "separator"},
    {
        "type": "table",
        "label": "表",
        "dataSource": "=k",
        "columns": [{"label": "列", "key": "l"}],
        "rowCount": 10,
    },
    {"type": "expression", "key": "m", "expression": "=1 + 1", "computeOn": "change"},
    field("filepicker", "n", multiple=True, accept=".pdf,.docx"),
    {"type": "documentPreview", "label": "文件", "dataSource": "=docs", "maxHeight": 500},
]


def test_every_component_type_loads_and_builds_a_view() -> None:
    loaded = form(*EVERY_TYPE)

    assert {one.type for one in loaded.walk()} == {one["type"] for one in EVERY_TYPE}
    assert [one.name for one in loaded.fields] == [
        "a",
        "b",
        "c",
        "d",
        "e",
        "f",
        "g",
        "h",
        "i",
        "inner.j",
        "k[].l",
        "m",
        "n",
    ]
    assert (
        len(build_view(loaded, {}, env=ENV).items) == len(EVERY_TYPE) - 2
    )  # button apart, expression without label


def test_names_that_come_from_the_process_are_listed() -> None:
    loaded = form(
        field("textfield", "a"),
        field("number", "b", validate={"max": "=limit"}, conditional={"hide": "=a = office.name"}),
        rows("k", field("textfield", "l", label="{{this.l}} {{applicant}}")),
    )

    assert loaded.external_names == {"limit", "office", "applicant"}


def test_all_problems_are_said_at_once_each_with_component_and_remedy() -> None:
    raw = source(
        {"type": "iframe", "url": "https://example.com", "label": "外部"},
        {"type": "textfeild", "key": "a", "label": "a"},
        field("textfield", "b", lable="错"),
        field("textfield", "名字"),
        field("number", "c", validate={"min": "=1 +", "maxLength": 3}),
        field("textfield", "d", validate={"pattern": "(a+"}),
        choice("radio", "e", "x", "x"),
        field("textfield", "f", properties={"sensitve": "true"}),
    )

    found = problems(raw)

    expected = [
        ("C1", "不使用 iframe"),
        ("C2 (a)", "textfield"),
        ("C3 (b) › lable", "拼写"),
        ("C4 (名字) › key", "英文字母"),
        ("C5 (c) › validate.min", "第1行第"),
        ("C5 (c) › validate.maxLength", "没有这个属性"),
        ("C6 (d) › validate.pattern", "正则表达式"),
        ("C7 (e) › values[2]", "重复"),
        ("C8 (f) › properties.sensitve", "sensitive"),
    ]
    assert len(found) == len(expected)
    for place, remedy in expected:
        assert any(line.startswith(f"{FORM_ID} › {place}") and remedy in line for line in found), (
            place,
            found,
        )


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"{", "第1行第"),
        (b"\xff\xfe{", "UTF-8"),
        (b"[]", "form-js"),
        (b'{"id": "a", "id": "b"}', "两次"),
        (b'{"schemaVersion": NaN}', "NaN"),
        (b"[" * 100_000, "嵌套"),
        (b" " * 1_000_001, "1000000"),
        (b'{"type": "default"}', "schemaVersion"),
    ],
)
def test_what_is_no_form_at_all_is_refused(raw: bytes, said: str) -> None:
    assert said in "\n".join(problems(raw))


def test_a_newer_schema_and_a_wrong_id_are_refused() -> None:
    assert any("最高支持 19" in one for one in problems(source(schemaVersion=20)))
    assert any("应为 other.form" in one for one in problems(source(), form_id="other.form"))
    assert problems(source(schemaVersion=1)) == []


def test_the_error_is_the_one_use_cases_know() -> None:
    with pytest.raises(InvalidError) as caught:
        load_form(b"{", form_id="x")

    assert list(caught.value.fields) == ["x"]


def test_two_components_may_not_write_the_same_place() -> None:
    same = source(field("textfield", "a"), group(field("textfield", "a")))
    inside = source(field("textfield", "a"), field("textfield", "a.b"))
    list_and_field = source(rows("p", field("textfield", "x")), field("textfield", "p.y"))
    apart = source(
        field("textfield", "a.b"),
        group(field("textfield", "b"), path="c"),
        rows("d", field("textfield", "b")),
    )

    assert any("重复" in one for one in problems(same))
    assert any("互相覆盖" in one for one in problems(inside))
    assert any("互相覆盖" in one for one in problems(list_and_field))
    assert problems(apart) == []


@pytest.mark.parametrize(
    ("component", "said"),
    [
        ({"type": "html", "content": "<script>alert(1)</script>"}, "<script>"),
        ({"type": "html", "content": "<p onclick='x()'>a</p>"}, "<p onclick>"),
        ({"type": "html", "content": "<a href='javascript:x()'>a</a>"}, "javascript:"),
        ({"type": "html", "content": "<p style='color:red'>a</p>"}, "<p style>"),
        ({"type": "html", "content": "<ul><li><img src=x></li></ul>"}, "<img>"),
        ({"type": "image", "source": "https://example.com/a.png"}, "本站地址"),
        ({"type": "image", "source": "data:image/svg+xml;base64,AA"}, "本站地址"),
        ({"type": "text", "text": "{{#if a}}没有结束"}, "第1行第1列"),
        ({"type": "text", "text": "第一行\n{{ 1 + }}"}, "第2行"),
        ({"type": "dynamiclist", "components": []}, "path"),
        ({"type": "table", "dataSource": "=a"}, "columns"),
        (field("select", "s"), "恰好"),
        (choice("select", "s", "a", defaultValue="b"), "默认值不在选项"),
        (field("checkbox", "s", defaultValue="yes"), "类型"),
        (field("textfield", "s", properties={"validator": "idcart"}), "idcard"),
        (field("textfield", "a__b"), "下划线"),
        ({"type": "textfield", "key": "a"}, "读屏"),
        (field("textfield", "s", conditional={"hide": "a = 1"}), "= 开头"),
        (field("filepicker", "s", accept=".exe"), "exe"),
        (field("number", "s", increment="0"), "步长"),
        (field("datetime", "s", properties={"date.min": "明天"}), "2026-04-20"),
        (rows("r", field("textfield", "x", readonly=True)), "可增删行"),
        (rows("r", field("filepicker", "x")), "列表外"),
        ("nonsense", "对象"),
    ],
)
def test_a_bad_component_is_refused_with_what_to_do(component: dict, said: str) -> None:
    raw = json.dumps(
        {"id": FORM_ID, "type": "default", "schemaVersion": 19, "components": [component]}
    ).encode()

    assert said in "\n".join(problems(raw))


def test_a_pattern_that_blows_up_is_refused_where_it_is_written() -> None:
    found = problems(source(field("textfield", "a", validate={"pattern": "^(a|aa)+$"})))

    assert any("takes longer" in one for one in found)
    assert problems(source(field("textfield", "a", validate={"pattern": r"^[\u4e00-\u9fa5]{2,4}$"}))) == []


def test_html_is_kept_as_blocks_without_markup() -> None:
    loaded = form(
        field("textfield", "a"),
        {"type": "html", "content": "<h2>标题</h2><p>你好 <b>{{a}}</b><br>再见</p><ul><li>一</li></ul>"},
    )

    blocks = build_view(loaded, {"a": "<i>张</i>"}, env=ENV).items[1].blocks

    assert [block.kind for block in blocks] == ["heading", "paragraph", "list"]
    assert [(run.text, run.strong) for run in blocks[1].items[0]][:2] == [
        ("你好 ", False),
        ("<i>张</i>", True),
    ]
