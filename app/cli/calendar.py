"""`flask calendar`: list calendar versions, import a yearly notice after showing what it would move."""

import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.actor import SYSTEM
from app.cases.terms.import_calendar import import_calendar
from app.cases.terms.preview_calendar import CalendarPreview, preview_calendar
from app.cases.terms.read_calendars import list_versions
from app.cli._options import say_json
from app.errors import InvalidError, LuoshuError
from app.runtime import Runtime

group = AppGroup("calendar", help="Working calendar: list versions, import a yearly notice.")


def _runtime() -> Runtime:
    runtime: Runtime = current_app.extensions["runtime"]
    return runtime


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_calendars(*, as_json: bool) -> None:
    """List every calendar version, newest first."""
    found = list_versions(_runtime(), SYSTEM)
    if as_json:
        say_json(
            [
                {
                    "number": one.number,
                    "version": one.name,
                    "years": list(one.years),
                    "source": one.source,
                    "imported_at": one.imported_at.isoformat(),
                    "imported_by": one.imported_by,
                }
                for one in found
            ]
        )
        return
    for one in found:
        years = str(one.years[0]) if len(one.years) == 1 else f"{one.years[0]}–{one.years[-1]}"
        click.echo(f"{one.number:>3}  {one.name:<12}  {years:<9}  {one.imported_at:%Y-%m-%d}  {one.source}")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--origin", help="Where the notice comes from, e.g. its document number; default the file's name."
)
@click.option("--yes", is_flag=True, help="Import without asking.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; needs --yes.")
def import_file(file: Path, origin: str | None, *, yes: bool, as_json: bool) -> None:
    """Import the notice in FILE (CSV: date,kind,name) after showing which open cases move.

    Exit codes: 0 imported, 1 not imported (refused or declined), 2 wrong use.
    """
    if as_json and not yes:
        raise click.UsageError("--json needs --yes")
    source = file.read_bytes()
    try:
        preview = preview_calendar(_runtime(), SYSTEM, source)
        if not as_json:
            _show(preview)
        if not yes and not click.confirm("Import?"):
            sys.exit(1)
        done = import_calendar(_runtime(), SYSTEM, source, origin=origin or file.name, base=preview.base)
    except InvalidError as error:
        click.echo(f"{file.name}: {error.message}", err=True)
        for place, messages in error.fields.items():
            for message in messages:
                click.echo(f"{file.name}: {place}: {message}", err=True)
        sys.exit(1)
    except LuoshuError as error:
        click.echo(str(error.message), err=True)
        sys.exit(1)
    if as_json:
        moved = [{"number": case.number, "terms": len(case.terms)} for case in done.moved]
        say_json({"version": done.version, "year": done.year, "moved": moved, "more": done.more})
        return
    click.echo(
        f"{done.version}: {len(done.moved)} cases moved"
        + (", the rest follows as a job" if done.more else "")
    )


def _show(preview: CalendarPreview) -> None:
    click.echo(
        f"{preview.version}: {preview.notice.year}, {len(preview.notice.days)} special days; "
        f"{preview.running_total} running terms, {preview.moved_total} move, "
        f"{preview.confirmed_total} become final"
    )
    for one in preview.moved:
        click.echo(
            f"  {one.number}  {one.element_name}  {one.legal_before} → {one.legal_after}  "
            f"({one.target_before} → {one.target_after})"
        )
