"""`flask documents`: the checker on the command line."""

import json

import pytest
from flask import Flask

from app.cli._official_samples import SAMPLES
from app.cli.documents import group
from app.documents.official import render_pdf


@pytest.fixture
def run():
    app = Flask("documents")
    app.cli.add_command(group)
    runner = app.test_cli_runner()
    return lambda *arguments: runner.invoke(args=["documents", *map(str, arguments)])


@pytest.fixture
def letter(tmp_path):
    layout, document = SAMPLES["letter"]
    file = tmp_path / "letter.pdf"
    file.write_bytes(render_pdf(document, layout))
    return file


def test_a_right_document_is_told_so_and_every_measure_on_request(run, letter):
    brief, every = run("check", letter), run("check", letter, "--all")

    assert brief.exit_code == 0
    assert "0 项不合格" in brief.output
    assert "红色双线（10.1，第1面）" in every.output


def test_a_document_in_another_format_is_told_wrong_with_clause_and_measure(run, letter):
    found = run("check", letter, "--layout", "document", "--json")

    assert found.exit_code == 1
    wrong = [finding for finding in json.loads(found.output) if not finding["ok"]]
    assert {"7.2.4", "7.2.7"} <= {finding["clause"] for finding in wrong}


def test_what_is_no_pdf_is_refused_with_a_sentence(run, tmp_path):
    (tmp_path / "x.pdf").write_bytes(b"nothing")

    refused = run("check", tmp_path / "x.pdf")

    assert refused.exit_code == 1
    assert "不是可以读取的 PDF" in refused.output
