"""Incidents of one cause: shown once, exactly the ticked ones retried, and what became of each."""

import re

from app.cases.moving.run_jobs import run_ready_jobs
from app.store import jobs
from tests.harness.petition import file_petition


def broken(city, number, kind="nobody-knows-it"):
    """File cases, each with a job that cannot be done, and return their numbers."""
    cases = [file_petition(city, title=f"{n}号楼暖气不热") for n in range(number)]
    with city.transaction() as tx:
        for case in cases:
            jobs.enqueue(tx, kind, {"case": case.number}, run_at=city.clock.now(), instance_key=case.key)
    run_ready_jobs(city)
    return [case.number for case in cases]


def test_incidents_of_one_cause_stand_in_one_line(city, client_of):
    numbers = broken(city, 3)
    others = broken(city, 1, kind="another-unknown")

    listed = client_of("gaoyuan").get("/incidents").get_data(as_text=True)
    causes = re.findall(r"/incidents/causes/\w+", listed)
    inside = client_of("gaoyuan").get(causes[0]).get_data(as_text=True)

    assert len(causes) == 1
    assert "共" not in listed or listed.count("<tr") == 3
    assert all(number in inside for number in numbers)
    assert others[0] in listed
    assert others[0] not in inside


def test_exactly_the_ticked_ones_are_retried_and_each_result_is_told(city, client_of):
    first, second, third = broken(city, 3)
    gaoyuan = client_of("gaoyuan")
    path = re.search(r"/incidents/causes/\w+", gaoyuan.get("/incidents").get_data(as_text=True)).group(0)
    keys = dict(
        re.findall(
            r'value="(\d+)" checked aria-label="选择 ([^"]+)"', gaoyuan.get(path).get_data(as_text=True)
        )
    )
    ticked = [key for key, number in keys.items() if number in (first, second)]

    done = gaoyuan.post(path, data={"key": ticked})
    queued = gaoyuan.get(done.location).get_data(as_text=True)
    run_ready_jobs(city)
    later = gaoyuan.get(done.location).get_data(as_text=True)
    left = gaoyuan.get(path).get_data(as_text=True)

    assert len(keys) == 3
    assert done.status_code == 303
    assert queued.count("已排队，等待再次执行") == 2
    assert later.count("再次失败，已列为新的异常") == 2
    assert third not in later
    assert all(number in left for number in (first, second, third))


def test_one_that_somebody_settled_meanwhile_does_not_stop_the_others(city, client_of):
    broken(city, 2)
    gaoyuan = client_of("gaoyuan")
    path = re.search(r"/incidents/causes/\w+", gaoyuan.get("/incidents").get_data(as_text=True)).group(0)
    keys = re.findall(r'name="key" value="(\d+)"', gaoyuan.get(path).get_data(as_text=True))
    gaoyuan.post(f"/incidents/{keys[0]}/resolve", data={"reason": "已人工处理"})

    done = gaoyuan.post(path, data={"key": keys})
    told = gaoyuan.get(done.location).get_data(as_text=True)

    assert told.count("已用其他方式处理") == 1
    assert told.count("已排队，等待再次执行") == 1


def test_nothing_ticked_is_told_and_a_clerk_is_refused(city, client_of):
    broken(city, 2)
    gaoyuan, zhaolin = client_of("gaoyuan"), client_of("zhaolin")
    path = re.search(r"/incidents/causes/\w+", gaoyuan.get("/incidents").get_data(as_text=True)).group(0)

    nothing = gaoyuan.post(path, data={})

    assert nothing.status_code == 422
    assert "请先选择要重试的异常" in nothing.get_data(as_text=True)
    assert zhaolin.get(path).status_code == 403
    assert zhaolin.post(path, data={"key": ["1"]}).status_code == 403
    assert zhaolin.get("/incidents/results?key=1").status_code == 403
    assert gaoyuan.get("/incidents/results?key=x&key=99").status_code == 200
