"""Types of options that several commands share: dates, spans of days, JSON output."""

import json
from datetime import date
from typing import Any

import click


class DayType(click.ParamType[date]):
    """Read a local day, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day; a wrong text fails naming the option."""
        if isinstance(value, date):
            return value
        try:
            return (
                date.fromisoformat(value)
                if len(value) == len("2026-01-01")
                else self._refuse(value, param, ctx)
            )
        except ValueError:
            return self._refuse(value, param, ctx)

    def _refuse(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        self.fail(f"{value!r} is not a date; write YYYY-MM-DD, e.g. 2026-09-24", param, ctx)


class SpanType(click.ParamType[tuple[date, date]]):
    """Read two local days joined by a colon, both counted."""

    name = "from:to"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[date, date]:
        """Return first and last day; a wrong text fails naming the option."""
        if isinstance(value, tuple):
            return value
        first, colon, last = value.partition(":")
        if not colon:
            self.fail(f"{value!r} has no colon; write FROM:TO, e.g. 2026-09-07:2026-09-11", param, ctx)
        span = DAY.convert(first, param, ctx), DAY.convert(last, param, ctx)
        if span[1] < span[0]:
            self.fail(f"{value!r} ends before it starts", param, ctx)
        return span


DAY = DayType()
SPAN = SpanType()


def say_json(value: object) -> None:
    """Print a value as JSON, Chinese readable."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
