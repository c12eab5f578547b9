"""Programs tell waiting cases something: now, before anybody waits, twice, and when nobody ever does."""

from datetime import timedelta

from app.cases.moving.run_jobs import run_ready_jobs
from tests.harness.supplies import start, take


def bring_to_delivery(client, order):
    """Start a case and bring it to where it waits for the message."""
    key = start(client, order=order)
    [job] = take(client)
    client.post(f"/jobs/{job['jobKey']}/completion")
    [task] = client.found("/user-tasks/search", filter={"processInstanceKey": key})
    done = client.post(f"/user-tasks/{task['userTaskKey']}/completion", {"variables": {"decision": "yes"}})
    assert done.status_code == 204, done.text
    return key


def state(client, key):
    return client.get(f"/process-instances/{key}").json["state"]


def test_a_message_reaches_the_case_with_its_correlation_key(supplies):
    wanted, other = bring_to_delivery(supplies, "o-1"), bring_to_delivery(supplies, "o-2")

    sent = supplies.post("/messages/correlation", {"name": "delivered", "correlationKey": "o-1"})

    assert sent.json["processInstanceKey"] == wanted
    assert (state(supplies, wanted), state(supplies, other)) == ("COMPLETED", "ACTIVE")


def test_a_message_nobody_waits_for_is_told_so(supplies):
    sent = supplies.post("/messages/correlation", {"name": "delivered", "correlationKey": "nobody"})

    assert sent.status_code == 404
    assert "delivered" in sent.json["detail"]


def test_a_published_message_waits_for_the_case_as_long_as_it_lives(city, supplies):
    message = {"name": "delivered", "correlationKey": "o-1", "timeToLive": 3_600_000}
    supplies.post("/messages/publication", message)

    key = bring_to_delivery(supplies, "o-1")
    run_ready_jobs(city)

    assert state(supplies, key) == "COMPLETED"


def test_an_expired_message_moves_nothing(city, supplies, clock):
    supplies.post(
        "/messages/publication", {"name": "delivered", "correlationKey": "o-1", "timeToLive": 60_000}
    )
    clock.advance(timedelta(minutes=2))

    key = bring_to_delivery(supplies, "o-1")
    run_ready_jobs(city)

    assert state(supplies, key) == "ACTIVE"


def test_a_kept_message_is_taken_once_by_a_process(city, supplies):
    first = bring_to_delivery(supplies, "o-1")
    message = {"name": "delivered", "correlationKey": "o-1", "timeToLive": 3_600_000}
    supplies.post("/messages/publication", message)

    second = bring_to_delivery(supplies, "o-1")
    run_ready_jobs(city)

    assert (state(supplies, first), state(supplies, second)) == ("COMPLETED", "ACTIVE")


def test_the_same_message_id_is_taken_once(supplies):
    message = {"name": "delivered", "correlationKey": "o-1", "timeToLive": 3_600_000, "messageId": "m-1"}
    supplies.post("/messages/publication", message)

    again = supplies.post("/messages/publication", message)

    assert again.status_code == 409
