import pytest
from lxml import etree

from app.diagrams import render_svg
from tests.unit.diagrams.diagram_builders import drawing, straight

NS = {"s": "http://www.w3.org/2000/svg"}


def svg(bpmn, **options):
    return etree.fromstring(render_svg(bpmn, **options).encode())


def words(root):
    return ["".join(node.itertext()) for node in root.iterfind(".//s:text", NS)]


def group(root, element_id):
    return root.find(f".//s:g[@data-element='{element_id}']", NS)


def test_the_picture_has_a_title_and_a_description_for_screen_readers():
    root = svg(straight(), title="办理进展", states={"work": "active", "start": "done"})

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "bpmn-title bpmn-desc"
    assert root.findtext("s:title", namespaces=NS) == "办理进展"
    assert "当前：审查材料" in root.findtext("s:desc", namespaces=NS)


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("done", "已完成"),
        ("active", "办理中"),
        ("waiting", "等待中"),
        ("overdue", "已超期"),
        ("cancelled", "已取消"),
        ("canceled", "已取消"),
    ],
)
def test_a_state_is_told_by_word_and_sign_as_well_as_by_colour(state, word):
    root = svg(straight(), states={"work": state})

    assert word in words(root)
    badge = root.find(
        ".//s:g[@class='bpmn-badge is-" + ("cancelled" if state == "canceled" else state) + "']", NS
    )
    assert badge.find("s:path", NS) is not None
    assert f"（{word}）" in group(root, "work").findtext("s:title", namespaces=NS)


def test_states_differ_in_outline_also_without_colour():
    def outline(state):
        rects = group(svg(straight(), states={"work": state}), "work").findall("s:rect", NS)
        return len(rects), rects[0].get("stroke-width"), rects[0].get("stroke-dasharray")

    assert len({outline(state) for state in ("done", "active", "waiting", "overdue")}) == 4


def test_an_unknown_state_is_left_out():
    assert "is-" not in render_svg(straight(), states={"work": "sleeping"})


def test_english_readers_get_english_names_and_states():
    bpmn = straight(
        work=("work", "userTask", "审查材料", 80, 10, 100, 80, {"properties": {"name.en": "Check papers"}})
    )

    root = svg(bpmn, locale="en", states={"work": "active"})

    assert "Check papers" in " ".join(words(root)).replace("Checkpapers", "Check papers")
    assert "Now" in words(root)
    assert root.get("lang") == "en"


def test_names_cannot_become_markup():
    bpmn = straight(work=("work", "userTask", "<script>alert(1)</script>", 80, 10, 100, 80))

    assert "<script" not in render_svg(bpmn, title="<b>x</b>")


def test_a_link_takes_focus_and_carries_its_address():
    root = svg(straight(), links={"work": "/tasks/7?a=1&b=2"})

    link = root.find(".//s:a", NS)
    assert link.get("href") == "/tasks/7?a=1&b=2"
    assert link.find("s:g", NS).get("data-element") == "work"
    assert root.get("role") == "group"


def test_citizens_do_not_see_hidden_steps_but_the_path_goes_on():
    hidden = ("work", "userTask", "内部核查", 80, 10, 100, 80, {"properties": {"public": "false"}})
    event = ("late", "boundaryEvent", "超期", 112, 72, 36, 36, {"attributes": {"attachedToRef": "work"}})

    root = svg(straight(work=hidden, late=event), redact=True)

    assert "内部核查" not in etree.tostring(root, encoding="unicode")
    assert "超期" not in "".join(words(root))
    lines = root.findall(".//s:path[@marker-end]", NS)
    assert len(lines) == 1
    assert lines[0].get("d").startswith("M36,50")
    assert lines[0].get("d").endswith("L240,50")


def test_clerks_see_hidden_steps():
    hidden = ("work", "userTask", "内部核查", 80, 10, 100, 80, {"properties": {"public": "false"}})

    assert "内部核查" in words(svg(straight(work=hidden)))


def test_everything_in_a_hidden_phase_is_hidden():
    shapes = [
        (
            "phase",
            "subProcess",
            "内部阶段",
            0,
            0,
            300,
            200,
            {"children": ("inner",), "properties": {"public": "false"}},
        ),
        ("inner", "task", "内部步骤", 50, 50, 100, 80),
        ("open", "task", "公开步骤", 400, 50, 100, 80),
    ]

    told = "".join(words(svg(drawing(shapes, []), redact=True)))

    assert "公开步骤" in told
    assert "内部" not in told


def test_heat_grows_with_its_figure_and_notes_stand_beside():
    def opacity(figure):
        return float(
            svg(straight(), heat={"work": figure})
            .find(".//s:rect[@class='bpmn-heat']", NS)
            .get("fill-opacity")
        )

    assert opacity(0.2) < opacity(0.9) <= opacity(7)
    assert "平均3日" in words(svg(straight(), notes={"work": "平均3日"}))


def test_a_cut_out_shows_the_phase_and_repeats_the_lane_names():
    lanes = [("top", "窗口", (30, 0, 2000, 300), ["a", "b"]), ("low", "领导", (30, 300, 2000, 300), ["c"])]
    shapes = [
        ("a", "task", "近处", 100, 50, 100, 80),
        ("b", "task", "远处", 1700, 50, 100, 80),
        ("c", "task", "下面", 110, 350, 100, 80),
    ]

    root = svg(drawing(shapes, [], lanes=lanes), around=["a"])

    told = "".join(words(root))
    assert "近处" in told
    assert "窗口" in told.replace(" ", "")
    assert "远处" not in told
    assert "下面" not in told
    assert float(root.get("width")) < 500


def test_two_pictures_on_a_page_do_not_share_ids():
    one = {node.get("id") for node in svg(straight(), prefix="a").iter() if node.get("id")}
    other = {node.get("id") for node in svg(straight(), prefix="b").iter() if node.get("id")}

    assert one
    assert not one & other


@pytest.mark.parametrize(
    "kind",
    [
        "task", "serviceTask", "manualTask", "businessRuleTask", "scriptTask", "sendTask", "receiveTask", "callActivity",
        "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway",
        "intermediateCatchEvent", "intermediateThrowEvent", "dataObjectReference", "dataStoreReference",
    ],
)  # fmt: skip
def test_every_kind_of_element_is_drawn_with_its_name(kind):
    root = svg(drawing([("x", kind, "某某步骤", 50, 50, 50, 50)], []))

    assert "某某步骤" in "".join(words(root))
    assert group(root, "x") is not None


def test_a_note_is_drawn_with_its_own_lines():
    note = ("n", "textAnnotation", "", 50, 50, 200, 60, {"inner": "<bpmn:text>第一行&#10;第二行</bpmn:text>"})

    root = svg(drawing([note], []))

    assert [t.text for t in root.findall(".//s:tspan", NS)] == ["第一行", "第二行"]


def test_a_repeated_step_carries_its_mark():
    many = (
        "work",
        "userTask",
        "征求意见",
        80,
        10,
        100,
        80,
        {"inner": "<bpmn:multiInstanceLoopCharacteristics/>"},
    )

    plain = len(group(svg(straight()), "work").findall("s:path", NS))

    assert len(group(svg(straight(work=many)), "work").findall("s:path", NS)) == plain + 1
