"""One way to write a value: the same text in every language, and nothing that two programs print differently."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest

from app.audit.canonical import canonical, moment, plain


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ({"中": "文", "\U00020000": 1, "\uff01": 2}, '{"中":"文","\uff01":2,"\U00020000":1}'),
        (Decimal("1.10"), '"1.10"'),
        (1.5, '"1.5"'),
        (2**53, "9007199254740992"),
        (2**53 + 1, '"9007199254740993"'),
        (date(2026, 2, 3), '"2026-02-03"'),
        (time(9, 30), '"09:30:00"'),
        (timedelta(minutes=2), '"120s"'),
        (datetime(2026, 4, 22, 9, tzinfo=timezone(timedelta(hours=8))), '"2026-04-22T01:00:00.000000Z"'),
        ({"z", "a"}, '["a","z"]'),
        (("x", {"y": frozenset()}), '["x",{"y":[]}]'),
        ('a\u2028\x01"\\', '"a\u2028\\u0001\\"\\\\"'),
        ("\ud800", '"?"'),
    ],
)
def test_a_value_is_written_in_one_way(value, written):
    assert canonical(plain(value)) == written


@pytest.mark.parametrize("value", [b"x", bytearray(), object(), {"a": object()}])
def test_what_has_no_plain_form_is_refused(value):
    with pytest.raises(TypeError):
        plain(value)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="naive"):
        moment(datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None))
