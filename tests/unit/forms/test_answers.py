"""Answers are repeated in words: to check, and on the receipt."""

from app.forms import check_answers, json_schema, receipt_rows
from tests.unit.forms.builders import ENV, choice, field, form, group, rows

FORM = form(
    group(
        field(
            "textfield",
            "name",
            "姓名",
            properties={"sensitive": "true", "validator": "name", "label.en": "Name"},
        ),
        field("textfield", "idcard", "证件号码", properties={"sensitive": "true", "validator": "idcard"}),
    ),
    field(
        "radio",
        "kind",
        "类别",
        values=[{"label": "求决", "value": "q", "label.en": "Request"}, {"label": "建议", "value": "j"}],
    ),
    field("textarea", "facts", "事实", conditional={"hide": '=kind = "j"'}),
    field("number", "money", "金额", appearance={"suffixAdorner": "元"}),
    field("datetime", "at", subtype="datetime", dateLabel="何日", timeLabel="何时", label=""),
    field("checkbox", "agree", "同意"),
    rows("people", field("textfield", "n", "名")),
    field("filepicker", "files", "附件", multiple=True),
)
VALUES = {
    "name": "张三丰",
    "idcard": "11010519491231002X",
    "kind": "q",
    "facts": "一\n二",
    "money": 12.5,
    "at": "2026-04-20T01:30Z",
    "agree": True,
    "people": [{"n": "甲"}, {"n": "乙"}],
    "files": [{"fileName": "a.pdf", "size": 3}],
}


def test_every_visible_answer_can_be_checked_and_changed() -> None:
    rows_ = check_answers(FORM, VALUES, env=ENV)

    found = {row.name: row for row in rows_ if row.kind == "answer"}
    assert found["name"].answer == ("张三丰",)
    assert found["kind"].answer == ("求决",)
    assert found["kind"].anchor == "f-kind-o0"
    assert found["facts"].answer == ("一", "二")
    assert found["money"].answer == ("12.5元",)
    assert found["at"].answer == ("2026-04-20 09:30",)
    assert found["at"].anchor == "f-at-date"
    assert found["agree"].answer == ("是",)
    assert found["people[1].n"].anchor == "f-people-1-n"
    assert found["files"].answer == ("a.pdf",)


def test_hidden_questions_are_not_repeated_and_english_is_used_where_given() -> None:
    hidden = {row.name for row in check_answers(FORM, VALUES | {"kind": "j"}, env=ENV)}
    english = {row.name: row for row in check_answers(FORM, VALUES, "en", env=ENV)}

    assert "facts" not in hidden
    assert english["name"].label == "Name"
    assert english["kind"].answer == ("Request",)
    assert english["agree"].answer == ("Yes",)


def test_the_receipt_masks_what_is_sensitive_and_leaves_out_what_was_not_answered() -> None:
    rows_ = receipt_rows(FORM, {**VALUES, "money": None}, env=ENV)

    found = {row.name: row for row in rows_ if row.kind == "answer"}
    assert found["name"].answer == ("张**",)
    assert found["idcard"].answer == ("110***********002X",)
    assert "money" not in found
    assert all(row.anchor == "" for row in rows_)


def test_the_schema_for_clients_says_what_can_be_said() -> None:
    schema = json_schema(FORM)

    properties = schema["properties"]
    assert properties["kind"]["oneOf"][0] == {"const": "q", "title": "求决"}
    assert properties["idcard"]["x-luoshu-sensitive"] is True
    assert properties["people"]["items"]["properties"]["n"]["type"] == "string"
    assert properties["at"]["format"] == "date-time"
    assert properties["facts"]["x-luoshu-conditional"] is True


def test_the_schema_demands_what_the_form_always_demands() -> None:
    one = form(
        field("textfield", "a.b", validate={"required": True, "maxLength": 5, "pattern": "^x"}),
        field("textfield", "c", validate={"required": True}, conditional={"hide": "=true"}),
        field("number", "d", decimalDigits=0, validate={"min": 1, "max": "=limit"}),
        choice("checklist", "e", "x", properties={"select.max": "2"}),
        field("checkbox", "f", validate={"required": True}),
    )

    schema = json_schema(one)

    assert schema["required"] == ["a", "f"]
    assert schema["properties"]["a"]["required"] == ["b"]
    assert schema["properties"]["a"]["properties"]["b"] == {
        "type": "string",
        "pattern": "^x",
        "maxLength": 5,
        "title": "a.b",
    }
    assert schema["properties"]["d"] == {"type": "integer", "minimum": 1, "title": "d"}
    assert schema["properties"]["e"]["maxItems"] == 2
    assert schema["properties"]["f"]["const"] is True


def test_sensitive_fields_are_named_for_those_who_encrypt() -> None:
    one = form(rows("p", field("textfield", "id", properties={"sensitive": "true"}), field("textfield", "n")))

    assert one.sensitive_names == {"p[].id"}
