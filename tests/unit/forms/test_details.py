"""Odd attributes, odd values, long chains: the corners of the forms package."""

import json

import pytest

from app.clock import LOCAL_ZONE
from app.feel import compile_expression
from app.forms import build_view
from app.forms.archives import Archive, ArchiveError
from app.forms.choices import choices_of
from app.forms.expressions import Scope
from app.forms.markdown import read
from app.forms.paths import get_in, remove_in, set_in, to_anchor, to_name
from app.forms.reading import shown_moment
from app.forms.safe_html import read_html
from tests.unit.forms.builders import ENV, FORM_ID, choice, field, form, group, messages, post, problems, rows
from tests.unit.forms.documents import docx, paragraph, zipped


@pytest.mark.parametrize(
    ("component", "said"),
    [
        (field("textfield", "a", properties=["x"]), "properties: 应为对象"),
        (field("textfield", "a", label=5), "label: 应为文字，实际是 数字"),
        (field("filepicker", "a", accept=5), "accept: 应为文字"),
        (rows("r", allowAddRemove="yes"), "allowAddRemove: 应为 true"),
        (rows("r", defaultRepetitions=1.5), "defaultRepetitions: 应为 0 到 200"),
        (rows("r", properties={"rows.max": "viele"}), "rows.max: 应为 0 到 200"),
        (rows("r", properties={"rows.min": "5", "rows.max": "2"}), "最少行数大于"),
        (field("datetime", "a", subtype="week"), "subtype: 只能是"),
        (field("textfield", "a", readonly=5), "readonly: 应为 true"),
        (field("number", "a", validate={"min": "viel"}), "validate.min: 应为数字"),
        (field("number", "a", validate={"min": True}), "validate.min: 应为数字"),
        (field("textfield", "a", validate={"pattern": 5}), "validate.pattern: 应为文字"),
        (field("textfield", "a", validate={"pattern": "a" * 501}), "longer than 500"),
        (field("textfield", "a", validate="x"), "validate: 应为对象"),
        (field("textfield", "a", validate={"required": "yes"}), "validate.required: 应为 true"),
        (field("textfield", "a", validate={"validationType": "fax"}), "validationType: 只能是"),
        (field("textarea", "a", properties={"validator": "idcard"}), "只能用于 textfield"),
        (field("textfield", "a", properties={"sensitive": "ja"}), "sensitive: 应为 true"),
        (field("textfield", "a", conditional={"show": "=true"}), "只能包含 hide"),
        (field("textfield", "a", appearance="x"), "appearance: 应为对象"),
        (field("filepicker", "a", defaultValue="x"), "没有默认值"),
        (field("select", "a", values="x"), "选项列表"),
        (field("select", "a", values=[{"label": "x", "value": "x", "color": "red"}]), "values[1]"),
        (field("select", "a", values=[{"value": "x"}]), "缺少文字"),
        (field("select", "a", values=[{"label": "x"}]), "缺少值"),
        (field("select", "a", valuesExpression="x"), "= 开头"),
        ({"type": "table", "dataSource": "=a", "columns": "x"}, "列的列表"),
        ({"type": "table", "dataSource": "=a", "columns": [{"label": "x"}]}, "列缺少键"),
        ({"type": "table", "columns": [{"key": "x"}]}, "dataSource"),
        ({"type": "documentPreview"}, "dataSource"),
        ({"type": "expression", "key": "a"}, "缺少表达式"),
        ({"type": "image"}, "缺少图片地址"),
        (group(path="有"), "路径只能"),
        ({"type": "group", "components": "x"}, "组件列表"),
        ({"type": "unsinn"}, "没有组件类型 unsinn"),
    ],
)
def test_an_attribute_of_the_wrong_kind_is_named(component: dict, said: str) -> None:
    raw = json.dumps(
        {"id": FORM_ID, "type": "default", "schemaVersion": 19, "components": [component]}
    ).encode()

    assert said in "\n".join(problems(raw))


