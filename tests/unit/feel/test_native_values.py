"""Values go into FEEL and come back without losing a digit."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.feel import FeelError, compile_expression, from_feel, is_feel, to_feel

from .feel_helpers import feel


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal(3), 3),
        (Decimal("3.00"), 3),
        (Decimal("0.1"), 0.1),
        (Decimal("0.1000000000000000055511151231257827"), "0.1000000000000000055511151231257827"),
        (Decimal("1e30"), 10**30),
        (date(2026, 3, 2), "2026-03-02"),
        (datetime(2026, 3, 2, 1, tzinfo=UTC), "2026-03-02T01:00:00Z"),
        (time(1, 2), "01:02:00"),
        ([Decimal(1), {"a": None}], [1, {"a": None}]),
        (True, True),
    ],
)
def test_feel_values_become_json_native(value: Any, expected: Any) -> None:
    found = from_feel(value)

    assert found == expected
    assert type(found) is type(expected)


def test_json_native_values_become_feel() -> None:
    found = to_feel({"n": 1, "f": 0.1, "t": (True, None), "d": timedelta(hours=1)})

    assert found["n"] == Decimal(1)
    assert found["f"] == Decimal("0.1")
    assert found["t"] == [True, None]
    assert str(found["d"]) == "PT1H"
    assert to_feel(float("nan")) is None


def test_what_has_no_place_in_feel_is_refused() -> None:
    with pytest.raises(FeelError, match="object"):
        to_feel({"a": object()})


def test_functions_and_ranges_are_no_results() -> None:
    with pytest.raises(FeelError):
        from_feel(feel("[1..2]"))
    with pytest.raises(FeelError):
        from_feel(feel("function() 1"))


def test_an_expression_is_marked_with_an_equals_sign() -> None:
    assert is_feel("= 1 + 1")
    assert not is_feel("PT1H")
    assert compile_expression("= 1 + 1").evaluate({}) == 2


def test_the_callers_data_is_not_changed() -> None:
    data = {"xs": [1, 2], "c": {"a": 1}}

    feel('append(xs, 3) = context put(c, "a", 2)', **data)

    assert data == {"xs": [1, 2], "c": {"a": 1}}
