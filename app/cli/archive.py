"""`flask archive`: check an archive package of a document, without the database it came from."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from app.documents.archive import check_archive
from app.exchange.identity import is_signed

group = AppGroup("archive", help="Archive packages of documents (归档包): check one.")


@group.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Check the files, hashes and signature of a package.

    Exit code 0: it is what was archived. 1: something was changed, taken out or added; each is named.
    """
    problems = check_archive(file.read_bytes(), is_signed)
    for problem in problems:
        click.echo(f"✗ {problem}")
    click.echo("✓ 归档包完整，签名有效" if not problems else f"发现 {len(problems)} 处问题")
    sys.exit(1 if problems else 0)
