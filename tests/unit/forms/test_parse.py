"""Posted text becomes typed values or one message per field."""

from decimal import Decimal

import pytest

from app.feel import Environment
from app.forms.reading import clean_text
from tests.unit.forms.builders import choice, field, form, group, messages, post, rows


def test_values_are_typed() -> None:
    one = form(
        field("textfield", "name"),
        field("number", "count"),
        field("number", "money"),
        field("datetime", "day", subtype="date"),
        field("datetime", "at", subtype="time", timeSerializingFormat="no_timezone"),
        field("datetime", "moment", subtype="datetime"),
        field("checkbox", "agree"),
        choice("radio", "kind", 1, 2),
        choice("checklist", "many", "x", "y", "z"),
    )

    result = post(
        one,
        {
            "name": "  张三 ",
            "count": "１２",
            "money": "1,234.50",
            "day": "2026年4月20日",
            "at": "9:05",
            "moment__date": "2026/4/20",
            "moment__time": "09：30",
            "agree": "true",
            "kind": "2",
            "many": ["z", "x"],
        },
    )

    assert result.is_complete, messages(result)
    assert result.values == {
        "name": "张三",
        "count": 12,
        "money": Decimal("1234.50"),
        "day": "2026-04-20",
        "at": "09:05",
        "moment": "2026-04-20T09:30+08:00",
        "agree": True,
        "kind": 2,
        "many": ["x", "z"],
    }


def test_a_moment_may_come_in_one_piece_and_be_kept_in_utc() -> None:
    one = form(field("datetime", "m", subtype="datetime", timeSerializingFormat="utc_normalized"))

    assert post(one, {"m": "2026-04-20T09:30"}).values == {"m": "2026-04-20T01:30Z"}


@pytest.mark.parametrize(
    ("component", "text", "said"),
    [
        (field("number", "a"), "十二", "请输入数字"),
        (field("number", "a"), "NaN", "请输入数字"),
        (field("number", "a"), "1e9", "请输入数字"),
        (field("number", "a"), "9" * 31, "太长"),
        (field("number", "a", decimalDigits=0), "1.5", "整数"),
        (field("number", "a", decimalDigits=2), "1.555", "最多 2 位小数"),
        (field("number", "a", increment="0.5"), "1.7", "1.5 和 2"),
        (field("number", "a", validate={"min": 5}), "4", "不能小于 5"),
        (field("number", "a", validate={"max": "=2 * 3"}), "7", "不能大于 6"),
        (field("datetime", "a"), "2026-02-30", "没有这一天"),
        (field("datetime", "a"), "昨天", "年-月-日"),
        (field("datetime", "a"), "0026-04-20", "年份"),
        (field("datetime", "a", disallowPassedDates=True), "2026-04-19", "不能早于今天"),
        (field("datetime", "a", properties={"date.max": "=today()"}), "2026-04-21", "不能晚于 2026-04-20"),
        (field("datetime", "a", properties={"date.min": "2026-01-01"}), "2025-12-31", "不能早于 2026-01-01"),
        (field("datetime", "a", subtype="time"), "25:00", "时:分"),
        (field("datetime", "a", subtype="time", timeInterval=15), "09:20", "15 分钟"),
        (field("textfield", "a", validate={"minLength": 3}), "二字", "至少 3 个字，现在是 2"),
        (field("textarea", "a", validate={"maxLength": "=1 + 2"}), "四个字啊", "最多 3 个字"),
        (field("textfield", "a"), "字" * 1001, "最多 1000"),
        (
            field(
                "textfield",
                "a",
                validate={"pattern": "^[A-Z]{2}$", "patternErrorMessage": "请填两个大写字母"},
            ),
            "ab",
            "请填两个大写字母",
        ),
        (field("textfield", "a", validate={"validationType": "email"}), "a@b", "电子邮箱"),
        (field("textfield", "a", validate={"validationType": "phone"}), "63212345", "带区号"),
        (field("textfield", "a", properties={"validator": "idcard"}), "110105194912310021", "身份号码"),
        (field("textfield", "a", properties={"validator": "uscc"}), "91350100M000100Y44", "信用代码"),
        (field("textfield", "a"), "一行\n两行", "一行"),
        (field("textfield", "a"), "坏\x00字", "U+0000"),
        (field("textfield", "a"), "反\u202e转", "U+202E"),
        (field("textarea", "a"), "断\ud800", "U+D800"),
        (choice("radio", "a", "x"), "forged", "不在列表"),
        (choice("checklist", "a", "x", "y", properties={"select.min": "2"}), "x", "至少选择 2"),
    ],
)
def test_a_wrong_answer_gets_one_message_that_says_what_to_do(component: dict, text: str, said: str) -> None:
    result = post(form(component), {"a": text})

    assert list(result.errors) == ["a"]
    assert len(result.errors["a"]) == 1
    assert said in messages(result)["a"]
    assert not result.is_complete


