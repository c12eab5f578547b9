"""Receipts checked three times: by the program, by the offline Python file as people run it, and both agree."""

import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.audit.receipt import check_receipt
from app.crypto.sm3 import sm3
from app.errors import InvalidError
from tests.harness.receipts import DAMAGE, damaged, sample

VERIFIER = Path(__file__).resolve().parents[3] / "app/static/verify/verify_receipt.py"


def run(tmp_path: Path, *arguments: str, **files: object) -> tuple[int, str]:
    names = []
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(content if isinstance(content, str) else json.dumps(content))
        names.append(f"{name}.json")
    done = subprocess.run(
        [sys.executable, "-I", str(VERIFIER), *names, *arguments],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def codes(output: str) -> set[str]:
    return set(re.findall(r"\[(\w+)\]", output))


def test_a_genuine_receipt_passes_with_its_root(tmp_path):
    receipt, roots = sample()

    assert check_receipt(receipt) == []
    code, said = run(tmp_path, receipt=receipt, roots=roots)
    assert (code, codes(said)) == (0, set())
    assert "已列入2026-04-23的每日根" in said
    assert "2个公布的每日根" in said


def test_a_receipt_of_today_says_that_no_root_covers_it_yet(tmp_path):
    receipt, _ = sample(rooted=0)

    assert check_receipt(receipt) == []
    code, said = run(tmp_path, "--en", receipt=receipt)
    assert code == 0
    assert "not yet under a root" in said


@pytest.mark.parametrize("name", DAMAGE)
def test_what_was_done_to_a_receipt_is_found_and_both_verifiers_agree(tmp_path, name):
    receipt = damaged(name)

    found = {flaw.code for flaw in check_receipt(receipt)}
    code, said = run(tmp_path, receipt=receipt)

    assert DAMAGE[name][1] in found
    assert code == 1
    assert codes(said) == found


def test_a_payload_that_was_erased_does_no_harm(tmp_path):
    receipt, _ = sample(with_payloads=False)

    assert all(event["payload"] is None for event in receipt["events"])
    assert check_receipt(receipt) == []
    assert run(tmp_path, receipt=receipt)[0] == 0


def test_only_what_the_applicant_may_read_stands_in_a_receipt():
    receipt, _ = sample()

    assert [event["payload"] is not None for event in receipt["events"]] == [True, False, True, True, True]


def test_an_older_receipt_betrays_a_rewritten_and_a_shortened_record(tmp_path):
    older, _ = sample(events=3, rooted=0)
    rewritten, _ = sample(events=5, rooted=0, tag="x")
    shortened = {**older, "events": older["events"][:2]}
    shortened |= {
        "length": 2,
        "head": shortened["events"][-1]["hash"],
        "issued_at": "2026-06-01T00:00:00.000000Z",
    }

    assert codes(run(tmp_path, old=older, new=rewritten)[1]) == {"rewritten"}
    assert codes(run(tmp_path, new=shortened, old=older)[1]) == {"truncated"}


def test_a_receipt_that_goes_on_where_the_older_one_ended_passes(tmp_path):
    receipt, _ = sample()
    older = {**receipt, "events": receipt["events"][:3], "length": 3, "head": receipt["events"][2]["hash"]}
    older |= {"proof": None, "root": None, "issued_at": "2026-04-22T00:00:00.000000Z"}

    assert run(tmp_path, new=receipt, old=older)[0] == 0


def test_a_root_that_was_not_published_is_found(tmp_path):
    receipt, roots = sample()
    roots["roots"].pop()

    assert codes(run(tmp_path, receipt=receipt, roots=roots)[1]) == {"root_differs"}


def test_published_roots_that_were_changed_or_cut_open_are_found(tmp_path):
    _, roots = sample()
    roots["roots"][0]["events"] += 1

    assert codes(run(tmp_path, roots=roots)[1]) == {"root_changed"}
    roots["roots"].pop(0)
    assert codes(run(tmp_path, roots=roots)[1]) == {"root_changed"}


@pytest.mark.parametrize("content", ["", "[]", "{", '{"format": "other"}', '{"format": "luoshu.receipt.v1"}'])
def test_what_is_no_receipt_is_refused_with_a_code_of_its_own(tmp_path, content):
    code, said = run(tmp_path, receipt=content)

    assert code == 2
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "receipt",
    [
        {},
        {"format": "x"},
        {"format": "luoshu.receipt.v1", "chain": 1, "events": []},
        {**sample()[0], "proof": {}},
    ],
)
def test_the_program_refuses_what_is_no_receipt(receipt):
    with pytest.raises(InvalidError):
        check_receipt(receipt)


def test_without_files_it_explains_itself(tmp_path):
    code, said = run(tmp_path)

    assert code == 2
    assert "verify_receipt.py RECEIPT.json" in said


def test_its_own_sm3_is_the_standards():
    spec = importlib.util.spec_from_file_location("verify_receipt", VERIFIER)
    verifier = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(verifier)

    for length in (0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 300):
        data = os.urandom(length)
        assert verifier.sm3_plain(data) == sm3(data)
