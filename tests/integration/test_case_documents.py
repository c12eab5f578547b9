"""Documents and cards of a case: issued by the drawing, stored encrypted, once; a failure is an incident that names it."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app.access.actor import SYSTEM
from app.cases.desk.read_notifications import list_notifications
from app.cases.moving.fire_timers import fire_due_timers
from app.cases.moving.handlers import document as handler
from app.cases.moving.run_jobs import run_ready_jobs
from app.catalog.deploy import deploy_in
from app.catalog.read_package import read_package
from app.clock import DemoClock
from app.documents import BlobMissingError
from app.runtime import Runtime
from app.store import files, instances, jobs, supervision, tasks
from app.store.tables.cases import incident, job
from tests.harness.city import actor_of
from tests.harness.petition import bring_to, do, file_petition


def documents(runtime: Runtime, key: int) -> dict[str, object]:
    with runtime.read() as tx:
        return {row.kind: row for row in files.documents_of(tx, key)}


def words(runtime: Runtime, row) -> str:
    reader = PdfReader(BytesIO(runtime.blobs.get(row.digest)))
    return "".join("".join(page.extract_text() for page in reader.pages).split())


def incidents(runtime: Runtime) -> list:
    with runtime.read() as tx:
        return list(tx.execute(select(incident).where(incident.c.state == "open")))


def test_a_claim_leaves_receipt_transfer_acceptance_and_opinion_as_pdf(city):
    started = file_petition(city)
    bring_to(city, started.key, "deliver")

    issued = documents(city, started.key)

    assert set(issued) == {"receipt", "transfer", "accepted", "opinion"}
    assert {kind for kind, row in issued.items() if not row.public} == {"transfer"}
    assert all(row.number == started.number and row.mime == "application/pdf" for row in issued.values())
    opinion = words(city, issued["opinion"])
    for part in (
        "何秀英",
        "修好暖气",
        "换热器故障",
        "供热单位应当保证室温",
        "予以支持",
        "更换换热器",
        "供热管理的有关规定",
        "住房和城乡建设局",
    ):
        assert part in opinion
    assert "信访局" in words(city, issued["receipt"])


def test_the_bytes_on_the_disk_do_not_show_the_letter(city):
    started = file_petition(city)

    row = documents(city, started.key)["receipt"]
    stored = (city.settings.data_dir / "blobs" / row.digest[:2] / row.digest).read_bytes()
    assert not stored.startswith(b"%PDF")
    assert row.size == len(city.blobs.get(row.digest))


def test_a_letter_with_a_gap_is_an_incident_that_names_template_and_value_and_can_be_retried(
    city, monkeypatch
):
    started = file_petition(city)
    do(city, started.key, "register")
    real = handler.document_context

    def with_a_gap(*args, **kwargs):
        context = real(*args, **kwargs)
        del context["case"]["unit_name"]
        return context

    monkeypatch.setattr(handler, "document_context", with_a_gap)
    do(city, started.key, "transfer")
    for _ in range(6):
        city.clock.advance(timedelta(hours=1))
        run_ready_jobs(city)

    (found,) = incidents(city)
    assert "transfer.html" in found.message
    assert "unit_name" in found.message
    assert found.element_id == "transfer_letter"
    assert "transfer" not in documents(city, started.key)

    monkeypatch.setattr(handler, "document_context", real)
    with city.transaction() as tx:
        jobs.revive_job(tx, found.job_key, now=city.clock.now())
    run_ready_jobs(city)

    assert "transfer" in documents(city, started.key)
    with city.read() as tx:
        assert "accept" in {row.element_id for row in tasks.tasks_of(tx, started.key, state="open")}


def test_a_document_job_done_twice_issues_one_document(city):
    started = file_petition(city)
    with city.transaction() as tx:
        again = tx.execute(select(job).where(job.c.kind == "service:luoshu.document")).one()
        tx.execute(job.update().where(job.c.key == again.key).values(state="ready", max_attempts=1))

    run_ready_jobs(city)

    with city.read() as tx:
        assert [row.kind for row in files.documents_of(tx, started.key)] == ["receipt"]


def test_a_letter_that_is_no_longer_wanted_is_not_issued(city):
    started = file_petition(city)
    with city.read() as tx:
        done = tx.execute(select(job).where(job.c.kind == "service:luoshu.document")).one()
        before = instances.head_by_key(tx, started.key).version
    finish = handler.handle(city, done)

    # the activity was interrupted while the letter was rendered: its job runs no more
    with city.transaction() as tx:
        assert finish(tx) is None

    with city.read() as tx:
        assert len(files.documents_of(tx, started.key)) == 1
        assert instances.head_by_key(tx, started.key).version == before


def test_a_running_case_keeps_the_letters_of_its_version(city):
    started = file_petition(city)
    package = read_package(city.settings.processes_dir, city.settings.forms_dir, "petition").files
    package["documents/transfer.html"] = package["documents/transfer.html"].replace(
        "现予".encode(), "新版文书，现予".encode()
    )
    with city.transaction() as tx:
        assert deploy_in(city, tx, SYSTEM, "petition", package).version == 2

    do(city, started.key, "register")
    do(city, started.key, "transfer")

    assert "新版文书" not in words(city, documents(city, started.key)["transfer"])


def test_a_lost_file_is_told_by_its_digest(city):
    row = documents(city, file_petition(city).key)["receipt"]
    (city.settings.data_dir / "blobs" / row.digest[:2] / row.digest).unlink()

    with pytest.raises(BlobMissingError, match=row.digest):
        city.blobs.get(row.digest)


def test_a_term_that_is_over_gives_a_card_once_and_tells_head_and_supervisors(city, clock: DemoClock):
    started = file_petition(city)
    bring_to(city, started.key, "investigate")
    clock.advance(timedelta(days=70))

    fire_due_timers(city)
    run_ready_jobs(city)
    fire_due_timers(city)
    run_ready_jobs(city)

    with city.read() as tx:
        (card,) = supervision.supervisions_of(tx, started.key)
        assert "investigate" in {row.element_id for row in tasks.tasks_of(tx, started.key, state="open")}
    assert (card.kind, card.card, card.unit) == ("card", "yellow", "zjj")
    assert "住房和城乡建设局" in card.body
    assert card.term_key is not None
    told = {
        login: [n.subject for n in list_notifications(city, actor_of(city, login))[0] if "黄牌" in n.subject]
        for login in ("tangwei", "sunkai", "luohao", "hanbing")
    }
    assert told == {
        "tangwei": [f"黄牌：{started.number}"],
        "sunkai": [f"黄牌：{started.number}"],
        "luohao": [],
        "hanbing": [],
    }


def test_a_card_on_an_accusation_is_told_to_no_supervisor(city, clock: DemoClock):
    file_petition(city, purpose="accusation", title="局长受贿")
    clock.advance(timedelta(days=20))

    fire_due_timers(city)
    run_ready_jobs(city)

    assert list_notifications(city, actor_of(city, "sunkai"))[1] == 0


def test_a_card_of_an_unknown_colour_is_an_incident(city, clock: DemoClock):
    started = file_petition(city)
    with city.transaction() as tx:
        args = {"element_id": "x", "headers": {"card": "green", "element": "intake"}}
        jobs.enqueue(
            tx,
            "service:luoshu.supervise",
            args,
            run_at=clock.now(),
            instance_key=started.key,
            engine_id="x",
            max_attempts=1,
        )

    run_ready_jobs(city)

    (found,) = incidents(city)
    assert "green" in found.message
