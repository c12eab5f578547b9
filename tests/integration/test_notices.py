"""Notices: who is told, how, with what masked; mail that cannot go out is tried again, is an incident, and never doubled."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.actor import Actor
from app.cases.citizen.follow import confirm_following, follow_case, link_token
from app.cases.desk.read_notifications import count_unread, list_notifications, mark_read
from app.cases.moving.enqueue_mail import enqueue_mail, state_name
from app.cases.moving.run_jobs import run_ready_jobs
from app.clock import DemoClock
from app.errors import InvalidError, SignInRequiredError
from app.runtime import Runtime
from app.store import followers, jobs, notifications
from app.store.tables.cases import incident, job
from app.store.tables.notifications import delivery
from tests.harness.city import actor_of
from tests.harness.mail import Mailbox
from tests.harness.petition import do, file_petition


def with_mail(city: Runtime, mailbox: Mailbox) -> Runtime:
    city.settings = replace(
        city.settings, smtp_host=mailbox.host, smtp_port=mailbox.port, mail_from="xfj@luocheng.example"
    )
    return city


def write_mail(runtime: Runtime, once_key: str = "hello") -> bool:
    with runtime.transaction() as tx:
        return enqueue_mail(
            runtime, tx, to="he@example.org", subject="您的\n信访", body="第一行\n", once_key=once_key
        )


def deliveries(runtime: Runtime) -> list:
    with runtime.read() as tx:
        return list(tx.execute(select(delivery).order_by(delivery.c.key)))


def later(runtime: Runtime, clock: DemoClock, times: int) -> None:
    for _ in range(times):
        clock.advance(timedelta(hours=1))
        run_ready_jobs(runtime)


def test_a_mail_leaves_after_the_commit_with_everything_a_mail_needs(city, mailbox):
    with_mail(city, mailbox)

    write_mail(city)
    assert mailbox.messages == []
    run_ready_jobs(city)

    (letter,) = mailbox.messages
    assert letter["Subject"] == "您的 信访"
    assert letter["To"] == "he@example.org"
    assert letter["From"].addresses[0].addr_spec == "xfj@luocheng.example"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content() == "第一行\n"
    assert [row.state for row in deliveries(city)] == ["sent"]


def test_a_rolled_back_act_sends_nothing_and_the_same_key_is_sent_once(city, mailbox):
    with_mail(city, mailbox)
    with pytest.raises(RuntimeError), city.transaction() as tx:
        enqueue_mail(city, tx, to="he@example.org", subject="x", body="x", once_key="lost")
        raise RuntimeError

    assert write_mail(city) is True
    assert write_mail(city) is False
    run_ready_jobs(city)
    run_ready_jobs(city)

    assert len(mailbox.messages) == 1


def test_while_the_server_is_down_a_mail_is_tried_again_and_arrives_once(city, clock, mailbox):
    with_mail(city, mailbox)
    mailbox.stop()
    write_mail(city)

    run_ready_jobs(city)
    (waiting,) = deliveries(city)
    assert (waiting.state, waiting.attempts) == ("waiting", 1)
    assert "ConnectionRefused" in waiting.error

    mailbox.start()
    later(city, clock, 3)

    assert len(mailbox.messages) == 1
    (sent,) = deliveries(city)
    assert (sent.state, sent.attempts, sent.error) == ("sent", 2, None)


def test_a_server_that_stays_down_becomes_an_incident_that_a_person_can_retry_once(city, clock, mailbox):
    with_mail(city, mailbox)
    mailbox.stop()
    write_mail(city)

    later(city, clock, 12)

    with city.read() as tx:
        (found,) = tx.execute(select(incident)).all()
        (dead,) = tx.execute(select(job).where(job.c.kind == "mail")).all()
    assert dead.state == "dead"
    assert found.kind == "job:mail"
    assert "h*@example.org" in found.message or "@example.org" in found.message
    assert "he@example.org" not in found.message + str(found.input)

    mailbox.start()
    with city.transaction() as tx:
        jobs.revive_job(tx, dead.key, now=city.clock.now())
    run_ready_jobs(city)
    run_ready_jobs(city)

    assert len(mailbox.messages) == 1


def test_a_server_that_says_later_is_asked_later(city, clock, mailbox):
    with_mail(city, mailbox)
    mailbox.refuse = "451 later"
    write_mail(city)
    run_ready_jobs(city)

    mailbox.refuse = None
    later(city, clock, 1)

    assert [row.state for row in deliveries(city)] == ["sent"]
    assert len(mailbox.messages) == 1


def test_a_refusal_for_good_is_told_and_not_tried_again(city, clock, mailbox):
    with_mail(city, mailbox)
    mailbox.refuse = "550 no such person"
    write_mail(city)

    later(city, clock, 3)

    (row,) = deliveries(city)
    assert (row.state, row.attempts) == ("refused", 1)
    assert row.error.startswith("550")
    assert str(state_name(row.state)) == "对方拒收"
    with city.read() as tx:
        assert tx.execute(select(incident)).all() == []


def test_a_worker_that_dies_after_sending_does_not_send_again(city, clock, mailbox):
    with_mail(city, mailbox)
    write_mail(city)
    run_ready_jobs(city)
    with city.transaction() as tx:
        # as if the job's own end had been lost
        tx.execute(job.update().where(job.c.kind == "mail").values(state="ready"))

    run_ready_jobs(city)

    assert len(mailbox.messages) == 1


def test_without_a_mail_server_a_mail_stays_and_is_shown_as_not_configured(city):
    write_mail(city)
    run_ready_jobs(city)

    (row,) = deliveries(city)
    assert str(state_name(row.state)) == "未配置"


def test_addresses_and_texts_are_not_readable_in_the_outbox(city):
    write_mail(city)

    (row,) = deliveries(city)
    assert "he@example.org" not in row.address + row.address_hint + row.body
    assert "第一行" not in row.body


@pytest.mark.parametrize("address", ["", "nobody", "a@b@c", "a@b\nBcc: x@y", "<a@b>", "a b@c"])
def test_no_mail_is_written_to_what_is_no_address(city, address):
    with pytest.raises(InvalidError), city.transaction() as tx:
        enqueue_mail(city, tx, to=address, subject="x", body="x", once_key="x")

    assert deliveries(city) == []


def test_an_applicant_with_a_phone_only_gets_an_sms_and_a_name_is_masked(city):
    started = file_petition(city)

    (row,) = deliveries(city)
    assert (row.channel, row.state, row.template, row.instance_key) == (
        "sms",
        "sent",
        "received",
        started.key,
    )
    (file,) = (city.settings.data_dir / "sms").glob("*.txt")
    words = file.read_text()
    assert words.startswith("13800001234\n\n")
    assert started.number in words
    assert "何秀英" not in words
    assert file.stat().st_mode & 0o077 == 0


def test_an_applicant_with_an_address_gets_a_mail_and_one_with_an_account_finds_it_in_the_box(city, mailbox):
    with_mail(city, mailbox)
    citizen = actor_of(city, "hexiuying")

    file_petition(city, citizen, applicant_email="he@example.org")

    (letter,) = mailbox.messages
    assert letter["To"] == "he@example.org"
    assert "何秀英" not in letter.get_content()
    (found,), total = list_notifications(city, citizen)
    assert total == 1
    assert found.subject == "您的信访事项已收到"
    assert count_unread(city, citizen) == 1


def test_the_group_whose_turn_it_is_is_told_in_box_and_mail(city, mailbox):
    with_mail(city, mailbox)
    started = file_petition(city)
    do(city, started.key, "register")
    do(city, started.key, "transfer")

    handler = actor_of(city, "luohao")
    (found,), _ = list_notifications(city, handler)
    assert started.number in found.subject
    assert started.number in next(m["Subject"] for m in mailbox.messages if "luohao" in m["To"])
    assert count_unread(city, actor_of(city, "zhaolin")) == 0


def test_an_accusation_tells_its_title_to_nobody_outside(city, mailbox):
    with_mail(city, mailbox)

    file_petition(city, purpose="accusation", title="局长受贿", applicant_email="he@example.org")

    assert mailbox.messages
    assert all("局长受贿" not in m.get_content() + m["Subject"] for m in mailbox.messages)


def test_followers_hear_after_they_said_yes_and_can_stop_with_every_letter(city, mailbox):
    with_mail(city, mailbox)
    citizen = actor_of(city, "hexiuying")
    started = file_petition(city, citizen)
    for address in ("yes@example.org", "silent@example.org"):
        follow_case(city, citizen, started.number, address, link="http://x/follow/TOKEN")
    with city.read() as tx:
        row = followers.followers_of(tx, started.key)[0]
    confirm_following(city, link_token(city, row.key))
    run_ready_jobs(city)
    mailbox.messages.clear()
    mailbox.recipients.clear()

    do(city, started.key, "register")
    do(city, started.key, "transfer")

    to_followers = [m for m in mailbox.messages if m["To"] in {"yes@example.org", "silent@example.org"}]
    assert [m["To"] for m in to_followers] == ["yes@example.org"]
    assert f"/follow/{link_token(city, row.key)}" in to_followers[0].get_content()
    assert "何秀英" not in to_followers[0].get_content()


def test_a_message_belongs_to_one_account_and_only_it_marks_it_read(city):
    citizen, other = actor_of(city, "hexiuying"), actor_of(city, "zhaolin")
    file_petition(city, citizen)
    (found,), _ = list_notifications(city, citizen)

    assert mark_read(city, other, found.key) == 0
    assert count_unread(city, citizen) == 1
    assert mark_read(city, citizen, found.key) == 1
    assert count_unread(city, citizen) == 0
    with pytest.raises(SignInRequiredError):
        list_notifications(city, Actor(kind="guest"))


def test_a_notice_without_a_text_is_an_incident_that_names_it(city):
    started = file_petition(city)
    with city.transaction() as tx:
        args = {"to": "applicant", "template": "nowhere", "element_id": "x", "groups": []}
        jobs.enqueue(tx, "notice", args, run_at=city.clock.now(), instance_key=started.key, max_attempts=1)

    run_ready_jobs(city)

    with city.read() as tx:
        (found,) = tx.execute(select(incident)).all()
        assert notifications.count_deliveries(tx) == {"sent": 1}
    assert "nowhere" in found.message
