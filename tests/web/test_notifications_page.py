"""The box of messages: one's own only, counted in the frame, marked as read by a post."""

import re

import pytest

from app.runtime import Runtime
from tests.harness.city import actor_of
from tests.harness.petition import do, file_petition


@pytest.fixture
def told(city: Runtime):
    """A case of which a citizen and a clerk were told."""
    started = file_petition(city, actor_of(city, "hexiuying"))
    do(city, started.key, "register")
    do(city, started.key, "transfer")
    return started


def page(client, query: str = "") -> str:
    answer = client.get(f"/notifications{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_citizen_finds_messages_that_lead_to_the_own_case(client_of, told):
    said = page(client_of("hexiuying"))

    assert "您的信访事项已收到" in said
    assert "/track/" in said
    assert "何秀英，您好" not in said


def test_a_clerk_finds_messages_that_lead_to_the_case_page_and_a_count_in_the_frame(client_of, told):
    client = client_of("luohao")

    assert "有一件信访事项转来" in page(client)
    assert '<span class="count">1<span' in page(client)
    assert "没有消息" in page(client_of("zhaolin"))


def test_reading_one_and_all_is_a_post_and_somebody_elses_stays(client_of, told):
    citizen, clerk = client_of("hexiuying"), client_of("luohao")
    key = re.search(r"/notifications/(\d+)/read", page(citizen))[1]

    assert citizen.get(f"/notifications/{key}/read").status_code == 405
    assert clerk.post(f"/notifications/{key}/read").status_code == 303
    assert "标为已读" in page(citizen)

    assert citizen.post(f"/notifications/{key}/read", data={"show": "unread"}).status_code == 303
    assert f"/notifications/{key}/read" not in page(citizen)
    citizen.post("/notifications/read")
    assert "没有未读消息" in page(citizen, "?show=unread")


def test_a_stranger_signs_in_first(client_of):
    assert client_of(None).get("/notifications").status_code in {302, 303, 401}


def test_the_case_page_shows_what_was_sent_and_how_far_it_came(client_of, told):
    said = client_of("luohao").get(f"/cases/{told.key}/files").get_data(as_text=True)

    assert "您的信访事项已收到" in said
    assert "未配置" in said
    assert "@example.org" in said
    assert "hexiuying@example.org" not in said
