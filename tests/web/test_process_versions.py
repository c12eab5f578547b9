"""The pages about versions: what changed, which cases can move, moving them, taking one move back."""

import io
import re

import pytest

from app.catalog.deploy import deploy
from app.catalog.package_zip import write_zip
from app.catalog.read_package import read_package
from app.people.act_as import act_as
from app.store import instances, terms
from tests.harness.petition import bring_to, do, file_petition, open_task

LEGAL = """
    <bpmn:userTask id="legal_check" name="法制审核">
      <bpmn:extensionElements>
        <zeebe:formDefinition formId="shared.approve" />
        <zeebe:assignmentDefinition candidateGroups="=handling_unit + &quot;.head&quot;" />
        <zeebe:properties><zeebe:property name="public" value="false" /></zeebe:properties>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="legal_check_done" sourceRef="legal_check" targetRef="review_opinion" />
"""
DRAWN = """
      <bpmndi:BPMNShape id="legal_check_di" bpmnElement="legal_check">
        <dc:Bounds x="{x}" y="{y}" width="100" height="80" />
      </bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="legal_check_done_di" bpmnElement="legal_check_done">
        <di:waypoint x="{x}" y="{y}" />
        <di:waypoint x="{x}" y="{y}" />
      </bpmndi:BPMNEdge>
"""


@pytest.fixture
def files(city):
    return dict(read_package(city.settings.processes_dir, city.settings.forms_dir, "petition").files)


@pytest.fixture
def second(city, files):
    """Deploy the petition with a legal check before the opinion is signed."""
    drawing = files["petition.bpmn"].decode()
    ways = re.findall(r'<bpmn:sequenceFlow [^>]*targetRef="review_opinion"[^>]*>', drawing)
    assert ways
    for way in ways:
        drawing = drawing.replace(way, way.replace('targetRef="review_opinion"', 'targetRef="legal_check"'))
    place = drawing.rindex("</bpmn:userTask>", 0, drawing.index('id="review_opinion"'))
    end = place + len("</bpmn:userTask>")
    drawing = drawing[:end] + LEGAL + drawing[end:]
    x, y = re.search(r'bpmnElement="review_opinion"[^>]*>\s*<dc:Bounds x="(\d+)" y="(\d+)"', drawing).groups()
    plane = drawing.rindex("</bpmndi:BPMNPlane>")
    drawing = drawing[:plane] + DRAWN.format(x=int(x) - 130, y=y) + drawing[plane:]
    files["petition.bpmn"] = drawing.encode()
    return deploy(city, act_as(city, "liuyang"), "petition", files)


def case_row(city, key):
    with city.read() as tx:
        return instances.head_by_key(tx, key)


def words(response):
    main = re.search(r"<main.*?</main>", response.text, re.DOTALL).group()
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def test_the_changes_of_a_version_are_told_in_words(client_of, second):
    page = words(client_of("liuyang").get("/processes/petition/2/changes"))

    assert "新增的环节 法制审核 legal_check" in page
    assert "法制审核 → 审核签发" in page
    assert "取消的流向" in page


def test_cases_before_the_new_step_move_and_those_past_it_stay(client_of, city, second_later, files):
    before, past, client = second_later
    page = client.get("/processes/petition/2/migrate")

    assert "可以迁移 1 已过改动处 1 不能迁移 1" in words(page)
    assert "已经过了新版本里的“法制审核”" in page.text
    done = client.post("/processes/petition/2/migrate", data={"reason": "新规定要求法制审核"})
    told = words(client.get(done.location))

    assert "1 件已迁移，1 件留在原版本" in told
    assert case_row(city, before).definition_key != case_row(city, past).definition_key
    do(city, before, "draft_opinion")
    assert open_task(city, before, "legal_check")


@pytest.fixture
def second_later(client_of, city, request, files):
    """Two cases on the first version, one before and one past the new step; then the second version."""
    before, past = file_petition(city).key, file_petition(city, title="2号楼暖气不热").key
    bring_to(city, before, "draft_opinion")
    bring_to(city, past, "review_opinion")
    request.getfixturevalue("second")
    return before, past, client_of("liuyang")


def test_tasks_terms_and_what_the_citizen_reads_stay(client_of, city, request):
    case = file_petition(city)
    bring_to(city, case.key, "draft_opinion")
    request.getfixturevalue("second")
    task, citizen = open_task(city, case.key, "draft_opinion"), client_of("hexiuying")

    def seen():
        with city.read() as tx:
            dates = [(t.element_id, t.state, t.legal_on) for t in terms.terms_of(tx, case.key)]
        found = citizen.post("/track", data={"number": case.number, "code": case.code}, follow_redirects=True)
        return words(found), dates

    before = seen()
    client_of("liuyang").post("/processes/petition/2/migrate", data={"reason": "新规定"})

    assert seen() == before
    assert open_task(city, case.key, "draft_opinion") == task


def test_one_case_goes_back_while_nothing_has_happened_since(client_of, city, request):
    first, second_case = file_petition(city).key, file_petition(city, title="2号楼暖气不热").key
    old = case_row(city, first).definition_key
    request.getfixturevalue("second")
    client = client_of("liuyang")
    client.post("/processes/petition/2/migrate", data={"reason": "新规定"})
    do(city, second_case, "register")
    page = client.get("/processes/petition/2/migrate").text
    [undo] = re.findall(r'action="(/processes/petition/2/migrate/\d+/undo)"', page)

    client.post(undo)

    assert case_row(city, first).definition_key == old
    assert case_row(city, second_case).definition_key != old
    assert "已恢复" in words(client.get("/processes/petition/2/migrate"))
    do(city, first, "register")
    assert "不能恢复" in words(client.get(client.post(undo).location))


def test_a_move_needs_a_reason_and_a_designer(client_of, city, request):
    case = file_petition(city).key
    request.getfixturevalue("second")
    old = case_row(city, case).definition_key

    asked = client_of("liuyang").post("/processes/petition/2/migrate", data={"reason": " "})

    assert asked.status_code == 422
    assert "理由" in asked.text
    assert client_of("zhaolin").get("/processes/petition/2/migrate").status_code == 403
    assert client_of("zhaolin").post("/processes/petition/2/migrate").status_code == 403
    assert client_of("liuyang").get("/processes/petition/9/migrate").status_code == 404
    assert client_of("liuyang").get("/processes/petition/2/changes?since=9").status_code == 404
    assert case_row(city, case).definition_key == old


def test_a_version_is_uploaded_compared_and_reached_from_its_page(client_of, files):
    client = client_of("liuyang")
    changed = {**files, "README.md": files["README.md"] + b"\n"}
    data = {"file": (io.BytesIO(write_zip("petition", changed)), "package.zip")}
    client.post("/processes/deploy", data=data, content_type="multipart/form-data")

    page = client.get("/processes/petition").text

    assert "/processes/petition/2/changes" in page
    assert "README.md" in client.get("/processes/petition/2/changes").text