def test_size_and_depth_of_a_form_are_bounded() -> None:
    def whole(components: list) -> bytes:
        return json.dumps(
            {"id": FORM_ID, "type": "default", "schemaVersion": 19, "components": components}
        ).encode()

    deep: dict = {"type": "separator"}
    lists: dict = field("textfield", "x")
    for n in range(10):
        deep = {"type": "group", "components": [deep]}
        lists = {"type": "dynamiclist", "path": f"p{n}", "components": [lists]}

    assert any("嵌套超过 8" in one for one in problems(whole([deep])))
    assert any("列表嵌套超过 3" in one for one in problems(whole([lists])))
    assert any("超过 500 个" in one for one in problems(whole([{"type": "separator"}] * 501)))
    assert any(
        "id 重复" in one
        for one in problems(whole([{"type": "separator", "id": "a"}, {"type": "spacer", "id": "a"}]))
    )


def test_a_long_chain_of_rules_is_settled_exactly() -> None:
    count = 50
    one = form(
        field("textfield", "f0"),
        *(field("textfield", f"f{n}", conditional={"hide": f"=f{n - 1} != null"}) for n in range(1, count)),
    )

    result = post(one, {f"f{n}": "x" for n in range(count)})

    assert sorted(result.values) == sorted(f"f{n}" for n in range(0, count, 2))


def test_computed_options_of_every_shape_are_offered_once() -> None:
    one = form(
        field(
            "select",
            "a",
            valuesExpression='=["x", 1, {value: "x", label: "again"}, {label: "L"}, {label: null}, null, ""]',
        )
    )
    component = one.components[0]

    offered = choices_of(component, Scope.of({}, ENV))

    assert [(choice.token, choice.label) for choice in offered] == [("x", "x"), ("1", "1"), ("L", "L")]


def test_options_that_are_objects_are_stored_whole() -> None:
    one = form(field("select", "unit", valuesKey="units"))
    units = [{"label": "住建局", "label.en": "Housing", "value": {"code": "zjj", "rank": 1}}]

    view = build_view(one, {"units": units}, env=ENV, locale="en")
    token = view.items[0].options[0].token

    assert view.items[0].options[0].label == "Housing"
    assert post(one, {"unit": token}, values_before={"units": units}).values == {
        "unit": {"code": "zjj", "rank": 1}
    }


def test_a_radio_takes_one_answer_only() -> None:
    assert "只能选择一项" in messages(post(form(choice("radio", "a", "x", "y")), {"a": ["x", "y"]}))["a"]


def test_a_list_that_does_not_repeat_is_a_group() -> None:
    one = form(
        {
            "type": "dynamiclist",
            "isRepeating": False,
            "path": "a",
            "label": "组",
            "components": [field("textfield", "b")],
        }
    )

    assert post(one, {"a.b": "x"}).values == {"a": {"b": "x"}}
    assert build_view(one, {}, env=ENV).items[0].kind == "group"


def test_computed_columns_and_english_headers() -> None:
    one = form(
        {
            "type": "table",
            "dataSource": "list",
            "columns": [{"key": "a", "label": "甲", "label.en": "First"}],
        },
        {"type": "table", "dataSource": "=list", "columnsExpression": '=[{key: "a.b", label: "深"}]'},
    )

    first, second = build_view(one, {"list": [{"a": {"b": 1}}, None]}, env=ENV, locale="en").items

    assert first.headers == ("First",)
    assert (second.headers, second.rows, second.total) == (("深",), (("1",),), 1)


def test_paths_are_read_written_and_removed() -> None:
    data: dict = {"a": "in the way"}

    set_in(data, ("a", 1, "b"), 5)
    set_in(data, ("c", "d"), 1)
    remove_in(data, ("c", "d"))
    remove_in(data, ("nowhere", "x"))

    assert data == {"a": [{}, {"b": 5}]}
    assert get_in(data, ("a", 5), "none") == "none"
    assert to_name(("a", 1, "b")) == "a[1].b"
    assert to_anchor(("a", 1, "b")) == "f-a-1-b"


