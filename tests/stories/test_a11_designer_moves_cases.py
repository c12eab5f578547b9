"""A11: a designer adds a legal check while 35 documents run; 31 move, 4 are past the point, one is put back."""

import io
import re

import pytest

from app.catalog.package_zip import write_zip
from app.catalog.read_package import read_package
from tests.harness.dispatch import OFFICE, bring_to, do, draft
from tests.harness.walk import Person, Walk

RUNNING, PAST = 35, 4
LEGAL = """
    <bpmn:userTask id="legal" name="法制审核">
      <bpmn:extensionElements>
        <zeebe:userTask />
        <zeebe:formDefinition formId="shared.approve" />
        <zeebe:assignmentDefinition candidateGroups="=[organ + &quot;.secretary&quot;]" />
        <zeebe:properties><zeebe:property name="name.en" value="Legal check" /></zeebe:properties>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="legal_to_needs_consent" sourceRef="legal" targetRef="needs_consent" />
"""
DRAWN = """
      <bpmndi:BPMNShape id="legal_di" bpmnElement="legal"><dc:Bounds x="600" y="470" width="100" height="80" /></bpmndi:BPMNShape>
      <bpmndi:BPMNEdge id="legal_to_needs_consent_di" bpmnElement="legal_to_needs_consent">
        <di:waypoint x="700" y="510" /><di:waypoint x="710" y="440" />
      </bpmndi:BPMNEdge>
"""


@pytest.mark.story("A11")
@pytest.mark.now("2026-02-24 09:00")
@pytest.mark.packages("dispatch")
def test_a_new_step_reaches_the_documents_before_it_and_spares_those_past_it(walk: Walk) -> None:
    limin, designer = walk("limin"), walk("liuyang")
    numbers = [draft(limin, title=f"关于第{n}项工作的通知") for n in range(1, RUNNING + 1)]
    past, before = numbers[:PAST], numbers[PAST:]
    for number in past:
        bring_to(walk, number, "approve", OFFICE)
    upload(designer, walk)

    told = designer.get("/processes/dispatch/2/changes").text
    assert "新增的环节 法制审核 legal" in told
    assert "法制审核 → 需要征求意见" in told or "新增的流向 法制审核 →" in told
    page = designer.get("/processes/dispatch/2/migrate")
    assert (
        f"其他版本的在办件 {RUNNING} 可以迁移 {RUNNING - PAST} 已过改动处 {PAST} 不能迁移 {PAST}" in page.text
    )
    assert "已经过了新版本里的“法制审核”" in page.text

    seen = [words_for(walk("limin"), number) for number in (past[0], before[0])]
    page = designer.send(page, {"reason": "合法性审查规定施行"}, action="/migrate")
    assert f"{RUNNING - PAST} 件已迁移，{PAST} 件留在原版本" in page.text
    assert [words_for(walk("limin"), number) for number in (past[0], before[0])] == seen

    back = [f for f in page.document.xpath("//main//form") if f.text_content().split()[-1] == before[-1]]
    page = designer.send(page, action=back[0].get("action"))
    assert f"{before[-1]} 已恢复到原版本" in page.text
    assert page.text.count("已恢复") >= 2

    do(walk(OFFICE["review"]), before[0], "review")
    do(walk(OFFICE["review"]), before[-1], "review")
    assert walk(OFFICE["review"]).has(before[0], "法制审核")
    assert walk(OFFICE["approve"]).has(before[-1], "签发")
    assert walk(OFFICE["approve"]).has(past[0], "签发")
    assert not walk(OFFICE["approve"]).has(before[0], "签发")


def upload(designer: Person, walk: Walk) -> None:
    """Deploy the drawing with a legal check behind the check of the draft."""
    settings = walk.runtime.settings
    files = dict(read_package(settings.processes_dir, settings.forms_dir, "dispatch").files)
    drawing = files["dispatch.bpmn"].decode()
    way = re.search(r'<bpmn:sequenceFlow id="reviewed_to_needs_consent"[^>]*>', drawing)
    assert way
    drawing = drawing.replace(way.group(), LEGAL + way.group().replace('"needs_consent"', '"legal"'))
    drawing = drawing.replace("</bpmndi:BPMNPlane>", f"{DRAWN}</bpmndi:BPMNPlane>")
    files["dispatch.bpmn"] = drawing.encode()
    shared = read_package(settings.processes_dir, settings.forms_dir, "petition").files
    files["forms/shared/approve.form"] = shared["forms/shared/approve.form"]
    form = designer.get("/processes/deploy").form()
    data = {name: value for name, value in form.form_values() if name != "file"}
    data["file"] = (io.BytesIO(write_zip("dispatch", files)), "dispatch.zip")
    done = designer.client.post("/processes/deploy", data=data, content_type="multipart/form-data")
    assert done.status_code == 303, done.text[:3000]


def words_for(person: Person, number: str) -> str:
    """Return what somebody concerned reads of a document, without how long ago it was."""
    return person.case(number).text
