"""`flask demo …`: the demo city (演示) – seed it, list its accounts."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app import connectors, items
from app.access.actor import SYSTEM
from app.cases.items.import_items import import_items
from app.cases.systems.register import take_in
from app.catalog.deploy import deploy
from app.catalog.read_package import package_names, read_package
from app.cli._demo_city import let_it_happen
from app.cli._demo_dispatch import let_documents_go
from app.cli._demo_papers import let_papers_come
from app.items import read_json
from app.people.demo_people import demo_accounts, seed_people
from app.runtime import Runtime
from app.store import settings

group = AppGroup("demo", help="The demo city: seed it, list its accounts.")
_SEEDED = "demo_seeded"
_ITEMS = Path(items.__file__).with_name("demo_items.json")
_SYSTEMS = Path(connectors.__file__).with_name("systems.toml")


def prepare(runtime: Runtime, tell: Callable[[str], None]) -> None:
    """Bring the demo city up to date: people, processes and, once, some weeks of petitions."""
    seed_people(runtime)
    for name in package_names(runtime.settings.processes_dir):
        package = read_package(runtime.settings.processes_dir, runtime.settings.forms_dir, name)
        deployed = deploy(runtime, SYSTEM, name, package.files)
        if deployed.created:
            tell(f"流程 {name} 第 {deployed.version} 版已部署")
    take_in(runtime, SYSTEM, _SYSTEMS.read_bytes())
    import_items(runtime, SYSTEM, read_json(_ITEMS.read_bytes()))
    with runtime.transaction() as tx:
        first = settings.claim(tx, _SEEDED)
    if first:
        count = let_it_happen(runtime, tell)
        papers = let_documents_go(runtime) + let_papers_come(runtime)
        tell(f"演示数据 100 %：{count} 件信访，{papers} 件公文")


@group.command()
def seed() -> None:
    """Seed people, processes and petitions; what is there already stays."""
    prepare(_demo_runtime(), click.echo)


@group.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def accounts(as_json: bool) -> None:
    """List the demo accounts with unit, posts, roles, password and, for those who sign, the one-time code of now."""
    found = demo_accounts(_demo_runtime())
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        click.echo(
            f"{one.login:14} {one.password}  {one.code or '':6}  {one.name}  {one.unit_name}"
            f"  {' '.join(one.roles) or one.kind}"
        )


def _demo_runtime() -> Runtime:
    runtime: Runtime = current_app.extensions["runtime"]
    if not runtime.settings.demo:
        raise click.ClickException("这不是演示环境：请设置 LUOSHU_DEMO=1")
    return runtime
