"""`flask keys`: the versions of the encryption key, a new one, and encrypting anew with it."""

import click
from flask import current_app
from flask.cli import AppGroup

from app.access.actor import SYSTEM
from app.cases.record.rotate_keys import key_usage
from app.cases.record.rotate_keys import rotate_keys as encrypt_anew
from app.cli._options import say_json
from app.crypto import KeyRing
from app.runtime import Runtime

group = AppGroup("keys", help="Encryption keys: list, add a version, encrypt anew with it.")


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_keys(as_json: bool) -> None:
    """Show the versions of the key file and how many fields each has encrypted."""
    runtime = _runtime()
    usage = key_usage(runtime, SYSTEM)
    ring = runtime.keys
    if as_json:
        say_json({"current": ring.current, "versions": ring.versions, "fields": usage})
        return
    for version in ring.versions:
        mark = "（当前）" if version == ring.current else ""
        total = sum(counted.get(str(version), 0) for counted in usage.values())
        click.echo(f"第 {version} 版{mark}：{total} 个字段")
    for name, counted in sorted(usage.items()):
        parts = "，".join(f"第 {version} 版 {count}" for version, count in sorted(counted.items()))
        click.echo(f"  {name}：{parts}")


@group.command("add")
def add_key() -> None:
    """Add a new key version to the key file and make it the one to write with.

    Restart the site afterwards, then call `flask keys rotate`. Back the file up first.
    """
    ring = KeyRing.rotated(_runtime().settings.key_file)
    click.echo(f"已加入第 {ring.current} 版密钥。请备份密钥文件、重启网站，再执行 flask keys rotate")


@group.command("rotate")
def rotate() -> None:
    """Encrypt anew every field and file that an older key encrypted; exit 1 when one cannot be read.

    The site may go on running. Interrupted, it goes on where it stopped.
    """
    done = encrypt_anew(_runtime(), SYSTEM, lambda name, count: click.echo(f"{name}：{count}"))
    click.echo(f"第 {done.version} 版：{sum(done.fields.values())} 个字段，{done.files} 个文件")
    if done.unreadable:
        for place in done.unreadable[:50]:
            click.echo(f"无法解密：{place}", err=True)
        raise SystemExit(1)


def _runtime() -> Runtime:
    runtime: Runtime = current_app.extensions["runtime"]
    return runtime
