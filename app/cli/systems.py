"""`flask systems`: department systems and their health; take in descriptions; try a connection."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.actor import SYSTEM
from app.cases.systems.probe import probe_system
from app.cases.systems.register import list_systems, take_in
from app.cli._options import say_json
from app.errors import InvalidError, LuoshuError
from app.runtime import Runtime

group = AppGroup("systems", help="Department systems: list, take in descriptions, try a connection.")


def _runtime() -> Runtime:
    runtime: Runtime = current_app.extensions["runtime"]
    return runtime


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_all(*, as_json: bool) -> None:
    """List every system with its health light."""
    found = list_systems(_runtime(), SYSTEM)
    if as_json:
        say_json(
            [
                {
                    "id": one.described.id,
                    "name": one.described.name,
                    "owner": one.described.owner,
                    "mode": one.described.mode,
                    "light": one.light,
                    "to_reckon": one.to_reckon,
                    "differing": one.differing,
                }
                for one in found
            ]
        )
        return
    for one in found:
        click.echo(f"{one.described.id:<16} {one.described.mode:<5} {one.light:<7} {one.described.name}")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Take in the descriptions in FILE (TOML); mode and address of systems that are there stay."""
    try:
        taken = take_in(_runtime(), SYSTEM, file.read_bytes())
    except InvalidError as error:
        for place, messages in error.fields.items():
            for message in messages:
                click.echo(f"{file}: {place}: {message}", err=True)
        sys.exit(1)
    click.echo(f"{len(taken)} systems")


@group.command("check")
@click.argument("system_id", metavar="SYSTEM")
def check(system_id: str) -> None:
    """Try whether SYSTEM answers; exit code 1 when it does not."""
    try:
        answers = probe_system(_runtime(), SYSTEM, system_id)
    except LuoshuError as error:
        raise click.ClickException(str(error.message)) from error
    click.echo("answers" if answers else "does not answer")
    sys.exit(0 if answers else 1)
