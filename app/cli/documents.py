"""`flask documents`: measure a produced official document, or write the samples of every format."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from app.cli._official_samples import SAMPLES
from app.cli._options import say_json
from app.documents.official import LAYOUTS, Finding, check_pdf, render_docx, render_pdf
from app.documents.official.model import Layout
from app.errors import LuoshuError

group = AppGroup("documents", help="Official documents (GB/T 9704-2012): check a PDF, write samples.")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


@group.command("check")
@click.argument("file", type=_FILE)
@click.option(
    "--layout", type=click.Choice(LAYOUTS), help="Format; guessed from the page where it is not named."
)
@click.option("--all", "every", is_flag=True, help="Print every measure, not only the wrong ones.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(file: Path, layout: Layout | None, *, every: bool, as_json: bool) -> None:
    """Measure the PDF FILE against GB/T 9704-2012; the exit code is 1 when something is wrong."""
    try:
        findings = check_pdf(file.read_bytes(), layout)
    except LuoshuError as error:
        raise click.ClickException(str(error)) from error
    wrong = [finding for finding in findings if not finding.ok]
    if as_json:
        say_json([asdict(finding) for finding in findings])
    else:
        _say(findings if every else wrong)
        click.echo(f"{file.name}：{len(findings)} 项，{len(wrong)} 项不合格")
    if wrong:
        raise click.exceptions.Exit(1)


@group.command("samples")
@click.argument("folder", type=_FOLDER)
def samples(folder: Path) -> None:
    """Write a PDF and a DOCX of every format into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    fonts_dir = current_app.extensions["runtime"].settings.fonts_dir
    for name, (layout, document) in SAMPLES.items():
        (folder / f"{name}.pdf").write_bytes(render_pdf(document, layout, fonts_dir=fonts_dir))
        (folder / f"{name}.docx").write_bytes(render_docx(document, layout))
        click.echo(f"{name}: {document.title}")


def _say(findings: Sequence[Finding]) -> None:
    for finding in findings:
        place = f"第{finding.page}面" if finding.page else "全文"
        sign = "合格" if finding.ok else "不合格"
        click.echo(
            f"{sign}  {finding.element}（{finding.clause}，{place}）：{finding.measured}；应为：{finding.wanted}"
        )
