"""`flask time`: the clock of the demo city — show it, move it forward and see what happened."""

import sys
from datetime import datetime, time, timedelta

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.actor import SYSTEM
from app.cases.rehearsal.move_time import TimeMoved, move_time
from app.cli._options import say_json
from app.clock import LOCAL_ZONE
from app.errors import LuoshuError
from app.runtime import Runtime

group = AppGroup("time", help="The demo city's clock: show it, move it forward.")


def _runtime() -> Runtime:
    runtime: Runtime = current_app.extensions["runtime"]
    return runtime


@group.command("show")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(*, as_json: bool) -> None:
    """Show the city's time."""
    runtime = _runtime()
    with runtime.read():
        now = runtime.clock.now().astimezone(LOCAL_ZONE)
    if as_json:
        say_json({"now": now.isoformat()})
    else:
        click.echo(f"{now:%Y-%m-%d %H:%M}")


@group.command("move")
@click.option("--hours", type=click.IntRange(min=1), help="Forward by hours.")
@click.option("--days", type=click.IntRange(min=1), help="Forward by days.")
@click.option("--to", help="Forward to YYYY-MM-DD (09:00) or YYYY-MM-DDTHH:MM, local time.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def move(hours: int | None, days: int | None, to: str | None, *, as_json: bool) -> None:
    """Move the clock forward, fire what falls due and print what happened.

    Exit codes: 0 moved, 1 refused (no demo city, a moment that is past), 2 wrong use.
    """
    runtime = _runtime()
    with runtime.read():
        now = runtime.clock.now()
    if sum(given is not None for given in (hours, days, to)) != 1:
        raise click.UsageError("give exactly one of --hours, --days, --to")
    target = _moment(to) if to is not None else now + timedelta(hours=hours or 0, days=days or 0)
    try:
        moved = move_time(runtime, SYSTEM, target)
    except LuoshuError as error:
        click.echo(str(error.message), err=True)
        sys.exit(1)
    if as_json:
        say_json(_record(moved))
        return
    click.echo(f"{_local(moved.before)} → {_local(moved.after)}")
    for case in moved.cases:
        click.echo(case.number or "（检举控告，不显示编号）")
        for item in case.items:
            click.echo(f"  {item.at.astimezone(LOCAL_ZONE):%m-%d %H:%M}  {item.kind:<8}  {item.step}")


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M}"


def _moment(raw: str) -> datetime:
    try:
        found = datetime.fromisoformat(raw)
    except ValueError:
        message = f"{raw!r} is not a moment; write 2026-10-09 or 2026-10-09T08:30"
        raise click.BadParameter(message, param_hint="--to") from None
    if len(raw) == len("2026-10-09"):
        found = datetime.combine(found.date(), time(9))
    return found if found.tzinfo else found.replace(tzinfo=LOCAL_ZONE)


def _record(moved: TimeMoved) -> dict[str, object]:
    return {
        "before": moved.before.astimezone(LOCAL_ZONE).isoformat(),
        "after": moved.after.astimezone(LOCAL_ZONE).isoformat(),
        "moves": moved.moves,
        "jobs": moved.jobs,
        "cases": [
            {
                "number": case.number,
                "events": [
                    {"at": item.at.astimezone(LOCAL_ZONE).isoformat(), "kind": item.kind, "step": item.step}
                    for item in case.items
                ],
            }
            for case in moved.cases
        ],
    }
