"""`/api/terms`: legal terms for programs, open to everybody."""

import pytest

from app import create_app


@pytest.fixture
def client(runtime):
    return create_app(runtime=runtime).test_client()


def test_every_rule_is_listed(client):
    rules = client.get("/api/terms").json

    assert "petition-handle" in [rule["id"] for rule in rules]


def test_a_rule_alone_and_computed(client):
    rule = client.get("/api/terms/petition-handle").json
    computed = client.get("/api/terms/petition-recheck?from=2026-08-24&suspended=2026-09-07:2026-09-11").json

    assert rule["days"] == 60
    assert computed["legal_on"] == "2026-09-28"
    assert computed["explanation"][0].startswith("依据《信访工作条例》第三十六条")


def test_the_explanation_speaks_the_readers_language(client):
    sentences = client.get("/api/terms/petition-handle?from=2026-04-22&lang=en").json["explanation"]

    assert "60 days" in sentences[0]
    assert all("的期限" not in sentence for sentence in sentences)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=tomorrow", "from"),
        ("from=2026-01-01&suspended=2026-01-01", "suspended"),
        ("from=2026-01-01&suspended=2026-01-05:2026-01-01", "suspended"),
        ("from=2026-01-01&extension=many", "extension"),
        ("from=2026-01-01&extension=31", "extension"),
    ],
)
def test_a_wrong_input_is_named(client, query, field):
    answer = client.get(f"/api/terms/petition-handle?{query}")

    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json["errors"]] == [field]


def test_an_unknown_rule_is_not_found(client):
    assert client.get("/api/terms/no-such-rule").status_code == 404
