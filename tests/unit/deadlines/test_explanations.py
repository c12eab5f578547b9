"""The derivation in words, for people; as data, for interfaces; as functions, for designers."""

from datetime import date
from decimal import Decimal

import pytest

from app.deadlines import Suspension, compute, explain, feel_functions, find_rule
from app.deadlines.explain import day_states, law_of, rest_runs, title_of
from app.deadlines.names import holiday_name, long_date, month_name, rest_label, short_date, weekday_name
from app.deadlines.record import derivation_record, rule_record
from tests.unit.deadlines.deadline_builders import on, published, term


def said(derivation, locale="zh"):
    return [str(sentence) for sentence in explain(derivation, locale)]


def test_a_working_day_term_is_told_step_by_step():
    assert said(compute("permit-supplement", on("2026-09-24"), calendar=published())) == [
        "依据《行政许可法》第三十二条第一款第四项、第八十二条，“告知补正”的期限是 5 个工作日。",
        "收到申请材料之日是2026年9月24日（星期四），当日不计入，从次日9月25日（星期五）起算。",
        "9月25日（星期五）至9月27日（星期日）（3 天）不计入：中秋节。",
        "10月1日（星期四）至10月5日（星期一）（5 天）不计入：国庆节。",
        "10月6日（星期二）至10月7日（星期三）（2 天）不计入：国庆节（调休）。",
        "第 5 个工作日是2026年10月9日（星期五），法定期限到当日24时为止。",
        "使用的日历版本：cn-2026.1。",
    ]


def test_a_worked_weekend_day_is_told():
    sentences = said(compute("petition-objection", on("2026-04-29"), calendar=published()))

    assert "5月9日（星期六）因劳动节调休上班，计入。" in sentences


def test_the_duty_of_an_office_that_ends_on_a_holiday_is_told_with_its_target():
    sentences = said(compute("petition-register", on("2026-02-03"), calendar=published()))

    assert any("内部办结目标提前到其前最后一个工作日：2026年2月14日（星期六）" in s for s in sentences)


def test_the_right_of_a_citizen_rolls_forward():
    sentences = said(compute("petition-review-request", on("2026-09-04"), calendar=published()))

    assert any("顺延到其后第一个工作日：2026年10月8日（星期四）" in s for s in sentences)


def test_an_unpublished_year_is_told():
    sentences = said(compute("permit-joint", on("2026-11-23"), calendar=published()))

    assert any(s.startswith("2027 年的放假安排尚未公布") for s in sentences)


def test_an_unconfirmed_rule_is_told():
    sentences = said(compute("petition-simple-decide", on("2026-04-20"), calendar=published()))

    assert any("演示规则" in s for s in sentences)


def test_a_note_of_a_rule_is_told_in_the_readers_language():
    derivation = compute("permit-hearing-request", on("2026-04-08"), calendar=published())

    assert any(s.startswith("说明：第八十二条") for s in said(derivation))
    assert any("Article 82" in s for s in said(derivation, "en"))


@pytest.mark.parametrize(("unit", "words"), [("working", "13 个工作日不计入"), ("calendar", "17 日不计入")])
def test_a_suspension_is_told_with_its_reason_and_length(unit, words):
    pause = Suspension(on("2026-04-08"), on("2026-04-24"), "专家评审")

    sentences = said(
        compute(term(amount=30, unit=unit), on("2026-04-01"), calendar=published(), suspensions=[pause])
    )

    assert any("专家评审" in s and words in s for s in sentences)


def test_a_suspension_without_effect_is_told_as_such():
    pause = Suspension(on("2027-04-08"), on("2027-04-24"))

    sentences = said(compute(term(), on("2026-04-01"), calendar=published(), suspensions=[pause]))

    assert any("没有影响这个期限" in s for s in sentences)


def test_an_extension_is_told_with_who_approved_it():
    granted = compute("petition-handle", on("2026-04-22"), calendar=published(), extension=30)
    included = compute("petition-handle-extended", on("2026-04-22"), calendar=published())
    coded = compute(
        term(extension_amount=5, extension_approver="leader"),
        on("2026-04-22"),
        calendar=published(),
        extension=5,
    )

    assert any("30 日经本机关、单位负责人批准延长" in s for s in said(granted))
    assert any("the head of the unit" in str(s.values) for s in explain(granted, "en"))
    assert any("30 日是经批准的延长" in s for s in said(included))
    assert any("经leader批准" in s for s in said(coded))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"direction": "back"}, ["应提前 5 个工作日", "往前数", "最迟应在"]),
        ({"direction": "back", "unit": "calendar"}, ["应提前 5 日（自然日）"]),
        ({"not_before": True}, ["不少于 5 个工作日", "此前不得结束"]),
        ({"not_before": True, "unit": "calendar"}, ["不少于 5 日（自然日）"]),
        ({"unit": "calendar"}, ["期限是 5 日（自然日，节假日也计入）", "第 5 日是"]),
    ],
)
def test_every_kind_of_term_has_its_own_words(change, words):
    sentences = said(compute(term(**change), on("2026-03-12"), calendar=published()))

    for expected in words:
        assert any(expected in s for s in sentences), expected


def test_a_run_of_rest_days_is_told_once():
    derivation = compute("permit-single", on("2026-02-11"), calendar=published())

    spring = [run for run in rest_runs(derivation.skipped) if run[0].name == "春节"]

    assert spring[0][0].on == on("2026-02-15")


