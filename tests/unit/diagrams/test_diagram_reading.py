import pytest

from app.diagrams import read_diagram
from app.errors import InvalidError
from tests.unit.diagrams.diagram_builders import HEAD, drawing, straight


def test_shapes_and_lines_come_with_names_places_and_properties():
    bpmn = straight(
        work=(
            "work",
            "userTask",
            "审查材料",
            80,
            10,
            100,
            80,
            {"properties": {"name.en": "Check papers", "public.text": "审查您的材料"}},
        )
    )

    diagram = read_diagram(bpmn)

    work = diagram.shapes["work"]
    assert (work.name, work.text("en"), work.wording("zh")) == ("审查材料", "Check papers", "审查您的材料")
    assert work.box.right == 180
    assert [line.target for line in diagram.outgoing("work")] == ["end"]
    assert [line.source for line in diagram.incoming("work")] == ["start"]


def test_an_english_reader_gets_the_chinese_name_where_there_is_no_other():
    assert read_diagram(straight()).shapes["work"].text("en") == "审查材料"


def test_the_lane_is_the_listed_one_and_else_the_one_underneath():
    lanes = [("a", "甲", (0, 0, 300, 100), ["start"]), ("b", "乙", (0, 100, 300, 100), [])]
    shapes = [("start", "startEvent", "开始", 10, 10, 36, 36), ("work", "userTask", "做", 100, 110, 100, 80)]

    diagram = read_diagram(drawing(shapes, [], lanes=lanes))

    assert diagram.lane_at(diagram.shapes["start"]).name == "甲"
    assert diagram.lane_at(diagram.shapes["work"]).name == "乙"


def test_a_boundary_event_knows_its_host_its_kind_and_whether_it_interrupts():
    boundary = (
        "late", "boundaryEvent", "超期", 110, 72, 36, 36,
        {"attributes": {"attachedToRef": "work", "cancelActivity": "false"}, "inner": "<bpmn:timerEventDefinition id='t'/>"},
    )  # fmt: skip
    diagram = read_diagram(straight(late=boundary))

    late = diagram.shapes["late"]
    assert (late.attached_to, late.event, late.interrupting) == ("work", "timer", False)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"<bpmn:definitions", "XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "DTD"),
        (HEAD.encode() + b"</bpmn:definitions>", "BPMNDiagram"),
        (b" " * (5 * 1024 * 1024 + 1), "5 MB"),
    ],
)
def test_a_file_that_cannot_be_drawn_is_refused_with_the_reason(source, words):
    with pytest.raises(InvalidError, match=words):
        read_diagram(source)


def test_an_external_entity_is_never_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("秘密")

    with pytest.raises(InvalidError, match="DTD"):
        read_diagram(f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}">]><x>&a;</x>'.encode())


def test_an_element_without_a_shape_is_reported_as_undrawn():
    assert read_diagram(
        drawing([("start", "startEvent", "开始", 0, 0, 36, 36)], [], undrawn=["ghost"])
    ).undrawn == ("ghost",)