@pytest.mark.parametrize(
    ("component", "text", "value"),
    [
        (field("number", "a", increment="0.5"), "-1.5", Decimal("-1.5")),
        (field("number", "a", serializeToString=True), "0.10", "0.10"),
        (field("number", "a", validate={"min": "=unknown"}), "-1", -1),
        (field("datetime", "a", disallowPassedDates=True), "2026-04-20", "2026-04-20"),
        (field("datetime", "a"), "20260420", "2026-04-20"),
        (field("textfield", "a", validate={"validationType": "email"}), "ａ@b.cn", "a@b.cn"),
        (field("textfield", "a", validate={"validationType": "phone"}), "+86 138-0000-1234", "13800001234"),
        (
            field("textfield", "a", properties={"validator": "idcard"}),
            "11010519491231002x",
            "11010519491231002X",
        ),
        (
            field("textfield", "a", properties={"validator": "uscc"}),
            "91350100M000100Y43",
            "91350100M000100Y43",
        ),
        (field("textarea", "a"), "一\r\n二\t三", "一\n二\t三"),
        (field("textfield", "a"), "e\u0301", "é"),
        (choice("select", "a", 1.5), "1.5", 1.5),
    ],
)
def test_a_right_answer_is_kept_in_its_normal_form(component: dict, text: str, value: object) -> None:
    result = post(form(component), {"a": text})

    assert messages(result) == {}
    assert result.values == {"a": value}


@pytest.mark.parametrize(
    ("component", "said"),
    [
        (field("textfield", "a", "姓名"), "请填写：姓名"),
        (choice("radio", "a", "x"), "请选择：a"),
        (field("checkbox", "a"), "请勾选：a"),
        (choice("checklist", "a", "x"), "请选择：a"),
        (field("filepicker", "a"), "请上传：a"),
        (field("textfield", "a", properties={"requiredMessage": "请写明理由"}), "请写明理由"),
    ],
)
def test_a_required_field_left_empty_is_asked_for(component: dict, said: str) -> None:
    one = form(component | {"validate": {"required": True}})

    assert messages(post(one, {"a": ""})) == {"a": said}
    assert messages(post(one, {})) == {"a": said}


def test_messages_and_labels_follow_the_language_of_the_reader() -> None:
    one = form(field("textfield", "a", "姓名", validate={"required": True}, properties={"label.en": "Name"}))

    assert post(one, locale="en").errors["a"][0].values == {"label": "Name"}
    assert post(one, locale="zh").errors["a"][0].values == {"label": "姓名"}


def test_unknown_names_are_ignored_and_a_forged_option_is_dropped() -> None:
    one = form(field("textfield", "a"), choice("checklist", "b", "x", "y"))

    result = post(one, {"a": "甲", "b": ["x", "forged"], "admin": "true", "a.b": "c", "b[0]": "z"})

    assert result.values == {"a": "甲", "b": ["x"]}
    assert "b" in result.errors


def test_hidden_values_are_dropped_to_a_fixed_point() -> None:
    one = form(
        choice("radio", "a", "yes", "no"),
        field("textfield", "b", conditional={"hide": '=a != "yes"'}),
        field("textfield", "c", validate={"required": True}, conditional={"hide": "=b = null"}),
        group(field("textfield", "d", validate={"required": True}), conditional={"hide": '=c != "深"'}),
    )

    shown = post(one, {"a": "yes", "b": "乙", "c": "深", "d": "丁"})
    hidden = post(one, {"a": "no", "b": "乙", "c": "深", "d": "丁"})

    assert shown.values == {"a": "yes", "b": "乙", "c": "深", "d": "丁"}
    assert hidden.values == {"a": "no"}
    assert hidden.is_complete


