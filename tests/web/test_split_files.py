"""Files of a message that is divided: they go with the parts, but never with an accusation's into other hands."""

import io

import pytest
from werkzeug.datastructures import MultiDict

from app import forms
from app.store import files, links
from tests.harness.petition import file_petition

PART = {"part_request": "请依法处理此事", "part_facts": "事实如信中所述。"}


@pytest.fixture
def letter(city, client_of):
    """File a petition with two files."""
    case = file_petition(city, concerns_official=True, accused_unit="zjj")
    sent = [(io.BytesIO("清单".encode()), "清单.txt"), (io.BytesIO("照片".encode()), "照片.txt")]
    data = {"file": sent}
    answer = client_of("zhaolin").post(
        f"/cases/{case.key}/attach", data=data, content_type="multipart/form-data"
    )
    assert answer.status_code == 303
    return case


def split(city, client_of, case, *parts):
    data = forms.as_post({"parts": [{**PART, **part} for part in parts], "split_reason": "一信数事"})
    post = {**data, "parts.__rows": str(len(parts)), "__token": "b" * 32, "__original": "end"}
    return client_of("zhaolin").post(f"/cases/{case.key}/split", data=MultiDict(_pairs(post)))


def _pairs(post):
    return [
        (key, one) for key, value in post.items() for one in (value if isinstance(value, list) else [value])
    ]


def files_by_title(city, case) -> dict[str, list[str]]:
    with city.read() as tx:
        return {
            row.title: sorted(one.name for one in files.attachments_of(tx, row.key))
            for row in links.linked_cases(tx, case.key)
        }


def keys_of(city, case) -> dict[str, str]:
    with city.read() as tx:
        return {one.name: str(one.key) for one in files.attachments_of(tx, case.key)}


def test_without_an_accusation_every_part_inherits_all_files(city, client_of, letter):
    done = split(
        city,
        client_of,
        letter,
        {"part_title": "路灯应当修复", "part_class": "suggestion"},
        {"part_title": "补偿款没有到位", "part_class": "claim", "part_files": "none"},
    )

    assert done.status_code == 200
    assert files_by_title(city, letter) == {
        "路灯应当修复": ["清单.txt", "照片.txt"],
        "补偿款没有到位": [],
    }


def test_files_of_an_accusation_go_with_it_and_only_picked_ones_with_others(city, client_of, letter):
    keys = keys_of(city, letter)

    done = split(
        city,
        client_of,
        letter,
        {"part_title": "反映某负责人问题", "part_class": "accusation"},
        {"part_title": "补偿款没有到位", "part_class": "claim"},
        {
            "part_title": "路灯应当修复",
            "part_class": "suggestion",
            "part_files": "picked",
            "part_picked": [keys["照片.txt"]],
        },
    )

    assert done.status_code == 200, done.text
    found = files_by_title(city, letter)
    assert len(found["反映某负责人问题"]) == 2
    assert found["补偿款没有到位"] == []
    assert found["路灯应当修复"] == ["照片.txt"]


def test_all_files_beside_an_accusation_are_refused_at_the_field(city, client_of, letter):
    refused = split(
        city,
        client_of,
        letter,
        {"part_title": "反映某负责人问题", "part_class": "accusation"},
        {"part_title": "补偿款没有到位", "part_class": "claim", "part_files": "all"},
    )

    assert refused.status_code == 422
    assert "请逐个选择不涉及检举控告的附件" in refused.text
    assert files_by_title(city, letter) == {}


def test_a_file_of_another_case_cannot_be_picked(city, client_of, letter):
    refused = split(
        city,
        client_of,
        letter,
        {
            "part_title": "路灯应当修复",
            "part_class": "suggestion",
            "part_files": "picked",
            "part_picked": ["123456789"],
        },
    )

    assert refused.status_code in (200, 422)
    assert files_by_title(city, letter).get("路灯应当修复", []) == []
