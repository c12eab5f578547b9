"""The macros make accessible HTML that works without JavaScript, from a plain Jinja environment."""

from pathlib import Path

import pytest
from jinja2 import Environment as Jinja
from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from lxml import html

from app.forms import build_view, check_answers, receipt_rows
from tests.unit.forms.builders import ENV, choice, field, form, group, post, rows

TEMPLATES = Path(__file__).resolve().parents[3] / "app" / "templates"
PAGE = """{% from "forms/form.html" import error_summary, form_fields, form_buttons %}
<main>{{ error_summary(view) }}<form method="post" novalidate>{{ form_fields(view, refresh_url) }}{{ form_buttons(view) }}</form></main>"""
ANSWERS = """{% from "forms/answers.html" import check_answers, receipt %}
<main>{{ check_answers(rows, "/form") }}{{ receipt(paper, "回执") }}</main>"""

FORM = form(
    field(
        "textfield",
        "name",
        "姓名",
        description="与证件一致",
        validate={"required": True},
        properties={"validator": "name"},
    ),
    field("textfield", "idcard", "证件号码", properties={"validator": "idcard", "sensitive": "true"}),
    field("textfield", "phone", "电话", validate={"validationType": "phone"}),
    field(
        "number", "money", "金额", decimalDigits=0, appearance={"prefixAdorner": "¥", "suffixAdorner": "元"}
    ),
    field("textarea", "facts", "事实", validate={"maxLength": 500, "required": True}),
    choice("radio", "kind", "x", "y", validate={"required": True}),
    field("textfield", "more", "补充", conditional={"hide": '=kind != "x"'}),
    choice("select", "unit", "a", "b"),
    choice("checklist", "many", "a", "b", description="可多选"),
    choice("taglist", "tags", "a", "b"),
    field("checkbox", "agree", "同意", validate={"required": True}),
    field("datetime", "day", "", dateLabel="日期", validate={"required": True}),
    field(
        "datetime",
        "moment",
        "何时",
        subtype="datetime",
        dateLabel="日",
        timeLabel="时",
        validate={"required": True},
    ),
    field("filepicker", "files", "附件", multiple=True, validate={"required": True}),
    group(field("textfield", "street", "街道", readonly=True)),
    rows(
        "people", field("textfield", "who", "何人", validate={"required": True}), properties={"rows.min": "2"}
    ),
    {"type": "text", "text": "# 说明\n\n见[条例](https://www.gov.cn)，{{name}}"},
    {"type": "html", "content": "<p>你好</p><hr>"},
    {"type": "image", "source": "/static/a.png", "alt": "图"},
    {"type": "table", "label": "清单", "dataSource": "=list", "columns": [{"label": "名称", "key": "n"}]},
    {"type": "documentPreview", "label": "文件", "dataSource": "=docs"},
    {"type": "expression", "key": "sum", "expression": "=money", "properties": {"label": "合计"}},
    {"type": "separator"},
    {"type": "spacer"},
    {"type": "button", "label": "送出", "action": "submit"},
)
BEFORE = {
    "street": "解放路",
    "list": [{"n": "甲"}],
    "docs": [
        {
            "documentId": "1",
            "endpoint": "/files/1",
            "metadata": {"fileName": "a.pdf", "contentType": "application/pdf"},
        }
    ],
}


