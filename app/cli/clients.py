"""`flask clients`: programs that use the interface: make one, list them, end one."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.actor import SYSTEM
from app.access.interface_rights import ACTIONS
from app.cli._options import say_json
from app.errors import InvalidError, LuoshuError
from app.people.api_clients import WantedClient, create_client, end_client, list_clients
from app.runtime import Runtime

group = AppGroup("clients", help="Clients of the interface: make, list, end.")


@group.command("add")
@click.argument("login")
@click.option("--name", required=True, help="What it is for.")
@click.option(
    "--right",
    "rights",
    multiple=True,
    required=True,
    help=f"May be given several times: {', '.join(ACTIONS)}; jobs:PREFIX* limits the work it may take.",
)
@click.option("--days", default=365, show_default=True, help="Days until it expires.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def add(login: str, name: str, rights: tuple[str, ...], days: int, as_json: bool) -> None:
    """Make a client that acts for the staff account LOGIN; its secret is printed once and never again."""
    try:
        made = create_client(_runtime(), SYSTEM, WantedClient(login, name, rights, days))
    except InvalidError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        say_json({"client_id": made.client_id, "secret": made.secret})
    else:
        click.echo(f"{made.client_id}\n{made.secret}")


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_all(as_json: bool) -> None:
    """List the clients that were not ended; never their secrets."""
    rows = [
        {
            "client_id": row.client_id,
            "name": row.name,
            "login": row.login,
            "rights": row.rights,
            "expires_at": row.expires_at.isoformat(),
        }
        for row in list_clients(_runtime(), SYSTEM)
    ]
    if as_json:
        say_json(rows)
        return
    for one in rows:
        click.echo(f"{one['client_id']}  {one['login']}  {one['name']}  {' '.join(one['rights'])}")


@group.command("end")
@click.argument("client_id")
def end(client_id: str) -> None:
    """End a client: its secret and every token it got are refused from now on."""
    try:
        end_client(_runtime(), SYSTEM, client_id)
    except LuoshuError as error:
        raise click.ClickException(str(error)) from error


def _runtime() -> Runtime:
    runtime: Runtime = current_app.extensions["runtime"]
    return runtime
