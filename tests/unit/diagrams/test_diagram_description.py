from app.diagrams import describe
from tests.unit.diagrams.diagram_builders import drawing, straight


def test_steps_are_told_in_the_order_of_the_work_with_who_and_state():
    lanes = [("lane", "窗口", (0, 0, 400, 200), ["start", "work", "end"])]
    shapes = [
        ("end", "endEvent", "办结", 240, 32, 36, 36),
        ("work", "userTask", "审查材料", 80, 10, 100, 80),
        ("start", "startEvent", "提出申请", 0, 32, 36, 36),
    ]
    lines = [("1", "start", "work", [(36, 50), (80, 50)]), ("2", "work", "end", [(180, 50), (240, 50)])]

    steps = describe(drawing(shapes, lines, lanes=lanes), {"start": "done", "work": "active"})

    assert [(s.number, s.name, s.lane, s.state_text) for s in steps] == [
        ("1", "提出申请", "窗口", "已完成"),
        ("2", "审查材料", "窗口", "办理中"),
    ]


def test_an_end_becomes_a_step_once_it_is_reached():
    assert [s.name for s in describe(straight(), {"end": "done"})] == ["开始", "审查材料", "办结"]


def test_a_step_drawn_further_left_but_reached_later_is_told_later():
    shapes = [
        ("start", "startEvent", "开始", 200, 32, 36, 36),
        ("first", "task", "先", 300, 10, 100, 80),
        ("then", "task", "后", 0, 10, 100, 80),
    ]
    lines = [
        ("1", "start", "first", [(236, 50), (300, 50)]),
        ("2", "first", "then", [(350, 90), (350, 120), (50, 120), (50, 90)]),
    ]

    assert [s.name for s in describe(drawing(shapes, lines))] == ["开始", "先", "后"]


def test_decisions_are_folded_into_what_may_follow():
    shapes = [
        ("work", "userTask", "审查", 0, 0, 100, 80),
        ("ok", "exclusiveGateway", "齐全？", 150, 15, 50, 50),
        ("go", "userTask", "办理", 250, 0, 100, 80),
        ("no", "endEvent", "退回", 157, 150, 36, 36),
    ]
    lines = [
        ("a", "work", "ok", [(100, 40), (150, 40)]),
        ("b", "ok", "go", [(200, 40), (250, 40)], "是"),
        ("c", "ok", "no", [(175, 65), (175, 150)], "否"),
    ]

    work = describe(drawing(shapes, lines))[0]

    assert work.after == ("齐全？是：转到“办理”", "齐全？否：结束（退回）")


def test_a_loop_of_gateways_ends():
    shapes = [
        ("a", "exclusiveGateway", "", 100, 0, 50, 50),
        ("b", "exclusiveGateway", "", 200, 0, 50, 50),
        ("w", "task", "做", 0, 0, 50, 50),
    ]
    lines = [
        ("1", "w", "a", [(50, 25), (100, 25)]),
        ("2", "a", "b", [(150, 25), (200, 25)]),
        ("3", "b", "a", [(225, 50), (225, 90), (125, 90), (125, 50)]),
    ]

    assert describe(drawing(shapes, lines))[0].after == ()


def test_what_interrupts_a_step_is_told_with_it():
    event = (
        "late",
        "boundaryEvent",
        "15日未答复",
        112,
        72,
        36,
        36,
        {"attributes": {"attachedToRef": "work"}},
    )
    late_line = ("three", "late", "end", [(130, 108), (258, 108), (258, 68)])

    steps = describe(straight(late_line, late=event))

    work = next(s for s in steps if s.element_id == "work")
    assert "15日未答复：结束（办结）" in work.after


def test_parts_of_a_phase_are_numbered_below_it():
    shapes = [
        ("phase", "subProcess", "登记", 0, 0, 300, 200, {"children": ("one", "two")}),
        ("two", "task", "转送", 180, 50, 80, 60),
        ("one", "task", "查重", 50, 50, 80, 60),
    ]

    assert [(s.number, s.level, s.name) for s in describe(drawing(shapes, []))] == [
        ("1", 0, "登记"),
        ("1.1", 1, "查重"),
        ("1.2", 1, "转送"),
    ]


def test_the_applicants_own_steps_are_marked():
    groups = '<zeebe:assignmentDefinition candidateGroups="=&quot;applicant&quot;"/>'
    work = ("work", "userTask", "补正", 80, 10, 100, 80, {"extensions": groups})

    assert [s.for_applicant for s in describe(straight(work=work))] == [False, True]


def test_citizens_are_not_told_hidden_steps():
    hidden = ("work", "userTask", "内部核查", 80, 10, 100, 80, {"properties": {"public": "false"}})

    steps = describe(straight(work=hidden), redact=True)

    assert [s.name for s in steps] == ["开始"]
    assert steps[0].after == ("结束（办结）",)


def test_english_wording():
    work = (
        "work",
        "userTask",
        "审查",
        80,
        10,
        100,
        80,
        {"properties": {"name.en": "Check", "public.text.en": "We check your papers"}},
    )

    step = describe(straight(work=work), {"work": "done"}, "en")[1]

    assert (step.text, step.state_text, step.kind_text) == (
        "We check your papers",
        "Done",
        "Step by a person",
    )


def test_the_end_of_a_phase_is_not_told_as_the_end_of_the_matter():
    shapes = [
        ("phase", "subProcess", "登记", 0, 0, 300, 200, {"children": ("one", "handed")}),
        ("one", "userTask", "转送", 20, 20, 100, 36),
        ("handed", "endEvent", "已转送", 200, 20, 36, 36),
    ]

    steps = describe(drawing(shapes, [("1", "one", "handed", [(120, 38), (200, 38)])]), {})

    assert next(step for step in steps if step.element_id == "one").after == ("本阶段完成（已转送）",)