def test_rules_that_contradict_each_other_in_a_circle_come_to_an_end() -> None:
    one = form(
        field("textfield", "a", conditional={"hide": '=b = "x"'}),
        field("textfield", "b", conditional={"hide": "=a = null"}),
    )

    result = post(one, {"a": "1", "b": "x"})

    assert set(result.values) <= {"a", "b"}


def test_a_broken_rule_shows_the_field_and_a_broken_limit_stops_the_form() -> None:
    one = form(
        field("textfield", "a", conditional={"hide": "=1 + missing"}),
        field("number", "b", validate={"max": '="viel"'}),
    )

    result = post(one, {"a": "甲", "b": "1"})

    assert result.values["a"] == "甲"
    assert "暂时无法校验" in messages(result)["b"]


def test_locked_fields_keep_what_was_stored() -> None:
    one = form(
        field("textfield", "a", readonly=True),
        field("textfield", "b", readonly='=a = "定"'),
        field("textfield", "c", disabled=True),
        field("textfield", "d", readonly=True, defaultValue="默认"),
    )

    result = post(
        one, {"a": "伪", "b": "伪", "c": "伪", "d": "伪"}, values_before={"a": "定", "b": "原", "c": "停"}
    )

    assert result.values == {"a": "定", "b": "原", "d": "默认"}
    assert result.is_complete


def test_a_field_that_was_not_on_the_page_keeps_its_stored_value() -> None:
    one = form(field("textfield", "a"), field("checkbox", "b"), field("number", "c", defaultValue="3"))

    kept = post(one, {}, values_before={"a": "原", "b": True})
    cleared = post(one, {"a": "", "b__present": "1", "c": ""}, values_before={"a": "原", "b": True})

    assert kept.values == {"a": "原", "b": True, "c": 3}
    assert cleared.values == {"a": None, "b": False, "c": None}


def test_computed_fields_are_computed_here_and_never_taken_from_the_post() -> None:
    one = form(
        field("number", "a"),
        {"type": "expression", "key": "double", "expression": "=a * 2"},
        {"type": "expression", "key": "text", "expression": '=if double > 5 then "大" else "小"'},
        field("textfield", "why", validate={"required": True}, conditional={"hide": '=text != "大"'}),
    )

    result = post(one, {"a": "4", "double": "100"})

    assert (result.values["double"], result.values["text"]) == (8, "大")
    assert messages(result) == {"why": "请填写：why"}


def test_options_may_come_from_data_or_an_expression() -> None:
    one = form(
        field("select", "unit", valuesKey="units"),
        field(
            "select",
            "year",
            valuesExpression='=for y in 2024..2026 return {label: string(y) + "年", value: y}',
        ),
    )
    before = {"units": [{"label": "住建局", "value": "zjj"}, "城管局"]}

    good = post(one, {"unit": "zjj", "year": "2025"}, values_before=before)
    forged = post(one, {"unit": "jw", "year": "1999"}, values_before=before)

    assert good.values == {"unit": "zjj", "year": 2025}
    assert forged.values == {"unit": None, "year": None}
    assert set(forged.errors) == {"unit", "year"}


def test_rows_are_read_in_order_and_each_has_its_own_conditions() -> None:
    one = form(
        rows(
            "people",
            field("textfield", "name", validate={"required": True}),
            field("checkbox", "minor"),
            field(
                "textfield",
                "guardian",
                validate={"required": True},
                conditional={"hide": "=this.minor != true"},
            ),
            properties={"rows.min": "1", "rows.max": "3"},
        )
    )

    result = post(
        one,
        {
            "people__rows": "2",
            "people[0].name": "甲",
            "people[1].name": "乙",
            "people[1].minor": "true",
            "people[0].guardian": "不该有",
        },
    )

    assert result.values == {
        "people": [{"name": "甲", "minor": False}, {"name": "乙", "minor": True, "guardian": None}]
    }
    assert messages(result) == {"people[1].guardian": "请填写：guardian"}


