"""Petitions go through while everything around them is killed at random: the short form; `make soak` runs the long one.

LUOSHU_TEST_SOAK_SECONDS says how long, LUOSHU_TEST_SOAK_SEED repeats the order of the faults.
"""

import os
import secrets
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.runtime import Runtime, open_runtime
from tests.harness import postgres
from tests.harness.databases import migrate_database
from tests.harness.installation import Installation, free_port
from tests.harness.mail import Mailbox
from tests.harness.trouble import settle, trouble, wrong_in

SECONDS = float(os.environ.get("LUOSHU_TEST_SOAK_SECONDS", "4"))
SEED = int(os.environ.get("LUOSHU_TEST_SOAK_SEED") or secrets.randbelow(10**6))


@pytest.fixture(scope="module")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """Start a server of this test's own: it is killed."""
    cluster = postgres.start()
    try:
        cluster.make_template(migrate_database)
        yield cluster
    finally:
        cluster.stop()


def test_nothing_is_lost_or_doubled_whatever_is_killed(
    city: Runtime, mailbox: Mailbox, request: pytest.FixtureRequest
) -> None:
    on_postgres = city.settings.database_url.startswith("postgresql")
    cluster = request.getfixturevalue("postgres_cluster") if on_postgres else None
    served = Installation(
        replace(city.settings, demo=False, smtp_host=mailbox.host, smtp_port=mailbox.port), free_port()
    )
    runtime = open_runtime(served.settings)

    with trouble(runtime, served, mailbox, SEED, cluster) as stirred:
        stirred.stir(SECONDS)
        code = served.stop()
    settle(runtime)
    wrong = wrong_in(runtime, stirred.filed, mailbox, stirred.faults["kill_launcher"])
    runtime.close()

    filed, mails = len(stirred.filed), len(mailbox.messages)
    told = (
        f"seed {SEED}: {dict(stirred.faults)}, answers {dict(stirred.answers)}, {filed} filed, {mails} mails"
    )
    print(told)  # noqa: T201 - what a long run did
    assert wrong == [], told
    assert code == 0, told
    assert filed > 3, told
    assert stirred.answers["303"] >= 3, told
    assert "500" not in stirred.answers, told
