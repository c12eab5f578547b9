"""What a decision table leaves open, answers twice, or never reaches."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dmn import examine

from .dmn_helpers import decision, evaluate, inputs, model, table


def findings(policy: str, columns: list[str], rules: list[list[str]], output: str = "answer") -> list[str]:
    source = model(
        inputs(*columns), decision("d", table(policy, columns, [output], rules), *(f"i_{c}" for c in columns))
    )
    return [f"{found.kind}{list(found.rules) or ''} {found.message}" for found in examine(source.tables[0])]


def test_a_complete_table_of_separate_rules_has_nothing_strange() -> None:
    assert findings("UNIQUE", ["n"], [["< 10", "1"], ["[10..20)", "2"], [">= 20", "3"]]) == []


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([["< 10", "1"], ["> 10", "2"]], "gap 没有规则适用于：n = 10"),
        ([["< 10", "1"], ["[20..30]", "2"], ["> 30", "3"]], "gap 没有规则适用于：n [10..20)"),
        ([['"甲"', "1"], ['"乙"', "2"]], "gap 没有规则适用于：n 其他值"),
        ([['not("甲")', "1"]], "gap 没有规则适用于：n 甲"),
        ([["true", "1"]], "gap 没有规则适用于：n false"),
        (
            [['< date("2026-05-01")', "1"], ['> date("2026-05-02")', "2"]],
            "gap 没有规则适用于：n [2026-05-01..2026-05-02]",
        ),
        ([['<= @"P30D"', "1"]], "gap 没有规则适用于：n > P30D"),
    ],
)
def test_what_no_rule_answers_is_named(rules: list[list[str]], told: str) -> None:
    assert findings("FIRST", ["n"], rules) == [told]


def test_a_gap_of_several_columns_names_each_of_them() -> None:
    rules = [["< 300", "-", "1"], [">= 300", '"店"', "2"]]

    assert findings("UNIQUE", ["area", "kind"], rules) == ["gap 没有规则适用于：area >= 300，kind 其他值"]


def test_a_default_answers_every_gap() -> None:
    assert findings("UNIQUE", ["n"], [["< 10", "1"]], output="answer||0") == []


def test_a_table_that_collects_may_leave_values_open() -> None:
    assert findings("COLLECT", ["n"], [["< 10", "1"], ["< 5", "2"]]) == []


def test_unique_rules_that_match_together_are_named() -> None:
    rules = [["<= 10", "1"], [">= 10", "2"]]

    assert findings("UNIQUE", ["n"], rules) == ["overlap[1, 2] 规则 1 和 2 会同时成立：n = 10"]


def test_any_rules_may_overlap_when_they_agree() -> None:
    assert findings("ANY", ["n"], [["<= 10", "1"], [">= 10", "1"]]) == []
    assert findings("ANY", ["n"], [["<= 10", "1"], [">= 10", "2"]]) != []


def test_a_rule_that_earlier_ones_hide_is_named() -> None:
    rules = [["< 10", "1"], [">= 10", "2"], ["[5..15]", "3"]]

    assert findings("FIRST", ["n"], rules) == ["hidden[3] 规则 3 永远轮不到：前面的规则已经包括它"]


def test_a_rule_that_computes_is_left_out_and_no_gap_is_claimed() -> None:
    assert findings("FIRST", ["n"], [["< 10", "1"], ["? > 10", "2"]]) == []


def test_values_that_cannot_come_are_no_gap() -> None:
    logic = table("UNIQUE", ["kind"], ["answer"], [['"甲"', "1"], ['"乙"', "2"]])
    limited = logic.replace("</input>", '<inputValues><text>"甲", "乙"</text></inputValues></input>', 1)
    wider = logic.replace("</input>", '<inputValues><text>"甲", "乙", "丙"</text></inputValues></input>', 1)

    def told(body: str) -> list[str]:
        source = model(inputs("kind"), decision("d", body, "i_kind"))
        return [str(found.message) for found in examine(source.tables[0])]

    assert told(limited) == []
    assert told(wider) == ["没有规则适用于：kind 丙"]


def test_a_table_too_large_to_examine_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.dmn.coverage._STEPS", 5)
    rules = [[f"{n}", f"{n}", str(n)] for n in range(20)]

    assert findings("UNIQUE", ["a", "b"], rules) == ["unexamined 决策表太大，没有检查是否有遗漏和重叠"]


CELLS = st.sampled_from(["-", "< 3", "<= 3", "> 3", "3", "[1..3)", "(1..5]", "not(3)", "1, 5", ">= 5"])


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_gaps_and_overlaps_are_those_that_evaluation_meets(cells: list[tuple[str, str]]) -> None:
    source = model(
        inputs("a", "b"),
        decision(
            "d",
            table("RULE ORDER", ["a", "b"], ["answer"], [[*pair, str(n)] for n, pair in enumerate(cells, 1)]),
            "i_a",
            "i_b",
        ),
    )
    told = findings("UNIQUE", ["a", "b"], [[*pair, str(n)] for n, pair in enumerate(cells, 1)])
    values = [0, 1, 2, 3, 4, 5, 6]
    met: list[list[Any]] = [evaluate(source, "d", a=a, b=b).value or [] for a in values for b in values]

    assert any(not rules for rules in met) == any(found.startswith("gap") for found in told)
    assert any(len(rules) > 1 for rules in met) == any(found.startswith("overlap") for found in told)
