"""scenarios.yaml is read strictly, every problem named."""

from datetime import datetime

import pytest

from app.catalog.scenarios import MAX_BYTES, read_scenarios
from app.clock import LOCAL_ZONE
from app.errors import InvalidError

GOOD = """
scenarios:
  - id: one
    title: 一
    start: {at: 2026-04-20T09:00, as: applicant, data: {title: 暖气, on: 2026-04-19}}
    before:
      - {at: 2026-04-20T10:00}
    steps:
      - at: 2026-04-21T10:00
        expect: {tasks: [register], terms: {intake: {legal_on: 2026-05-05}}}
        as: xfj.registrar
        complete: register
        refuse: {data: {}, fields: [class]}
        data: {class: claim}
      - {at: 2026-04-22T10:00, as: applicant, message: petition.withdraw}
    end: {outcome: withdrawn, dates: [registered], documents: [receipt]}
"""


def problems(source):
    with pytest.raises(InvalidError) as refused:
        read_scenarios(source.encode())
    return " | ".join(
        f"{where}: {message}" for where, found in refused.value.fields.items() for message in found
    )


def test_a_scenario_is_read_with_local_moments_and_dates_as_text():
    [scenario] = read_scenarios(GOOD.encode())

    assert scenario.start.at == datetime(2026, 4, 20, 9, tzinfo=LOCAL_ZONE)
    assert scenario.start.data == {"title": "暖气", "on": "2026-04-19"}
    assert [step.complete or step.message for step in scenario.steps] == ["", "register", "petition.withdraw"]
    assert scenario.steps[1].expect["terms"] == {"intake": {"legal_on": "2026-05-05"}}
    assert scenario.steps[1].refuse.fields == {"class"}
    assert scenario.end["outcome"] == "withdrawn"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2026-04-21T10:00", "soon", "one 2: at 应为当地时间"),
        ("title: 一", "title:", "one: 每个情景都要有 id 和 title"),
        ("steps:\n", "steps: later\n    more:\n", "one: steps 应为列表"),
        ("    before:", "    after:", "one: 不认识的键 after"),
        ("complete: register", "finish: register", "one 2: 不认识的键 finish"),
        ("as: xfj.registrar\n", "form: x\n", "one 2: 要写明由谁办理"),
        ("fields: [class]", "fields: class", "refuse 要有 data 和 fields"),
        ("tasks: [register]", "todo: [register]", "one 2: 不认识的键 todo"),
        ("outcome: withdrawn", "result: withdrawn", "one end: 不认识的键 result"),
        ("      - {at: 2026-04-20T10:00}", "      - wait", "one 1: 每一步都是一组键和值"),
        ("expect: {tasks", "expect: [tasks", "不是有效的 YAML"),
    ],
)
def test_a_mistake_is_named_with_its_scenario_and_step(old, new, words):
    assert words in problems(GOOD.replace(old, new))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x: 1", "缺少列表 scenarios"),
        ("scenarios: 5", "缺少列表 scenarios"),
        ("- a", "缺少列表 scenarios"),
        ("scenarios: [5]", "每个情景都要有"),
        ("scenarios: !!python/object/apply:os.system [ls]", "不是有效的 YAML"),
        ("x" * (MAX_BYTES + 1), "超过"),
    ],
)
def test_what_is_no_file_of_scenarios_is_refused(source, words):
    assert words in problems(source)


def test_the_same_id_twice_is_refused():
    assert "编号重复" in problems(GOOD + GOOD.replace("\nscenarios:\n", ""))


def test_a_bomb_of_references_is_defused():
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 30)
    )
    bomb += "scenarios:\n  - {id: a, title: b, start: {at: 2026-01-01T09:00, data: {x: *a29}}}\n"

    assert "值太多" in problems(bomb)