def test_too_many_or_too_few_rows_are_said_at_the_list() -> None:
    one = form(rows("p", field("textfield", "n"), properties={"rows.min": "1", "rows.max": "5"}))

    many = post(one, {f"p[{n}].n": "x" for n in range(6)})
    none = post(one, {"p__rows": "0"})
    absurd = post(one, {"p__rows": "9999", "p[99999].n": "x"})

    assert "最多 5 项" in messages(many)["p"]
    assert "至少 1 项" in messages(none)["p"]
    assert "最多 5 项" in messages(absurd)["p"]


def test_rows_are_added_and_removed_by_buttons_without_complaints() -> None:
    one = form(rows("p", field("textfield", "n", validate={"required": True}), properties={"rows.max": "3"}))
    typed = {"p__rows": "2", "p[0].n": "甲", "p[1].n": "乙"}

    added = post(one, typed | {"__action": "add:p"})
    removed = post(one, typed | {"__action": "remove:p[0]"})
    refused = post(one, typed | {"__action": "add:other"})

    assert (added.action, added.focus, added.errors) == ("add", "p", {})
    assert [row["n"] for row in added.shown["p"]] == ["甲", "乙", None]
    assert [row["n"] for row in removed.shown["p"]] == ["乙"]
    assert not removed.is_complete
    assert refused.action == "update"


def test_lists_may_hold_lists() -> None:
    one = form(rows("p", field("textfield", "n"), rows("q", field("number", "m"))))

    result = post(one, {"p[0].n": "甲", "p[0].q[1].m": "5", "p[1].n": "乙", "p[1].q__rows": "0"})
    added = post(one, {"p[0].q__rows": "1", "__action": "add:p[0].q"})

    assert result.values == {"p": [{"n": "甲", "q": [{"m": None}, {"m": 5}]}, {"n": "乙", "q": []}]}
    assert len(added.shown["p"][0]["q"]) == 2


def test_a_list_with_fixed_rows_cannot_be_made_longer() -> None:
    one = form(rows("p", field("textfield", "n"), allowAddRemove=False))

    result = post(
        one, {"p__rows": "9", "p[0].n": "新", "p[8].n": "伪"}, values_before={"p": [{"n": "旧", "id": 7}]}
    )

    assert result.values == {"p": [{"n": "新"}]}
    assert result.shown["p"] == [{"n": "新", "id": 7}]


def test_a_draft_is_stored_without_validation_but_typed_where_possible() -> None:
    one = form(
        field("textfield", "a", validate={"required": True}),
        field("number", "b"),
        field("number", "c"),
        field("datetime", "d", subtype="datetime"),
    )

    result = post(one, {"a": "", "b": "3", "c": "三", "d__date": "2026-4", "d__time": ""}, draft=True)

    assert result.errors == {}
    assert result.values == {"a": None, "b": 3, "c": "三", "d": "2026-4T"}


def test_a_wrong_entry_is_shown_again_as_it_was_typed() -> None:
    one = form(field("number", "a"), field("datetime", "b"))

    result = post(one, {"a": "三", "b": "2026-13-01"})

    assert result.shown == {"a": "三", "b": "2026-13-01"}
    assert result.values == {"a": None, "b": None}


def test_parsing_needs_no_clock_unless_a_rule_does() -> None:
    one = form(field("textfield", "a"), field("datetime", "b", disallowPassedDates=True))

    result = post(one, {"a": "甲", "b": "2026-04-20"}, env=Environment())

    assert result.values["a"] == "甲"
    assert "暂时无法校验" in messages(result)["b"]


def test_plain_text_keeps_ordinary_blanks_only() -> None:
    assert clean_text("\ufeff a\u00a0b ", "x") == "a b"


def test_an_unfinished_draft_is_judged_again_when_the_form_is_sent() -> None:
    one = form(
        field("number", "a"),
        field("datetime", "b", subtype="datetime", timeSerializingFormat="utc_normalized"),
    )
    stored = {"a": "三", "b": "2026-04-20T23:30Z"}

    result = post(one, {}, values_before=stored)

    assert messages(result) == {"a": "a：请输入数字，例如 12 或 12.5"}
    assert result.values == {"a": None, "b": "2026-04-20T23:30Z"}
