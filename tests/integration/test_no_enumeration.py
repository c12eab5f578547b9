"""Whoever guesses numbers on the tracking page learns nothing: same words, same work, whether the case exists or not."""

from typing import Any

import pytest

from app import crypto
from app.cases.citizen import open_by_code as module
from app.cases.citizen.open_by_code import open_by_code
from app.crypto import KeyRing
from app.errors import InvalidError
from app.runtime import Runtime
from tests.harness.petition import file_petition


def test_an_unknown_number_and_a_wrong_code_get_the_same_answer_after_the_same_work(
    city: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = file_petition(city).number
    work: list[str] = []

    def watch(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def noted(*given: Any, **more: Any) -> Any:
            work.append(name)
            return real(*given, **more)

        monkeypatch.setattr(owner, name, noted)

    watch(KeyRing, "digest")
    watch(module, "same")
    watch(module, "count_attempt")

    def told(tried: str) -> tuple[Any, list[str]]:
        work.clear()
        with pytest.raises(InvalidError) as refused:
            open_by_code(city, tried, crypto.new_query_code(), address="192.0.2.77")
        return (refused.value.message, refused.value.fields), list(work)

    wrong_code, unknown_number, no_number = told(number), told("信访〔2026〕999号"), told("胡乱写的")

    assert wrong_code == unknown_number == no_number
    assert wrong_code[1].count("digest") >= 1
    assert "same" in wrong_code[1]


def test_the_pages_of_both_differ_in_nothing_but_what_was_typed(city: Runtime, client_of: Any) -> None:
    number, visitor = file_petition(city).number, client_of(None)

    def page(tried: str) -> str:
        answer = visitor.post("/track", data={"number": tried, "code": "AAAA-BBBB-CCCC"})
        assert answer.status_code == 422
        return answer.text.replace(tried, "N")

    wrong_code, unknown_number = page(number), page("信访〔2026〕998号")

    assert wrong_code == unknown_number