def test_titles_and_laws_in_two_languages():
    derivation = compute("petition-handle", on("2026-04-22"), calendar=published())
    bare = compute(term(), on("2026-04-22"), calendar=published())

    assert (title_of(derivation), title_of(derivation, "en")) == ("办结信访事项", "Handle the petition")
    assert law_of(derivation, "en").startswith("Regulations on Petition Work — 《信访工作条例》")
    assert (title_of(bare, "en"), law_of(bare, "en")) == ("办理", "《某条例》第一条")


def test_the_month_picture_knows_what_became_of_each_day():
    pause = Suspension(on("2026-05-06"), on("2026-05-06"), "x")
    derivation = compute("petition-objection", on("2026-04-29"), calendar=published(), suspensions=[pause])

    states = day_states(derivation)

    assert [states[on(f"2026-{day}")] for day in ("04-29", "04-30", "05-01", "05-06", "05-09", "05-11")] == [
        "event",
        "counted",
        "skipped",
        "paused",
        "worked",
        "legal",
    ]


def test_the_target_stands_beside_the_legal_day_in_the_month_picture():
    states = day_states(compute("petition-register", on("2026-02-03"), calendar=published()))

    assert (states[on("2026-02-14")], states[on("2026-02-18")]) == ("target", "legal")


def test_names_of_days_in_two_languages():
    day = date(2026, 10, 9)

    assert (long_date(day), long_date(day, "en")) == ("2026年10月9日（星期五）", "Friday 9 October 2026")
    assert (short_date(day), short_date(day, "en_GB")) == ("10月9日（星期五）", "Friday 9 October")
    assert (month_name(2026, 10), month_name(2026, 10, "en")) == ("2026年10月", "October 2026")
    assert (weekday_name(day), weekday_name(day, "en")) == ("星期五", "Friday")
    assert (holiday_name("国庆节", "en"), holiday_name("本市纪念日", "en")) == ("National Day", "本市纪念日")
    assert [rest_label("lieu", "国庆节", x) for x in ("zh", "en")] == [
        "国庆节（调休）",
        "National Day (day moved)",
    ]
    assert [rest_label("made_up", "劳动节", x) for x in ("zh", "en")] == [
        "劳动节（补假）",
        "Labour Day (day in lieu)",
    ]
    assert rest_label("weekend", "周末", "en") == "weekend"


def test_a_derivation_as_data():
    pause = Suspension(on("2026-09-07"), on("2026-09-08"), "听证")
    record = derivation_record(
        compute("petition-recheck", on("2026-08-24"), calendar=published(), suspensions=[pause])
    )

    assert {
        "legal_on",
        "target_on",
        "provisional",
        "days",
        "skipped",
        "suspended",
        "law",
        "calendar_version",
    } <= set(record)
    assert (record["legal_on"], record["target_on"]) == ("2026-09-25", "2026-09-24")
    assert record["moved_over"] == [{"date": "2026-09-25", "reason": "holiday", "name": "中秋节"}]
    assert record["suspended"] == [
        {"from": "2026-09-07", "to": "2026-09-08", "reason": "听证", "days": ["2026-09-07", "2026-09-08"]}
    ]
    assert derivation_record(compute("permit-supplement", on("2026-09-24"), calendar=published()))["skipped"][
        0
    ] == {
        "date": "2026-09-25",
        "reason": "holiday",
        "name": "中秋节",
    }


def test_a_rule_as_data_names_its_source():
    record = rule_record(find_rule("petition-handle"))

    assert (record["id"], record["days"], record["source"]) == (
        "petition-handle",
        60,
        "《信访工作条例》第三十四条",
    )


class TestFunctionsForDesigners:
    functions = feel_functions(published())

    def call(self, name, *arguments):
        return self.functions[name](*arguments)

    def test_they_count_working_days(self):
        assert self.call("is working day", on("2026-10-10")) is True
        assert self.call("next working day", on("2026-10-01")) == on("2026-10-08")
        assert self.call("previous working day", on("2026-10-07")) == on("2026-09-30")
        assert self.call("working days after", on("2026-09-24"), Decimal(5)) == on("2026-10-09")
        assert self.call("working days before", on("2026-05-13"), 7) == on("2026-04-30")
        assert self.call("working days between", on("2026-09-24"), on("2026-10-09")) == 5

    def test_they_know_the_terms_of_law(self):
        assert self.call("legal term", "petition-register", on("2026-02-03")) == on("2026-02-18")
        assert self.call("legal target", "petition-register", on("2026-02-03")) == on("2026-02-14")
        assert self.call("legal last day", "petition-review-request", on("2026-09-04")) == on("2026-10-08")

    def test_what_cannot_be_answered_is_null(self):
        assert self.call("legal term", "no-such-rule", on("2026-02-03")) is None
        assert self.call("legal target", None, on("2026-02-03")) is None
        assert self.call("legal last day", "petition-register", None) is None
        assert self.call("is working day", None) is None
        assert self.call("next working day", date(9999, 12, 31)) is None
        assert self.call("previous working day", date(1, 1, 1)) is None
        assert self.call("working days after", on("2026-09-24"), Decimal("1.5")) is None
        assert self.call("working days after", on("2026-09-24"), -1) is None
        assert self.call("working days after", on("2026-09-24"), 99999) is None
        assert self.call("working days after", on("2026-09-24"), True) is None
        assert self.call("working days before", None, 5) is None
        assert self.call("working days between", on("2026-09-24"), None) is None

    def test_each_has_a_chinese_name(self):
        chinese = [name for name in self.functions if not name.isascii()]

        assert len(chinese) * 2 == len(self.functions)
