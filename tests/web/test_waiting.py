"""What waits for whom and how long: counts by working days, every number opens as many tasks as it says."""

import re
from datetime import timedelta

import pytest

from app.cases.desk.waiting import WaitingRequest, list_waiting, read_waiting
from app.people.act_as import act_as
from tests.harness.petition import bring_to, file_petition


def holders(city, login):
    return {str(one.name): one for one in read_waiting(city, act_as(city, login)).holders}


@pytest.mark.now("2026-04-28 10:00")
def test_the_time_waited_is_counted_in_working_days_across_a_holiday(city, clock):
    file_petition(city)

    clock.advance(timedelta(days=8))

    # from Tuesday 28 April to Wednesday 6 May: 29, 30 and 6; 1 to 5 May are 五一
    (registrar,) = holders(city, "sunkai").values()
    assert (registrar.kind, registrar.ref, registrar.longest_days) == ("group", "xfj.registrar", 3)
    assert registrar.ages == (0, 1, 0, 0)


@pytest.mark.now("2026-04-20 10:00")
@pytest.mark.parametrize(("days", "age"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (8, 3), (21, 3)])
def test_each_age_begins_after_its_working_days(city, clock, days, age):
    file_petition(city)

    clock.advance(timedelta(days=days))

    (registrar,) = holders(city, "sunkai").values()
    assert registrar.ages[age] == 1


def test_tasks_wait_for_persons_posts_and_applicants_and_every_number_opens_its_list(city, client_of):
    held, free, asked = (file_petition(city) for _ in range(3))
    bring_to(city, held.key, "investigate")
    bring_to(city, asked.key, "rate")
    sunkai = client_of("sunkai")

    page = sunkai.get("/statistics/waiting").get_data(as_text=True)

    kinds = {one.kind for one in holders(city, "sunkai").values()}
    assert {"group", "applicant"} <= kinds
    links = set(re.findall(r'href="(/statistics/waiting\?[^"]+)#tasks">(\d+)<span', page))
    assert len(links) >= 6
    for address, number in links:
        opened = sunkai.get(address.replace("&amp;", "&")).get_data(as_text=True)
        rows = re.findall(r'href="/cases/\d+"', opened.partition('id="tasks"')[2])
        assert len(rows) == int(number), address
    assert free.number in page
    assert '<svg viewBox="0 0 400' in page


def test_another_units_tasks_and_accusations_are_in_no_count(city):
    file_petition(city)
    file_petition(city, purpose="accusation", accused_unit="zjj", title="反映某人的问题")

    assert holders(city, "pengfei") == {}
    assert sum(one.total for one in holders(city, "sunkai").values()) == 1


def test_a_page_of_the_list_is_as_long_as_asked_and_knows_the_whole(city):
    for _ in range(3):
        file_petition(city)

    tasks, total = list_waiting(city, act_as(city, "sunkai"), WaitingRequest(age=0), size=2, offset=2)

    assert (len(tasks), total) == (1, 3)
    assert tasks[0].waited_days == 0


def test_people_who_handle_no_cases_see_nothing_of_it(client_of):
    assert client_of("gaoyuan").get("/statistics/waiting").status_code == 403
    assert client_of("hexiuying").get("/statistics/waiting").status_code == 403
    assert client_of(None).get("/statistics/waiting").status_code == 303
