"""`flask audit`: verify the record, close a day of it."""

import sys
from datetime import date
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app.audit import Report
from app.cases.record.audit_daily_root import daily_root
from app.cases.record.audit_verify import case_key, verify_record
from app.cli._options import DAY, say_json
from app.errors import NotFoundError
from app.runtime import Runtime

group = AppGroup("audit", help="The record: verify it, compute the root of a day.")


@group.command("verify")
@click.option("--case", "number", help="Verify only the record of the case with this number.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def verify(number: str | None, *, as_json: bool) -> None:
    """Verify every chain, payload and daily root, and name each piece of damage.

    Exit code 0: nothing found. 1: something was changed, taken out or cut off. 2: no such case.
    """
    runtime: Runtime = current_app.extensions["runtime"]
    try:
        report = verify_record(runtime, case_key(runtime, number) if number else None)
    except NotFoundError as error:
        click.echo(str(error.message), err=True)
        sys.exit(2)
    if as_json:
        say_json(_as_json(report))
    else:
        _say(report)
    sys.exit(0 if report.ok else 1)


@group.command("root")
@click.option("--day", type=DAY, default=None, help="Day to close (default: yesterday).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def root(day: date | None, *, as_json: bool) -> None:
    """Compute and record the root of a day; a day that has its root keeps it."""
    found = daily_root(current_app.extensions["runtime"], day)
    if as_json:
        say_json(found.as_json())
    else:
        click.echo(f"{found.day}  {found.root}  {found.size} 条记录链，{found.events} 条记录")


def _say(report: Report) -> None:
    for finding in report.findings:
        click.echo(f"✗ [{finding.kind.value}] {finding.message}")
    covered = f"{report.chains} 条记录链，{report.events} 条记录，其中 {report.erased} 条所附内容已依法删除"
    roots = f"{report.roots} 个每日根，最近 {report.last_root or '—'}"
    click.echo(
        f"{'✓ 没有发现问题' if report.ok else f'发现 {len(report.findings)} 处问题'}：{covered}；{roots}"
    )


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "ok": report.ok,
        "findings": [
            {
                "kind": finding.kind.value,
                "record": finding.record,
                "seq": finding.seq,
                "day": finding.day.isoformat() if finding.day else None,
                "message": str(finding.message),
            }
            for finding in report.findings
        ],
        "chains": report.chains,
        "events": report.events,
        "erased": report.erased,
        "roots": report.roots,
        "last_root": report.last_root.isoformat() if report.last_root else None,
    }
