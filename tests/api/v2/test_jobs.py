"""Programs do the service tasks of a drawing: take, finish, give back, report an error, in time and too late."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from tests.harness.supplies import start, take


def test_a_worker_takes_work_with_the_variables_of_its_case(supplies):
    key = start(supplies, order="o-1", pieces=3)

    jobs = take(supplies, fetchVariable=["pieces"])

    assert [job["processInstanceKey"] for job in jobs] == [key]
    assert jobs[0]["variables"] == {"pieces": 3}
    assert jobs[0]["customHeaders"] == {"warehouse": "north"}
    assert (jobs[0]["elementId"], jobs[0]["retries"], jobs[0]["worker"]) == ("check", 2, "w")
    assert take(supplies) == []


def test_finished_work_moves_the_case_on(supplies):
    key = start(supplies, order="o-1")
    [job] = take(supplies)

    done = supplies.post(f"/jobs/{job['jobKey']}/completion", {"variables": {"in_stock": True}})

    assert done.status_code == 204
    tasks = supplies.found("/user-tasks/search", filter={"processInstanceKey": key})
    assert [task["elementId"] for task in tasks] == ["approve"]


def test_work_finished_twice_is_finished_once(supplies):
    start(supplies, order="o-1")
    [job] = take(supplies)
    supplies.post(f"/jobs/{job['jobKey']}/completion")

    again = supplies.post(f"/jobs/{job['jobKey']}/completion")

    assert again.status_code == 404
    assert "没有重复生效" in again.json["detail"]


def test_work_whose_time_is_over_goes_to_the_next_worker(supplies, clock):
    start(supplies, order="o-1")
    [job] = take(supplies, withLease=True)
    clock.advance(timedelta(minutes=2))

    [taken] = take(supplies, worker="second", withLease=True)
    late = supplies.post(f"/jobs/{job['jobKey']}/completion", {"jobLeaseToken": job["jobLeaseToken"]})
    done = supplies.post(f"/jobs/{job['jobKey']}/completion", {"jobLeaseToken": taken["jobLeaseToken"]})

    assert taken["jobKey"] == job["jobKey"]
    assert (late.status_code, done.status_code) == (409, 204)


def test_failed_work_is_offered_again_after_its_pause_and_then_becomes_an_incident(supplies, clock):
    key = start(supplies, order="o-1")
    [job] = take(supplies)
    place = f"/jobs/{job['jobKey']}"

    supplies.post(f"{place}/failure", {"retries": 1, "errorMessage": "仓库无应答", "retryBackOff": 60000})
    at_once = take(supplies)
    clock.advance(timedelta(minutes=1))
    later = take(supplies)
    supplies.post(f"{place}/failure", {"retries": 0, "errorMessage": "仓库无应答"})

    assert at_once == []
    assert [(one["jobKey"], one["retries"]) for one in later] == [(job["jobKey"], 1)]
    [incident] = supplies.found("/incidents/search", filter={"processInstanceKey": key})
    assert (incident["errorType"], incident["jobKey"]) == ("JOB_NO_RETRIES", job["jobKey"])
    assert supplies.post(f"{place}/completion").status_code == 409


def test_a_resolved_incident_offers_the_work_again(supplies):
    start(supplies, order="o-1")
    [job] = take(supplies)
    supplies.post(f"/jobs/{job['jobKey']}/failure", {"retries": 0, "errorMessage": "坏了"})
    [incident] = supplies.found("/incidents/search")

    supplies.send("PATCH", f"/jobs/{job['jobKey']}", {"changeset": {"retries": 3}})
    resolved = supplies.post(f"/incidents/{incident['incidentKey']}/resolution")

    assert resolved.status_code == 204
    assert [(one["jobKey"], one["retries"]) for one in take(supplies)] == [(job["jobKey"], 3)]


def test_a_business_error_takes_the_way_the_drawing_shows(supplies):
    key = start(supplies, order="o-1")
    [job] = take(supplies)

    thrown = supplies.post(f"/jobs/{job['jobKey']}/error", {"errorCode": "SOLD_OUT"})

    assert thrown.status_code == 204
    assert supplies.get(f"/process-instances/{key}").json["state"] == "COMPLETED"


def test_an_error_nothing_catches_is_an_incident(supplies):
    key = start(supplies, order="o-1")
    [job] = take(supplies)

    supplies.post(f"/jobs/{job['jobKey']}/error", {"errorCode": "FIRE"})

    [incident] = supplies.found("/incidents/search", filter={"processInstanceKey": key})
    assert incident["errorType"] == "UNHANDLED_ERROR_EVENT"
    assert supplies.get(f"/process-instances/{key}").json["hasIncident"] is True


def test_rights_limit_the_types_of_work(supplies, api_client):
    start(supplies, order="o-1")
    narrow = api_client("luohao", ["jobs:invoice-*"])

    asked = {"type": "check-stock", "timeout": 1000, "maxJobsToActivate": 1}
    answer = narrow.post("/jobs/activation", asked)

    assert answer.status_code == 403
    assert take(narrow, type="invoice-print") == []


def test_results_that_are_no_object_are_refused(supplies):
    start(supplies, order="o-1")
    [job] = take(supplies)

    answer = supplies.post(f"/jobs/{job['jobKey']}/completion", {"variables": [1, 2]})
    broken = supplies.send("POST", f"/jobs/{job['jobKey']}/completion", data=b'{"variables": {"a": NaN}}')

    assert (answer.status_code, broken.status_code) == (400, 400)
    assert answer.json["errors"][0]["field"] == "variables"


def test_work_is_found_by_where_it_stands(supplies):
    key = start(supplies, order="o-1")
    take(supplies)

    asked = {"elementId": "check", "type": {"$like": "check-*"}, "state": "CREATED"}
    [found] = supplies.found("/jobs/search", filter=asked, sort=[{"field": "elementId"}])

    assert (found["processInstanceKey"], found["worker"], found["retries"]) == (key, "w", 2)
    assert supplies.found("/jobs/search", filter={"elementId": "approve"}) == []


def test_two_workers_at_once_never_get_the_same_work(supplies):
    for number in range(8):
        start(supplies, order=f"o-{number}")

    with ThreadPoolExecutor(2) as workers:
        halves = list(workers.map(lambda name: take(supplies, worker=name, maxJobsToActivate=4), "ab"))

    keys = [job["jobKey"] for half in halves for job in half]
    assert len(keys) == len(set(keys)) == 8


def test_a_late_answer_of_a_case_that_ended_is_told_so(supplies, api_client):
    key = start(supplies, order="o-1")
    [job] = take(supplies)
    api_client("tangwei").post(f"/process-instances/{key}/cancellation")

    late = supplies.post(f"/jobs/{job['jobKey']}/completion")

    assert late.status_code == 404
    assert supplies.get(f"/process-instances/{key}").json["state"] == "TERMINATED"
