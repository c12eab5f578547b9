"""What the engine adds to a bare SpiffWorkflow: processor time per completed user task, the stored state included."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from statistics import median
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import DEFAULT_CONFIG, BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from app import engine
from bench.figure import Figure

ENV = engine.EngineEnvironment(now=datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
TURNS, INSTANCES, TASKS = 9, 20, 4
ROUNDS = 200
"""Rounds of the loop after which a task of a long-lived instance is measured."""
DRAWING = """<?xml version="1.0"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:bench"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <bpmn:process id="bench" isExecutable="true">
    <bpmn:startEvent id="start"/><bpmn:userTask id="fill"/><bpmn:exclusiveGateway id="merge"/>
    <bpmn:parallelGateway id="split"/><bpmn:userTask id="left"/><bpmn:userTask id="right"/>
    <bpmn:parallelGateway id="join"/><bpmn:userTask id="sign"/>
    <bpmn:exclusiveGateway id="choice" default="yes"/><bpmn:endEvent id="end"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="fill"/>
    <bpmn:sequenceFlow id="f2" sourceRef="fill" targetRef="merge"/>
    <bpmn:sequenceFlow id="f3" sourceRef="merge" targetRef="split"/>
    <bpmn:sequenceFlow id="f4" sourceRef="split" targetRef="left"/>
    <bpmn:sequenceFlow id="f5" sourceRef="split" targetRef="right"/>
    <bpmn:sequenceFlow id="f6" sourceRef="left" targetRef="join"/>
    <bpmn:sequenceFlow id="f7" sourceRef="right" targetRef="join"/>
    <bpmn:sequenceFlow id="f8" sourceRef="join" targetRef="sign"/>
    <bpmn:sequenceFlow id="f9" sourceRef="sign" targetRef="choice"/>
    <bpmn:sequenceFlow id="no" sourceRef="choice" targetRef="merge">
      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{again}</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="yes" sourceRef="choice" targetRef="end"/>
  </bpmn:process>
</bpmn:definitions>"""
VALUES: dict[str, Any] = {"amount": 1500, "district": "西城", "note": "材料齐全", "again": False}


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the processor time of a piece of work."""
    started = time.process_time()
    work()
    return time.process_time() - started


def bare() -> Callable[..., None]:
    """Return a run of one instance by SpiffWorkflow alone, with or without its own serializer after each task."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(DRAWING.format(again="again").encode()))
    spec = parser.get_spec("bench")
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(DEFAULT_CONFIG))

    def run(*, store: bool) -> None:
        workflow = BpmnWorkflow(spec)
        workflow.do_engine_steps()
        while not workflow.completed:
            task = workflow.get_next_task(state=TaskState.READY, manual=True)
            task.data.update(VALUES)
            task.run()
            workflow.do_engine_steps()
            if store:
                serializer.serialize_json(workflow)

    return run


def compiled() -> engine.ProcessDefinition:
    """Return the same drawing compiled by the engine."""
    files = {"bench.bpmn": DRAWING.format(again="=again").encode()}
    return engine.compile_process(files, process_id="bench")


def ours(definition: engine.ProcessDefinition) -> None:
    """Run one instance and store its state after each task."""
    live, outcome = engine.start(definition, {}, ENV)
    waiting = list(outcome.opened)
    while waiting:
        outcome = engine.complete(live, waiting.pop().task_id, VALUES, ENV)
        engine.dump(live)
        waiting += outcome.opened


def long_lived(definition: engine.ProcessDefinition, rounds: int) -> tuple[Any, list[str]]:
    """Return an instance that went round a number of times, and its open tasks."""
    live, outcome = engine.start(definition, {}, ENV)
    waiting = [task.task_id for task in outcome.opened]
    for _ in range(rounds * (TASKS - 1) + 1):
        outcome = engine.complete(live, waiting.pop(), {**VALUES, "again": True}, ENV)
        waiting += [task.task_id for task in outcome.opened]
    return live, waiting


def round_again(live: Any, waiting: list[str]) -> None:
    """Go round once more, storing after each task."""
    for _ in range(TASKS - 1):
        outcome = engine.complete(live, waiting.pop(), {**VALUES, "again": True}, ENV)
        engine.dump(live)
        waiting += [task.task_id for task in outcome.opened]


def turns(
    name: str, work: Callable[[], object], base: Callable[[], object], limit: float, count: int
) -> Figure:
    """Time both by turns and return the median ratio, with the time per task in the note."""
    pairs = [(cpu_seconds(work), cpu_seconds(base)) for _ in range(TURNS)]
    value = median(worked / bared for worked, bared in pairs)
    each, bared = (median(pair[side] for pair in pairs) / count * 1000 for side in (0, 1))
    return Figure(name, value, limit, "×", f"{each:.3f} ms CPU a task, bare {bared:.3f} ms")


def measure() -> Iterable[Figure]:
    """Yield the ratios to a bare run, to one that stores, and of an old instance to a young one."""
    run, definition = bare(), compiled()
    run(store=True)
    ours(definition)

    def many(work: Callable[[], object]) -> Callable[[], object]:
        return lambda: [work() for _ in range(INSTANCES)]

    count = INSTANCES * TASKS
    yield turns(
        "engine with stored state / bare SpiffWorkflow", many(lambda: ours(definition)),
        many(lambda: run(store=False)), 1.0, count,
    )  # fmt: skip
    yield turns(
        "engine with stored state / SpiffWorkflow stored", many(lambda: ours(definition)),
        many(lambda: run(store=True)), 0.5, count,
    )  # fmt: skip
    old, young = long_lived(definition, ROUNDS), long_lived(definition, 1)
    yield turns(
        f"task after {ROUNDS} rounds / task after one", many(lambda: round_again(*old)),
        many(lambda: round_again(*young)), 2.0, INSTANCES * (TASKS - 1),
    )  # fmt: skip
    sizes = [len(engine.dump(live)) for live, _ in (old, young)]
    yield Figure(
        f"bytes stored after {ROUNDS} rounds / after one", sizes[0] / sizes[1], 2.0, "×", f"{sizes[1]} bytes"
    )
