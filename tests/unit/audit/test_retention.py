"""What may be erased, when, and why not (个人信息保护法 47)."""

from datetime import date

import pytest

from app.audit.retention import judge


@pytest.mark.parametrize(
    ("retention", "ended_on", "today", "erasable", "until"),
    [
        ("voluntary", None, date(2026, 1, 1), True, None),
        ("contact", None, date(2026, 1, 1), False, None),
        ("contact", date(2026, 1, 1), date(2026, 1, 1), True, None),
        ("record", date(2026, 1, 1), date(2035, 12, 31), False, date(2036, 1, 1)),
        ("record", date(2026, 1, 1), date(2036, 1, 1), True, None),
        ("log", date(2024, 2, 29), date(2027, 2, 27), False, date(2027, 2, 28)),
        ("log", date(2024, 2, 29), date(2027, 2, 28), True, None),
        ("unknown", date(2026, 1, 1), date(2030, 1, 1), False, date(2036, 1, 1)),
    ],
)
def test_a_class_is_kept_until_its_time_is_over(retention, ended_on, today, erasable, until):
    verdict = judge(retention, ended_on=ended_on, today=today)

    assert (verdict.erasable, verdict.until) == (erasable, until)
    assert str(verdict.reason)
