"""The working calendar for the system administrator: versions, years, and the import of a yearly notice."""

from calendar import Calendar as WeekRule
from datetime import date

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.cases.terms.import_calendar import import_calendar
from app.cases.terms.preview_calendar import preview_calendar
from app.cases.terms.read_calendars import list_versions, read_year
from app.clock import local_date
from app.deadlines import Calendar
from app.deadlines.names import month_name, rest_label
from app.edge import access, current_actor, current_runtime, see_other
from app.edge.translate import current_language
from app.errors import InvalidError
from app.text import text

blueprint = Blueprint("calendar", __name__)

_FIRST_YEAR, _LAST_YEAR = 2004, 2100
_WEEKS = WeekRule(firstweekday=0)


@blueprint.get("/calendar")
@access("calendar.publish")
def index() -> str:
    """Show the versions, and one year month by month."""
    runtime, actor = current_runtime(), current_actor()
    asked = request.args.get("year", "")
    this_year = local_date(runtime.clock.now()).year
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else this_year
    year = min(max(year, _FIRST_YEAR), _LAST_YEAR)
    calendar, shown = read_year(runtime, actor, year)
    return render_template(
        "calendar/index.html",
        versions=list_versions(runtime, actor),
        shown=shown,
        months=_months(calendar, year),
        label=lambda day: rest_label(day.kind, day.name, current_language()),
        this_year=this_year,
    )


@blueprint.get("/calendar/import")
@access("calendar.publish")
def import_form() -> str:
    """Ask for the file of a notice."""
    return render_template("calendar/import.html", problem=None, origin="")


@blueprint.post("/calendar/import")
@access("calendar.publish")
def preview() -> str | tuple[str, int]:
    """Show what the notice would move; nothing is stored yet."""
    origin = request.form.get("origin", "").strip()
    file = request.files.get("file")
    source = file.read() if file is not None else b""
    try:
        _require_input(origin, source)
        found = preview_calendar(current_runtime(), current_actor(), source)
    except InvalidError as error:
        return render_template("calendar/import.html", problem=error, origin=origin), 422
    lines = [f"{day.on.isoformat()},{day.kind},{day.name}" for day in found.notice.days]
    csv = "\n".join(["date,kind,name", *lines]) + "\n"
    return render_template("calendar/preview.html", found=found, origin=origin, csv=csv)


@blueprint.post("/calendar/import/confirm")
@access("calendar.publish")
def confirm() -> Response:
    """Import what was previewed."""
    base = request.form.get("base", "")
    done = import_calendar(
        current_runtime(),
        current_actor(),
        request.form.get("csv", "").encode(),
        origin=request.form.get("origin", ""),
        base=int(base) if base.isascii() and base.isdigit() else -1,
    )
    if done.more:
        flash(gettext("已导入 %(version)s；其余办件正在后台重新计算。", version=done.version), "good")
    else:
        said = gettext("已导入 %(version)s；%(count)s 件办件的日期有变动，已通知有关人员。",
                       version=done.version, count=len(done.moved))  # fmt: skip
        flash(said, "good")
    return see_other(url_for("calendar.index", year=done.year))


def _require_input(origin: str, source: bytes) -> None:
    if not origin:
        message = text("请写明放假安排的来源，例如文号。")
        raise InvalidError(message, {"origin": [message]})
    if not source:
        message = text("请选择放假安排文件（CSV）。")
        raise InvalidError(message, {"file": [message]})


def _months(calendar: Calendar, year: int) -> list[tuple[str, list[list[tuple[date, bool, str] | None]]]]:
    """Return name and weeks of each month; a day is (date, is a working day, name of its holiday)."""
    language = current_language()

    def cell(day: date, month: int) -> tuple[date, bool, str] | None:
        if day.month != month:
            return None
        special = calendar.special(day)
        name = rest_label(special.kind, special.name, language) if special else ""
        return day, calendar.is_working_day(day), name

    return [
        (
            month_name(year, month, language),
            [[cell(day, month) for day in week] for week in _WEEKS.monthdatescalendar(year, month)],
        )
        for month in range(1, 13)
    ]
