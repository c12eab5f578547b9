"""`flask people`: list accounts, import units and accounts, reset a password, make the first administrators."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.actor import SYSTEM
from app.cli._options import say_json
from app.errors import InvalidError, LuoshuError
from app.people.account_state import reset_password
from app.people.accounts import AccountFilter, ShownAccount, list_accounts
from app.people.find_account import account_key_of
from app.people.first_admins import make_first_admins
from app.people.import_people import import_people, preview_import
from app.people.import_rows import ImportKind, read_rows
from app.runtime import Runtime

group = AppGroup("people", help="Accounts and units: list, import, reset a password, first administrators.")
_PAGE = 200


@group.command("list")
@click.option("--unit", default="", help="Only accounts of this unit (its code).")
@click.option("--kind", type=click.Choice(["staff", "citizen"]), help="Only staff, or only citizens.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_people(unit: str, kind: str | None, as_json: bool) -> None:
    """List accounts with unit, posts and roles; never personal numbers."""
    runtime, total = _runtime(), 1
    found: list[ShownAccount] = []
    while len(found) < total:
        wanted = AccountFilter(kind=kind or "", unit=unit, sort="login", offset=len(found), size=_PAGE)
        page, total = list_accounts(runtime, SYSTEM, wanted)
        if not page:
            break
        found += page
    if as_json:
        names = ("login", "name", "kind", "unit", "groups", "roles")
        say_json(
            [
                {**{name: getattr(one, name) for name in names}, "disabled": one.disabled_at is not None}
                for one in found
            ]
        )
        return
    for one in found:
        state = "已停用" if one.disabled_at else ""
        held = " ".join((*one.groups, *one.roles))
        click.echo(f"{one.login:16} {one.name}  {one.unit_name or one.kind}  {held}  {state}".rstrip())


@group.command("import")
@click.argument("kind", type=click.Choice(["units", "accounts"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "doing", is_flag=True, help="Do it; without this only the preview is printed.")
def import_file(kind: str, file: Path, doing: bool) -> None:
    """Show what a CSV or XLSX FILE of units or accounts would change; with --apply do it.

    Exit 1 when the file has problems, which are all printed; nothing is imported then.
    """
    runtime, chosen = _runtime(), cast("ImportKind", kind)
    with _problems_told():
        rows = read_rows(chosen, file.read_bytes())
        preview = preview_import(runtime, SYSTEM, chosen, rows)
        for problem in preview.problems:
            click.echo(f"{file.name} 第 {problem.row} 行 {problem.column}：{problem.message}", err=True)
        if preview.problems:
            raise SystemExit(1)
        for line in preview.lines:
            if line.what != "same":
                changes = "；".join(f"{heading}：{old} → {new}" for heading, old, new in line.changes)
                click.echo(
                    f"{'新增' if line.what == 'add' else '修改'} {line.id} {line.name} {changes}".rstrip()
                )
        if not doing:
            click.echo(f"将新增 {preview.added}，修改 {preview.changed}；加 --apply 执行")
            return
        done = import_people(runtime, SYSTEM, chosen, rows)
    for login, password in done.passwords:
        click.echo(f"{login} 初始密码 {password}")
    click.echo(f"已导入：新增 {done.added}，修改 {done.changed}")


@group.command("reset-password")
@click.argument("login")
@click.option("--second-factor", is_flag=True, help="Forget the one-time codes, too (lost phone).")
def reset(login: str, second_factor: bool) -> None:
    """Give the account LOGIN a new password, printed once; it must be changed at the next sign-in."""
    runtime = _runtime()
    with _problems_told():
        key = account_key_of(runtime, SYSTEM, login)
        click.echo(f"{login} 初始密码 {reset_password(runtime, SYSTEM, key, second_factor=second_factor)}")


@group.command("first-admins")
def first_admins() -> None:
    """Make the first system, security (two) and audit administrators; exit 1 when there is one already."""
    with _problems_told():
        for login, password in make_first_admins(_runtime(), SYSTEM):
            click.echo(f"{login} 初始密码 {password}")


@contextmanager
def _problems_told() -> Iterator[None]:
    """Print an error of a use case with all its parts and exit 1."""
    try:
        yield
    except LuoshuError as error:
        click.echo(str(error.message), err=True)
        if isinstance(error, InvalidError):
            for place, messages in error.fields.items():
                for message in messages:
                    click.echo(f"  {place}：{message}", err=True)
        raise SystemExit(1) from error


def _runtime() -> Runtime:
    runtime: Runtime = current_app.extensions["runtime"]
    return runtime
