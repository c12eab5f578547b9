"""A signal thrown by one case reaches every case that waits for it then: once, and nobody else."""

import json
import secrets
from itertools import pairwise
from pathlib import Path

import pytest

from app import forms
from app.access.actor import SYSTEM
from app.cases.moving.run_jobs import run_ready_jobs
from app.cases.moving.start import start_case
from app.catalog.deploy import deploy
from app.catalog.read_package import read_package
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import instances, jobs, tasks
from app.store.tables.cases import job

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="urn:test">
  <bpmn:signal id="signal_flood" name="防汛" />
  <bpmn:process id="{process}" name="{name}" isExecutable="true">
    <bpmn:extensionElements><zeebe:properties>
      <zeebe:property name="name.en" value="{process}" />
      <zeebe:property name="case.title" value="=title" />
      <zeebe:property name="case.number.series" value="{name}" />
      <zeebe:property name="case.unit" value="=&quot;sfb&quot;" />
      <zeebe:property name="case.intake_unit" value="=&quot;sfb&quot;" />
      <zeebe:property name="case.variables" value="title" />
    </zeebe:properties></bpmn:extensionElements>
    <bpmn:startEvent id="start" name="开始"><bpmn:extensionElements>
      <zeebe:formDefinition formId="{process}.draft" /></bpmn:extensionElements></bpmn:startEvent>
"""
EVENT = '<bpmn:{kind} id="{id}" name="{name}"><bpmn:signalEventDefinition id="{id}_s" signalRef="signal_flood" /></bpmn:{kind}>'
CATCH = EVENT.format(kind="intermediateCatchEvent", id="flood", name="等候防汛信号")
THROW = EVENT.format(kind="intermediateThrowEvent", id="flood", name="发出防汛信号")
STEP = """<bpmn:userTask id="act" name="处置"><bpmn:extensionElements><zeebe:userTask />
  <zeebe:assignmentDefinition candidateGroups="sfb.secretary" /></bpmn:extensionElements></bpmn:userTask>"""
DRAWINGS = {"shelter": ("转移安置", CATCH), "alarm": ("防汛预警", THROW)}


def drawing(process: str) -> str:
    """Return start → signal → task → end, with its picture."""
    name, event = DRAWINGS[process]
    chain = ("start", "flood", "act", "end")
    flows = list(pairwise(chain))
    parts = [HEAD.format(process=process, name=name), event, STEP, '<bpmn:endEvent id="end" name="结束" />']
    parts += [f'<bpmn:sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}" />' for a, b in flows]
    parts.append(
        f'</bpmn:process><bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p" bpmnElement="{process}">'
    )
    for place, element in enumerate(chain):
        wide, high = (100, 80) if element == "act" else (36, 36)
        bounds = f'<dc:Bounds x="{200 * place + 100 - wide // 2}" y="{100 - high // 2}" width="{wide}" height="{high}" />'
        parts.append(
            f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}">{bounds}</bpmndi:BPMNShape>'
        )
    for place, (a, b) in enumerate(flows):
        left, right = 200 * place + (150 if a == "act" else 118), 200 * place + (250 if b == "act" else 282)
        ends = f'<di:waypoint x="{left}" y="100" /><di:waypoint x="{right}" y="100" />'
        parts.append(f'<bpmndi:BPMNEdge id="{a}_{b}_di" bpmnElement="{a}_{b}">{ends}</bpmndi:BPMNEdge>')
    return "\n".join([*parts, "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"])


def form(process: str) -> str:
    field = {
        "type": "textfield",
        "id": "f",
        "key": "title",
        "label": "标题",
        "properties": {"label.en": "Title"},
    }
    return json.dumps(
        {"components": [field], "type": "default", "id": f"{process}.draft", "schemaVersion": 17}
    )


@pytest.fixture
def office(city: Runtime, tmp_path: Path) -> Runtime:
    """Return the city with one drawing that waits for a signal and one that throws it."""
    for process in DRAWINGS:
        for path, content in (
            (tmp_path / f"processes/{process}/{process}.bpmn", drawing(process)),
            (tmp_path / f"forms/{process}/draft.form", form(process)),
        ):
            path.parent.mkdir(parents=True)
            path.write_text(content, encoding="utf-8")
        package = read_package(tmp_path / "processes", tmp_path / "forms", process)
        deploy(city, SYSTEM, process, package.files)
    return city


def start(office: Runtime, process: str) -> int:
    posted = forms.as_post({"title": "汛情"})
    return start_case(office, act_as(office, "limin"), process, posted, token=secrets.token_hex(8)).key


def waiting_at(office: Runtime, case: int) -> list[str]:
    with office.read() as tx:
        return [row.element_id for row in tasks.tasks_of(tx, case, state="open")]


def test_every_waiting_case_takes_the_signal_and_later_ones_do_not(office: Runtime) -> None:
    first, second = start(office, "shelter"), start(office, "shelter")
    assert (waiting_at(office, first), waiting_at(office, second)) == ([], [])

    thrower = start(office, "alarm")
    late = start(office, "shelter")
    run_ready_jobs(office)

    assert [waiting_at(office, case) for case in (first, second, thrower)] == [["act"]] * 3
    assert waiting_at(office, late) == []


def test_a_signal_written_for_a_case_is_delivered_once(office: Runtime) -> None:
    case = start(office, "shelter")
    start(office, "alarm")
    start(office, "alarm")

    run_ready_jobs(office)
    with office.transaction() as tx:
        # a worker that died after its commit: another one does the job again
        tx.execute(job.update().where(job.c.kind == "signal").values(state="ready"))
    run_ready_jobs(office)

    assert waiting_at(office, case) == ["act"]
    with office.read() as tx:
        assert jobs.count_jobs(tx).get("dead", 0) == 0


def test_a_signal_is_no_message_of_the_same_name(office: Runtime) -> None:
    case = start(office, "shelter")

    with office.read() as tx:
        by_message = instances.subscribers(tx, "防汛", None)
        by_signal = instances.waiting_for_signal(tx, "防汛")

    assert by_message == []
    assert list(by_signal) == [case]


def test_a_rolled_back_throw_reaches_nobody(office: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    case = start(office, "shelter")

    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("app.cases.moving.apply.append_event", broken)
        with pytest.raises(OSError, match="disk full"):
            start(office, "alarm")
    run_ready_jobs(office)

    assert waiting_at(office, case) == []
