"""Drive an instance by element ids; after every act it is dumped and loaded, so every test proves the round trip."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from app import engine
from tests.unit.engine.drawing_builder import Part, extension, write

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def part(words: str, *paths: str) -> Part:
    """Return the inside of a process from the builder's words."""
    found = Part().add(words)
    for path in paths:
        found.path(path)
    return found


def mapping(*outputs: str, inputs: tuple[str, ...] = ()) -> str:
    """Write input and output mappings: "target=source"."""
    lines = [f'<zeebe:input source="{s}" target="{t}"/>' for t, s in (i.split("=", 1) for i in inputs)]
    lines += [f'<zeebe:output source="{s}" target="{t}"/>' for t, s in (o.split("=", 1) for o in outputs)]
    return f"<zeebe:ioMapping>{''.join(lines)}</zeebe:ioMapping>"


def definition_of(source: Part | bytes, process_id: str = "p", **more: Any) -> engine.ProcessDefinition:
    """Compile one process."""
    body = source if isinstance(source, bytes) else write({process_id: source}, **more)
    return engine.compile_process({"p.bpmn": body}, process_id=process_id)


def problems_of(source: Part | bytes, process_id: str = "p", **more: Any) -> dict[str, engine.Problem]:
    """Check one process; return its problems by "element:code"."""
    body = source if isinstance(source, bytes) else write({process_id: source}, **more)
    found = engine.check_process({"p.bpmn": body}, process_id=process_id)
    assert all(
        p.file == "p.bpmn" and p.line and str(p.message) and str(p.hint) for p in found if p.element_id
    )
    return {f"{p.element_id}:{p.code}": p for p in found}


class Drive:
    """Hold a live instance, the last outcome and all that is open."""

    def __init__(
        self,
        source: Part | bytes | engine.ProcessDefinition,
        variables: Mapping[str, Any] | None = None,
        *,
        decide: Callable[[str, Mapping[str, Any]], tuple[Any, Any]] | None = None,
        start_element: str | None = None,
        **more: Any,
    ) -> None:
        known = isinstance(source, engine.ProcessDefinition)
        self.definition = source if known else definition_of(source, **more)
        self.now, self.decide = START, decide
        self.tasks: dict[str, engine.OpenedTask] = {}
        self.jobs: dict[str, engine.ActivatedJob] = {}
        given = {"case_number": "C1", **(variables or {})}
        live, outcome = engine.start(self.definition, given, self.env, start_element=start_element)
        self.live = live
        self.entered: list[str] = []
        self._take(outcome)

    @property
    def env(self) -> engine.EngineEnvironment:
        return engine.EngineEnvironment(self.now, decide=self.decide)

    @property
    def open(self) -> list[str]:
        return sorted(task.element_id for task in self.tasks.values())

    @property
    def waiting_jobs(self) -> list[str]:
        return sorted(job.element_id for job in self.jobs.values())

    @property
    def status(self) -> str:
        return self.outcome.status

    @property
    def variables(self) -> Mapping[str, Any]:
        return {name: value for name, value in self.outcome.variables.items() if name != "case_number"}

    def _take(self, outcome: engine.Outcome) -> engine.Outcome:
        self.outcome = outcome
        self.entered += [event.element_id for event in outcome.entered]
        gone = {c.task_id for c in outcome.closed} | {j.task_id for j in outcome.canceled_jobs}
        self.tasks = {i: t for i, t in self.tasks.items() if i not in gone} | {
            t.task_id: t for t in outcome.opened
        }
        self.jobs = {i: j for i, j in self.jobs.items() if i not in gone} | {
            j.task_id: j for j in outcome.jobs
        }
        body = engine.dump(self.live)
        self.live = engine.load(self.definition, body)
        assert engine.dump(self.live) == body
        return outcome

    def id_of(self, element_id: str) -> str:
        """Return the id of the oldest open task or job of an element."""
        found = [i for i, t in {**self.tasks, **self.jobs}.items() if t.element_id == element_id]
        return min(found, key=int)

    def complete(self, element_id: str, **values: Any) -> engine.Outcome:
        task_id = self.id_of(element_id)
        if task_id in self.jobs:
            del self.jobs[task_id]
            return self._take(engine.complete_job(self.live, task_id, values, self.env))
        return self._take(engine.complete(self.live, task_id, values, self.env))

    def fail(self, element_id: str, message: str = "boom") -> engine.Outcome:
        return self._take(engine.fail_job(self.live, self.id_of(element_id), message, self.env))

    def error(self, element_id: str, code: str) -> engine.Outcome:
        return self._take(engine.throw_error(self.live, self.id_of(element_id), code, self.env))

    def message(self, name: str, key: str = "C1", **values: Any) -> engine.Outcome:
        return self._take(engine.correlate(self.live, name, key, values, self.env))

    def signal(self, name: str, **values: Any) -> engine.Outcome:
        return self._take(engine.signal(self.live, name, values, self.env))

    def wait(self, **time: float) -> engine.Outcome:
        self.now += timedelta(**time)
        return self._take(engine.fire_timers(self.live, self.env))

    def retry(self, **corrections: Any) -> engine.Outcome:
        task_id = self.outcome.incidents[0].task_id
        if corrections:
            engine.set_variables(self.live, corrections, self.env)
        return self._take(engine.retry(self.live, task_id, self.env))

    def cancel(self) -> engine.Outcome:
        return self._take(engine.cancel(self.live, self.env))

    def targets(self, element_id: str) -> tuple[str, ...]:
        return engine.return_targets(self.live, self.id_of(element_id))

    def send_back(
        self, element_id: str, to: str, *, come_back: bool = False, **values: Any
    ) -> engine.Outcome:
        task_id = self.id_of(element_id)
        return self._take(engine.return_to(self.live, task_id, to, values, self.env, come_back=come_back))

    def take_back(self, task_id: str) -> engine.Outcome:
        return self._take(engine.take_back(self.live, task_id, self.env))

    def jump(self, element_id: str, to: str) -> engine.Outcome:
        return self._take(engine.jump(self.live, self.id_of(element_id), to, self.env))

    def ask(self, element_id: str, item: Any, **place: Any) -> engine.Outcome:
        return self._take(engine.add_instance(self.live, self.id_of(element_id), item, self.env, **place))

    def ask_no_more(self, task_id: str) -> engine.Outcome:
        return self._take(engine.remove_instance(self.live, task_id, self.env))

    def move(self, element_id: str, moment: datetime) -> engine.Outcome:
        timer = next(t for t in self.outcome.timers if t.element_id == element_id)
        return self._take(engine.reschedule(self.live, timer.task_id, moment, self.env))


__all__ = ["START", "Drive", "Part", "definition_of", "extension", "mapping", "part", "problems_of", "write"]
