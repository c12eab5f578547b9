"""Documents and cards of a case: issued by the drawing, stored encrypted, once; a failure is an incident that names it."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from app import forms
from app.access.actor import SYSTEM
from app.cases.desk.read_notifications import list_notifications
from app.cases.moving.complete import complete_task
from app.cases.moving.fire_timers import fire_due_timers
from app.cases.moving.handlers import document as handler
from app.cases.moving.run_jobs import run_ready_jobs
from app.catalog.deploy import deploy_in
from app.catalog.read_package import read_package
from app.clock import DemoClock
from app.documents import BlobMissingError
from app.people.act_as import act_as
from app.runtime import Runtime
from app.store import files, instances, jobs, numbering, official, supervision, tasks
from app.store.tables.cases import incident, job
from tests.harness.city import actor_of
from tests.harness.petition import STEPS, bring_to, do, file_petition, open_task


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
    assert all(row.mime == "application/pdf" for row in issued.values())
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


def test_every_office_counts_its_letters_by_kind_and_the_number_stands_on_the_letter(city):
    first, second = file_petition(city), file_petition(city, title="楼道灯不亮")
    bring_to(city, first.key, "deliver")
    bring_to(city, second.key, "investigate")
    third = file_petition(city, title="自来水发黄")
    do(city, third.key, "register")
    do(city, third.key, "transfer", handling_unit="zrzy")
    do(city, third.key, "accept", "yuanye")

    numbers = [
        {kind: row.number for kind, row in documents(city, key).items()}
        for key in (first.key, second.key, third.key)
    ]

    assert numbers[0] == {
        "receipt": first.number,
        "transfer": "洛信访信转字〔2026〕1号",
        "accepted": "洛建信受字〔2026〕1号",
        "opinion": "洛建信复字〔2026〕1号",
    }
    assert numbers[1]["transfer"] == "洛信访信转字〔2026〕2号"
    assert numbers[1]["accepted"] == "洛建信受字〔2026〕2号"
    assert numbers[2]["accepted"] == "洛自然资信受字〔2026〕1号"
    printed = words(city, documents(city, first.key)["opinion"])
    assert "洛建信复字〔2026〕1号" in printed
    assert f"（编号：{first.number}）" in printed


def test_an_office_without_a_word_of_its_own_counts_for_itself_all_the_same(city):
    with city.transaction() as tx:
        for unit in ("wjw", "jyj"):
            official.close_series(tx, official.series_of(tx, unit, "document").word, city.clock.now())
    cases = [file_petition(city, title=title) for title in ("食堂不卫生", "路灯不亮")]
    for case, unit, handler_ in zip(cases, ("wjw", "jyj"), ("yuhang", "caiqin"), strict=True):
        do(city, case.key, "register")
        do(city, case.key, "transfer", handling_unit=unit)
        do(city, case.key, "accept", handler_)

    numbers = [documents(city, case.key)["accepted"].number for case in cases]

    assert numbers == ["信受字〔2026〕1号", "信受字〔2026〕1号"]


def test_of_two_letters_printed_with_the_same_number_the_second_is_printed_anew(city):
    keys = []
    for title in ("暖气不热", "水管漏水"):
        started = file_petition(city, title=title)
        do(city, started.key, "register")
        keys.append(started.key)
    tasks_at = [open_task(city, key, "transfer") for key in keys]
    for task in tasks_at:
        complete_task(city, act_as(city, "zhaolin"), task, forms.as_post(STEPS["transfer"][1]))
    with city.read() as tx:
        waiting = list(
            tx.execute(
                select(job)
                .where(job.c.kind == "service:luoshu.document")
                .where(job.c.instance_key.in_(keys), job.c.state == "ready")
                .order_by(job.c.key)
            )
        )
    with city.transaction() as tx:
        for row in waiting:
            tx.execute(job.update().where(job.c.key == row.key).values(state="running"))
    finishes = [handler.handle(city, row) for row in waiting]

    for finish in finishes:
        with city.transaction() as tx:
            finish(tx)

    letters = [documents(city, key)["transfer"] for key in keys]
    assert sorted(row.number for row in letters) == ["洛信访信转字〔2026〕1号", "洛信访信转字〔2026〕2号"]
    for row in letters:
        assert row.number in words(city, row)


def test_a_letter_that_fails_leaves_no_gap_in_its_series(city, monkeypatch):
    broken, fine = file_petition(city), file_petition(city, title="楼道灯不亮")
    do(city, broken.key, "register")
    monkeypatch.setattr(handler, "complete_activity", lambda *_a, **_k: 1 / 0)
    do(city, broken.key, "transfer")
    monkeypatch.undo()
    do(city, fine.key, "register")
    do(city, fine.key, "transfer")

    with city.read() as tx:
        last = numbering.last_value(tx, "洛信访信转字", 2026)

    assert last == len([key for key in (broken.key, fine.key) if "transfer" in documents(city, key)])


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