@pytest.mark.parametrize(
    ("stored", "subtype", "shown"),
    [
        ("01:30Z", "time", ("", "09:30")),
        ("09:30", "time", ("", "09:30")),
        ("neun", "time", ("", "neun")),
        ("2026-04-20T23:30Z", "datetime", ("2026-04-21", "07:30")),
        ("2026-04T", "datetime", ("2026-04", "")),
        ("unsinn", "date", ("unsinn", "")),
    ],
)
def test_stored_moments_are_shown_in_local_time_and_slips_as_they_are(
    stored: str, subtype: str, shown: tuple
) -> None:
    assert shown_moment(stored, subtype, LOCAL_ZONE) == shown


def test_scopes_hold_rows_and_forgive_what_feel_cannot_hold() -> None:
    scope = Scope.of({"a": 1, "odd": object()}, ENV)
    inner = scope.row({"b": 2}, 0).row({"c": 3}, 4)

    assert inner.native(compile_expression("[this.c, parent.b, i[1], i[2], a, odd]")) == [3, 2, 1, 5, 1, None]
    assert scope.native(compile_expression("function(x) x")) is None


def test_markdown_lists_may_run_over_lines() -> None:
    blocks = read("- 一\n  续\n- 二\n1. 甲\n文")

    assert [(block.kind, len(block.items)) for block in blocks] == [
        ("list", 2),
        ("numbered", 1),
        ("paragraph", 1),
    ]
    assert "".join(run.text for run in blocks[0].items[0]) == "一 续"


def test_html_knows_its_few_tags() -> None:
    blocks, refused = read_html(
        "<!-- c -->裸文<div>内<ol><li>一 <a href='/x'>链</a></li><p>错</p></ol></div><hr><h3>题<img></h3>尾"
    )

    assert [block.kind for block in blocks] == [
        "paragraph",
        "paragraph",
        "numbered",
        "rule",
        "heading",
        "paragraph",
    ]
    assert refused == ("<ol> › <p>", "<h3> › <img>")
    assert read_html("  ") == ((), ())


def test_containers_that_break_on_the_way_are_refused() -> None:
    good = docx(paragraph("申请书" * 50))
    data = bytearray(good)
    start = data.index(b"word/document.xml") + len("word/document.xml")
    data[start : start + 8] = b"\xff" * 8

    with pytest.raises(ArchiveError, match="broken"):
        Archive(bytes(data)).read("word/document.xml")
    with pytest.raises(ArchiveError, match="broken"):
        Archive(good).read("nothing")
    encrypted = bytearray(zipped({"a": "x"}))
    encrypted[encrypted.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ArchiveError, match="encrypted"):
        Archive(bytes(encrypted))


@pytest.mark.parametrize(
    ("limit", "typed", "said"),
    [
        ('=date("2026-05-01")', "2026-05-02", "不能晚于 2026-05-01"),
        ('="2026-05-01"', "2026-05-02", "不能晚于 2026-05-01"),
        ('=date and time("2026-05-01T10:00:00")', "2026-05-02", "不能晚于 2026-05-01"),
        ('="bald"', "2026-05-02", "暂时无法校验"),
        ("=5", "2026-05-02", "暂时无法校验"),
    ],
)
def test_a_limit_of_a_date_may_be_written_in_several_ways(limit: str, typed: str, said: str) -> None:
    one = form(field("datetime", "a", properties={"date.max": limit}))

    assert said in messages(post(one, {"a": typed}))["a"]
    assert post(one, {"a": "2026-04-30"}).is_complete is (said != "暂时无法校验")
    assert build_view(one, {}, env=ENV).items[0].id == "f-a"


def test_every_message_of_the_pages_has_an_english_wording() -> None:
    from app.translations import read_english

    english = read_english()
    one = form(field("textfield", "a", "姓名", validate={"required": True}, properties={"label.en": "Name"}))

    message = post(one, locale="en").errors["a"][0]

    assert english.get(message.msgid).string % message.values == "Enter: Name"