def jinja() -> Jinja:
    made = Jinja(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(lambda said: said, lambda one, many, n: one, newstyle=True)
    return made


def page(values: dict, *, errors: dict | None = None, refresh_url: str | None = None) -> html.HtmlElement:
    view = build_view(FORM, {**BEFORE, **values}, errors=errors, env=ENV)
    return html.document_fromstring(jinja().from_string(PAGE).render(view=view, refresh_url=refresh_url))


def failed() -> html.HtmlElement:
    wrong = {"idcard": "1", "money": "x", "people__rows": "1", "kind": "x"}
    result = post(FORM, wrong, values_before=BEFORE)
    return page(result.shown, errors=result.errors)


@pytest.fixture(params=["fresh", "failed"])
def either(request: pytest.FixtureRequest) -> html.HtmlElement:
    return page({}) if request.param == "fresh" else failed()


def test_every_input_has_a_label_of_its_own(either: html.HtmlElement) -> None:
    inputs = either.xpath("//input[not(@type='hidden')] | //select | //textarea")

    assert len(inputs) >= 18
    for one in inputs:
        labels = either.xpath(f"//label[@for='{one.get('id')}']")
        assert len(labels) == 1, one.get("name")
        assert labels[0].text_content().strip()


def test_ids_are_unique_and_everything_referred_to_exists(either: html.HtmlElement) -> None:
    ids = either.xpath("//@id")

    assert len(ids) == len(set(ids))
    for attribute in ("aria-describedby", "aria-labelledby", "for"):
        for value in either.xpath(f"//@{attribute}"):
            assert set(value.split()) <= set(ids), (attribute, value)


def test_questions_with_several_inputs_are_fieldsets_with_a_legend(either: html.HtmlElement) -> None:
    for one in either.xpath("//input[@type='radio']"):
        fieldset = one.xpath("ancestor::fieldset[1]")[0]
        assert fieldset.xpath("./legend")[0].text_content().strip()
    assert either.xpath("//legend[starts-with(normalize-space(), '何时')]")


def test_hints_are_tied_to_their_inputs() -> None:
    found = page({}).xpath("//input[@name='name']")[0]

    assert found.get("aria-describedby") == "f-name-hint"
    assert "与证件一致" in page({}).xpath("//*[@id='f-name-hint']")[0].text_content()
    assert "500" in page({}).xpath("//*[@id='f-facts-hint']")[0].text_content()


def test_errors_stand_above_the_field_and_in_a_summary_that_leads_to_them() -> None:
    tree = failed()

    summary = tree.xpath("//*[contains(@class, 'lsf-summary')]")[0]
    links = summary.xpath(".//a/@href")
    assert summary.get("tabindex") == "-1"
    assert summary.get("role") == "alert"
    assert len(links) >= 10
    for link in links:
        target = tree.xpath(f"//*[@id='{link[1:]}']")[0]
        assert target.tag in {"input", "select", "textarea"} or target.get("tabindex") == "-1"
    bad = tree.xpath("//input[@name='idcard']")[0]
    assert bad.get("aria-invalid") == "true"
    assert bad.get("value") == "1"
    assert "f-idcard-error" in bad.get("aria-describedby").split()
    order = [one.get("id") for one in tree.xpath("//*[@id='f-idcard-error' or @id='f-idcard']")]
    assert order == ["f-idcard-error", "f-idcard"]


def test_a_fresh_page_shows_no_error() -> None:
    tree = page({})

    assert tree.xpath("//*[contains(@class, 'lsf-summary')]") == []
    assert tree.xpath("//*[@aria-invalid]") == []


def test_the_browser_is_told_what_is_typed() -> None:
    tree = page({})

    assert tree.xpath("//input[@name='phone']/@inputmode") == ["tel"]
    assert tree.xpath("//input[@name='money']/@inputmode") == ["numeric"]
    assert tree.xpath("//input[@name='name']/@autocomplete") == ["name"]
    assert tree.xpath("//input[@name='idcard']/@autocomplete") == ["off"]
    assert tree.xpath("//input[@name='day']/@type") == ["text"]
    assert ".pdf" in tree.xpath("//input[@name='files']/@accept")[0]
    assert tree.xpath("//form[@novalidate]")


def test_conditions_work_by_a_button_and_by_htmx_where_wanted() -> None:
    plain = page({}).xpath("//div[.//input[@name='kind']][contains(@class, 'lsf-field')]")[0]
    upgraded = page({}, refresh_url="/here").xpath(
        "//div[.//input[@name='kind']][contains(@class, 'lsf-field')]"
    )[0]

    assert plain.xpath(".//button[@name='__action']/@value") == ["update:kind"]
    assert plain.get("hx-post") is None
    assert (upgraded.get("hx-post"), upgraded.get("hx-trigger")) == ("/here", "change")
    assert page({"kind": "x"}).xpath("//input[@name='more']")
    assert not page({"kind": "y"}).xpath("//input[@name='more']")


def test_enter_submits_and_does_not_press_update() -> None:
    buttons = page({}).xpath("//form//button[@type='submit']")

    assert buttons[0].get("value") == "submit"
    assert buttons[0].get("tabindex") == "-1"
    assert buttons[-1].text_content().strip() == "送出"


def test_rows_have_buttons_and_a_count() -> None:
    tree = page({"people": [{"who": "甲"}, {"who": "乙"}, {"who": "丙"}]})

    assert tree.xpath("//input[@name='people__rows']/@value") == ["3"]
    assert "add:people" in tree.xpath("//button/@value")
    assert "remove:people[2]" in tree.xpath("//button/@value")
    assert "remove:people[0]" not in page({"people": [{}, {}]}).xpath("//button/@value")


def test_what_people_typed_is_escaped() -> None:
    bad = "<script>alert(1)</script>"
    tree = page(
        {
            "name": bad,
            "facts": f"</textarea>{bad}",
            "street": bad,
            "list": [{"n": bad}],
            "people": [{"who": bad}],
        }
    )

    assert tree.xpath("//script") == []
    assert tree.xpath("//textarea[@name='facts']")[0].text.strip() == f"</textarea>{bad}"


def test_no_inline_script_or_style_is_made(either: html.HtmlElement) -> None:
    assert either.xpath("//script | //style | //@style | //@onclick | //@onchange") == []


def test_locked_fields_are_text_and_not_inputs() -> None:
    tree = page({})

    assert tree.xpath("//input[@name='street']") == []
    assert "解放路" in tree.xpath("//*[@id='f-street']")[0].text_content()


def test_texts_tables_and_documents_are_shown() -> None:
    tree = page({"name": "**张三**"})

    assert tree.xpath("//h2[text()='说明']")
    assert tree.xpath("//a[@href='https://www.gov.cn']/text()") == ["条例"]
    assert "**张三**" in tree.text_content()
    assert tree.xpath("//table/caption/text()") == ["清单"]
    assert tree.xpath("//a[@href='/files/1']/text()") == ["a.pdf"]


def test_answers_lead_back_to_their_inputs_and_the_receipt_masks() -> None:
    values = {**BEFORE, "name": "张三", "idcard": "11010519491231002X", "kind": "x"}
    tree = html.document_fromstring(
        jinja()
        .from_string(ANSWERS)
        .render(rows=check_answers(FORM, values, env=ENV), paper=receipt_rows(FORM, values, env=ENV))
    )

    targets = {link.partition("#")[2] for link in tree.xpath("//dl//a/@href")}
    assert targets <= set(page(values).xpath("//@id"))
    assert "f-kind-o0" in targets
    assert "11010519491231002X" in tree.xpath("//dl")[0].text_content()
    assert "11010519491231002X" not in tree.xpath("//table")[0].text_content()
    assert "110***********002X" in tree.xpath("//table")[0].text_content()
