"""`flask processes`: check, deploy, list and prove process packages."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.actor import SYSTEM
from app.cases.rehearsal.scenario_city import run_scenarios
from app.catalog.deploy import deploy
from app.catalog.problem import InvalidPackageError, PackageProblem
from app.catalog.read_package import PackageFiles, package_names, read_package
from app.catalog.read_processes import check_package, list_processes
from app.cli._options import say_json
from app.errors import InvalidError, LuoshuError
from app.runtime import Runtime

group = AppGroup("processes", help="Process packages: check, deploy, list, run their scenarios.")

Given = ParamSpec("Given")
Result = TypeVar("Result")


def _runtime() -> Runtime:
    runtime: Runtime = current_app.extensions["runtime"]
    return runtime


def _packages(names: tuple[str, ...]) -> list[PackageFiles]:
    settings = _runtime().settings
    wanted = names or tuple(package_names(settings.processes_dir))
    return [read_package(settings.processes_dir, settings.forms_dir, name) for name in wanted]


def _told(command: Callable[Given, Result]) -> Callable[Given, Result]:
    """Print what a use case refuses and leave with 1."""

    @wraps(command)
    def run(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return command(*args, **kwargs)
        except InvalidPackageError as error:
            click.echo(str(error), err=True)
        except InvalidError as error:
            click.echo(str(error.message), err=True)
            for place, messages in error.fields.items():
                for message in messages:
                    click.echo(f"{place}: {message}", err=True)
        except LuoshuError as error:
            click.echo(str(error.message), err=True)
        sys.exit(1)

    return run


@group.command("check")
@click.argument("ids", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_told
def check(ids: tuple[str, ...], *, as_json: bool) -> None:
    """Check packages (default: all): every problem with file, line and element.

    Exit codes: 0 can be deployed (there may be advice), 1 cannot.
    """
    found = {package.process_id: check_package(_runtime(), SYSTEM, package) for package in _packages(ids)}
    if as_json:
        say_json({name: [_record(problem) for problem in problems] for name, problems in found.items()})
    else:
        for name, problems in found.items():
            blocking = sum(problem.blocking for problem in problems)
            for problem in problems:
                click.echo(f"{'' if problem.blocking else '提示 '}{problem}")
            click.echo(f"{name}: {blocking} 处问题，{len(problems) - blocking} 条提示")
    if any(problem.blocking for problems in found.values() for problem in problems):
        sys.exit(1)


@group.command("deploy")
@click.argument("ids", nargs=-1)
@_told
def deploy_packages(ids: tuple[str, ...]) -> None:
    """Deploy packages (default: all) as new versions; the same files as the newest version change nothing.

    Exit codes: 0 deployed, 1 refused.
    """
    for package in _packages(ids):
        done = deploy(_runtime(), SYSTEM, package.process_id, package.files)
        state = "" if done.created else "（没有变化）"
        click.echo(f"{done.process_id} 第 {done.version} 版{state}")


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_deployed(*, as_json: bool) -> None:
    """List deployed processes with versions and open cases."""
    found = list_processes(_runtime(), SYSTEM)
    if as_json:
        say_json(
            [
                {
                    "process": version.process_id,
                    "name": version.name,
                    "version": version.version,
                    "tag": version.tag,
                    "deployed_at": version.deployed_at.isoformat(),
                    "retired": version.retired_at is not None,
                    "running": version.running,
                }
                for process in found
                for version in process.versions
            ]
        )
        return
    for process in found:
        for version in process.versions:
            name = f"{version.process_id:<20} 第 {version.version} 版  {version.name}"
            state = "  已停用" if version.retired_at else ""
            click.echo(f"{name}  在办 {version.running}{state}")


@group.command("scenarios")
@click.argument("ids", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_told
def scenarios(ids: tuple[str, ...], *, as_json: bool) -> None:
    """Run the scenarios of packages (default: all), each in a city of its own; nothing here is changed.

    Exit codes: 0 all happened as written, 1 something differed.
    """
    failed, records = False, []
    for package in _packages(ids):
        for scenario, differences in run_scenarios(_runtime().settings, package):
            failed = failed or bool(differences)
            records.append(
                {
                    "process": package.process_id,
                    "id": scenario.id,
                    "title": scenario.title,
                    "differences": [str(difference) for difference in differences],
                }
            )
            if not as_json:
                click.echo(
                    f"{'✗' if differences else '✓'} {package.process_id} {scenario.id}  {scenario.title}"
                )
                for difference in differences:
                    click.echo(f"    {difference}")
    if as_json:
        say_json(records)
    if failed:
        sys.exit(1)


def _record(problem: PackageProblem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "element": problem.element_id,
        "name": problem.name,
        "code": problem.code,
        "message": str(problem.message),
        "hint": str(problem.hint),
        "blocking": problem.blocking,
    }
