"""登记簿: the registers of official documents as a page, a file and a sheet of paper."""

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import gettext

from app.cases.official.exchange_send import GENRES
from app.cases.official.export_register import Extract, export_register, print_register
from app.cases.official.read_register import EVERY_UNIT, Entry, RegisterRequest, read_register
from app.cases.official.register_words import REGISTERS, STATES, STATES_OF
from app.documents.official import URGENCIES
from app.documents.spreadsheet import csv_bytes, xlsx_bytes
from app.edge import Page, access, current_actor, current_runtime, page_request
from app.edge.translate import translate
from app.web._case_parts import Tab

blueprint = Blueprint("registers", __name__)
SORTS = ("dated", "due")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LATEST_YEAR = 2100


@blueprint.get("/registers")
@access("register.read")
def index() -> str:
    """Show one page of a register."""
    asked, at = _asked(), page_request(sorts=SORTS)
    found = read_register(current_runtime(), current_actor(), asked, size=at.size, offset=at.offset)
    tabs = [
        Tab(url_for("registers.index", register=name), translate(label), name == asked.register, None)
        for name, label in REGISTERS.items()
    ]
    return render_template(
        "registers/index.html",
        found=found,
        asked=asked,
        page=Page(found.entries, found.total, at.page, at.size),
        tabs=tabs,
        genres=GENRES,
        urgencies=URGENCIES,
        states=[(name, STATES[name]) for name in STATES_OF[asked.register]],
        every_unit=EVERY_UNIT,
    )


@blueprint.get("/registers/print")
@access("register.read")
def paper() -> str:
    """Show the register as it is printed."""
    asked = _asked()
    found = print_register(current_runtime(), current_actor(), asked)
    return render_template("registers/print.html", found=found, asked=asked, title=REGISTERS[asked.register])


@blueprint.get("/registers/export")
@access("register.read")
def export() -> Response:
    """Send the register as a file, CSV unless XLSX is asked for."""
    asked = _asked()
    found = export_register(current_runtime(), current_actor(), asked)
    heading, rows = _table(found)
    title = translate(REGISTERS[asked.register])
    make: Callable[[], bytes]
    if request.args.get("format") == "xlsx":
        kind, ending, make = _XLSX, "xlsx", lambda: xlsx_bytes(title, heading, rows)
    else:
        kind, ending, make = "text/csv", "csv", lambda: csv_bytes(heading, rows)
    answer = Response(make(), mimetype=kind)
    answer.headers["Content-Disposition"] = f"attachment; filename={asked.register}.{ending}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _table(found: Extract) -> tuple[list[str], list[Sequence[object]]]:
    heading = [
        gettext("编号"),
        gettext("标题"),
        gettext("文种"),
        gettext("紧急程度"),
        gettext("登记单位"),
        gettext("来文机关和文号"),
        gettext("主送机关"),
        gettext("签发人"),
        gettext("成文日期"),
        gettext("登记日期"),
        gettext("办理期限"),
        gettext("状态"),
        gettext("办结日期"),
    ]
    return heading, [_cells(entry) for entry in found.entries]


def _cells(entry: Entry) -> Sequence[object]:
    return (
        entry.number,
        entry.title,
        entry.genre,
        entry.urgency,
        entry.organ_name,
        entry.from_organ,
        "、".join(entry.to_organs),
        entry.signer,
        entry.dated_on,
        entry.entered_on,
        entry.due_on,
        translate(entry.state),
        entry.closed_on,
    )


def _asked() -> RegisterRequest:
    """Read what is asked for; what makes no sense narrows nothing."""
    args = request.args
    register = args.get("register", "")
    register = register if register in REGISTERS else "outgoing"
    year = args.get("year", type=int)
    state = args.get("state", "")
    return RegisterRequest(
        register=register,
        organ=args.get("organ", "")[:40],
        q=args.get("q", "").strip()[:100],
        year=year if year is not None and 1 < year < _LATEST_YEAR else None,
        genre=args.get("genre", "") if args.get("genre") in GENRES else "",
        state=state if state in STATES else "",
        urgency=args.get("urgency", "") if args.get("urgency") in URGENCIES else "",
        due=args.get("due", "") if args.get("due") in {"late", "week"} else "",
        sort=page_request(sorts=SORTS).sort,
    )
