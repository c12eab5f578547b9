"""Deploy single files as programs do: each process becomes a package of its drawing and what the drawing names.

What is missing from the deployment is taken from what was deployed before. A process keeps the forms and decisions it
was deployed with, as every version here does: a later version of a form alone changes no running case.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.policy import require
from app.catalog.check import check_files
from app.catalog.declared_inputs import declare_inputs
from app.catalog.deploy import Deployed, store_version
from app.catalog.deployed_files import DeployedFiles, read_files
from app.catalog.drawing import Drawn, read_drawing
from app.catalog.problem import InvalidPackageError, PackageProblem
from app.catalog.shelf import DeployedResource, Shelf
from app.runtime import Runtime
from app.store import instances, resources
from app.store.keys import new_key

TOLERATED = frozenset({"unknown-service", "unknown-group", "orphan"})
"""What a shipped package must not have and a foreign drawing may: work for programs outside, groups of any name."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Name everything that one deployment brought, in the order processes, decisions, files of decisions, forms."""

    key: int
    resources: tuple[DeployedResource, ...]


def deploy_files(runtime: Runtime, actor: Actor, files: Mapping[str, bytes]) -> Deployment:
    """Deploy files together: all of them or none.

    Raises InvalidPackageError with every problem of every file, ForbiddenError when the actor may not deploy. What
    has not changed keeps its version.
    """
    require(actor, "process.deploy", None)
    read = read_files(files)
    with runtime.transaction() as tx:
        packages = {process_id: _package(tx, read, process_id) for process_id in read.processes}
        problems = [*read.problems, *_problems(packages, read)]
        if problems:
            raise InvalidPackageError("、".join(files), problems)
        key = new_key()
        values = {"key": key, "deployed_at": runtime.clock.now(), "deployed_by": actor.account_key}
        resources.add_deployment(tx, values)
        processes = [
            _process(store_version(runtime, tx, actor, process_id, package, deployment_key=key), read)
            for process_id, package in packages.items()
        ]
        others = Shelf(runtime, tx, key).store(read)
    return Deployment(key, (*processes, *others))


def _problems(packages: Mapping[str, Mapping[str, bytes]], read: DeployedFiles) -> Iterator[PackageProblem]:
    told: set[tuple[str, int, str, str]] = set()
    for process_id, package in packages.items():
        for one in check_files(process_id, package):
            file = read.processes[process_id][0] if one.file == f"{process_id}.bpmn" else one.file
            place = (file, one.line, one.element_id, one.code)
            if one.blocking and one.code not in TOLERATED and place not in told:
                told.add(place)
                yield PackageProblem(
                    file, one.element_id, one.name, one.line, one.code, one.message, one.hint
                )


def _package(tx: Connection, read: DeployedFiles, process_id: str) -> dict[str, bytes]:
    """Gather the drawing, what it calls, and the forms and decisions all of them name."""
    files: dict[str, bytes] = {}
    waiting, seen = [process_id], set[str]()
    while waiting:
        wanted = waiting.pop()
        if wanted in seen:
            continue
        seen.add(wanted)
        body = _drawing(tx, read, wanted)
        drawing = read_drawing(f"{wanted}.bpmn", body) if body is not None else None
        if body is None or drawing is None:
            continue
        # one file may hold several processes: it is kept once
        if body not in files.values():
            files[f"{wanted}.bpmn"] = body
        for element in drawing.elements:
            files |= _named_by(tx, read, element)
            called = element.extensions.get("calledElement", "processId")
            if called and not called.startswith("="):
                waiting.append(called)
    return files


def _drawing(tx: Connection, read: DeployedFiles, process_id: str) -> bytes | None:
    if process_id in read.processes:
        return read.processes[process_id][1]
    stored = instances.newest_definition(tx, process_id)
    return instances.resources(tx, stored.key).get(f"{process_id}.bpmn") if stored is not None else None


def _named_by(tx: Connection, read: DeployedFiles, element: Drawn) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    form_id = element.extensions.get("formDefinition", "formId")
    if form_id and not form_id.startswith("="):
        form = read.forms.get(form_id)
        stored = None if form is not None else resources.newest_resource(tx, "form", form_id)
        body = form.body if form is not None else stored.body if stored is not None else None
        if body is not None:
            found[f"forms/{form_id}.form"] = bytes(body)
    decision_id = element.extensions.get("calledDecision", "decisionId")
    if decision_id and not decision_id.startswith("="):
        name, content = _decision_file(tx, read, decision_id)
        if content is not None:
            found[f"{name}.dmn"] = content
    return found


def _decision_file(tx: Connection, read: DeployedFiles, decision_id: str) -> tuple[str, bytes | None]:
    decisions = read.decisions.get(decision_id)
    if decisions is not None:
        return decisions.requirements_id, decisions.runnable
    stored = resources.newest_resource(tx, "decision", decision_id)
    if stored is None or stored.requirements_key is None:
        return decision_id, None
    requirements = resources.resource_by_key(tx, stored.requirements_key, "requirements")
    if requirements is None:
        return decision_id, None
    return requirements.resource_id, declare_inputs(bytes(requirements.body))


def _process(deployed: Deployed, read: DeployedFiles) -> DeployedResource:
    file = read.processes[deployed.process_id][0]
    return DeployedResource(
        "process", deployed.key, deployed.process_id, deployed.version, deployed.process_id, file
    )
