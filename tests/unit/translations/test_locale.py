"""The reader's choice decides the language; nothing else does."""

import pytest

from app.translations import choose_locale


@pytest.mark.parametrize(
    ("query", "cookie", "expected"),
    [
        (None, None, "zh_CN"),
        ("en", None, "en"),
        (None, "en", "en"),
        ("zh_CN", "en", "zh_CN"),
        ("zh-Hans", "en", "zh_CN"),
        ("EN-us", None, "en"),
        ("klingon", "en", "en"),
        ("../etc", "", "zh_CN"),
    ],
)
def test_the_link_comes_before_the_cookie_and_unknown_names_are_passed_over(
    query: str | None, cookie: str | None, expected: str
) -> None:
    assert choose_locale(query, cookie) == expected
