import pytest

from app.diagrams import lint_layout
from tests.unit.diagrams.diagram_builders import drawing, straight


def codes(bpmn):
    return {problem.code for problem in lint_layout(bpmn)}


def test_a_clean_row_has_no_problem():
    assert lint_layout(straight()) == []


def test_two_overlapping_shapes_are_both_named():
    problems = lint_layout(straight(other=("other", "userTask", "核对", 150, 20, 100, 80)))

    overlap = next(p for p in problems if p.code == "overlap")
    assert {overlap.element_id, overlap.other_id} == {"work", "other"}
    assert "审查材料（work）" in str(overlap.message)


def test_a_line_through_a_shape_is_found():
    bpmn = straight(two=("two", "start", "end", [(36, 50), (240, 50)]))

    assert "through" in codes(bpmn)


def test_a_line_that_passes_a_shape_on_its_way_to_another_side_is_not_through():
    bpmn = straight(two=("two", "work", "end", [(130, 90), (130, 120), (258, 120), (258, 68)]))

    assert codes(bpmn) == set()


def test_two_crossing_lines_are_found_once():
    shapes = [
        (n, "task", n, x, y, 40, 40)
        for n, x, y in (("a", 0, 100), ("b", 200, 100), ("c", 100, 0), ("d", 100, 200))
    ]
    lines = [("h", "a", "b", [(40, 120), (200, 120)]), ("v", "c", "d", [(120, 40), (120, 200)])]

    assert [p.code for p in lint_layout(drawing(shapes, lines))] == ["crossing"]


def test_two_lines_that_run_along_each_other_count_as_crossing():
    shapes = [(n, "task", n, x, 0, 40, 40) for n, x in (("a", 0), ("b", 200))]
    lines = [("h", "a", "b", [(40, 20), (200, 20)]), ("v", "b", "a", [(200, 20), (40, 20)])]

    assert codes(drawing(shapes, lines)) == {"crossing"}


def test_a_slanted_line_is_found():
    assert "slanted" in codes(straight(two=("two", "work", "end", [(180, 40), (240, 50)])))


def test_a_line_that_does_not_reach_its_shape_is_loose():
    assert codes(straight(two=("two", "work", "end", [(180, 50), (225, 50)]))) == {"loose"}


def test_a_shape_outside_its_lane_is_found():
    lanes = [("lane", "窗口", (0, 0, 400, 90), ["start", "work"])]
    shapes = [("start", "startEvent", "开始", 10, 27, 36, 36), ("work", "userTask", "做", 80, 20, 100, 80)]

    assert [(p.code, p.element_id) for p in lint_layout(drawing(shapes, [], lanes=lanes))] == [
        ("lane", "work")
    ]


def test_a_part_outside_its_phase_is_found():
    shapes = [
        ("phase", "subProcess", "阶段", 0, 0, 200, 200, {"children": ("inner",)}),
        ("inner", "task", "内", 150, 50, 100, 80),
    ]

    assert codes(drawing(shapes, [])) == {"outside"}


@pytest.mark.parametrize("at", [(60, 40), (10, 8)])
def test_an_event_that_is_not_on_the_edge_of_its_host_is_loose(at):
    event = (
        "late",
        "boundaryEvent",
        "超期",
        80 + at[0],
        10 + at[1],
        36,
        36,
        {"attributes": {"attachedToRef": "work"}},
    )

    assert "loose" in codes(straight(late=event))


def test_an_event_on_the_edge_is_fine():
    event = ("late", "boundaryEvent", "超期", 112, 72, 36, 36, {"attributes": {"attachedToRef": "work"}})

    assert codes(straight(late=event)) == set()


@pytest.mark.parametrize(
    ("box", "code"), [((90, 20, 40, 14), "label-shape"), ((200, 43, 20, 14), "label-line")]
)
def test_a_label_on_a_shape_or_a_line_is_found(box, code):
    assert code in codes(straight(start=("start", "startEvent", "开始", 0, 32, 36, 36, {"label": box})))


def test_two_labels_on_each_other_are_found():
    near = {"label": (0, 100, 40, 14)}
    bpmn = straight(
        start=("start", "startEvent", "开始", 0, 32, 36, 36, near),
        end=("end", "endEvent", "办结", 240, 32, 36, 36, near),
    )

    assert codes(bpmn) == {"label-label"}


def test_an_undrawn_element_is_found():
    bpmn = drawing([("start", "startEvent", "开始", 0, 0, 36, 36)], [], undrawn=["ghost"])

    assert codes(bpmn) == {"undrawn"}
