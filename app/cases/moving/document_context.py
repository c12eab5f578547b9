"""What document and message templates may speak of: the case, what was submitted, its terms, today.

docs/decisions/070 names the context; a template that asks for more fails instead of leaving a gap.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Row

from app.cases.moving.submissions import submitted_values
from app.clock import local_date
from app.crypto import mask_name
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import people, terms
from app.text import text

_TRACKING_PATH = "/track"
_HIDDEN_TITLE = "（内容不在通知中显示）"
_HIDDEN_TITLE_EN = "(not shown in notices)"


def document_context(
    runtime: Runtime, tx: Connection, head: Row[Any], *, code: str | None = None
) -> dict[str, Any]:
    """Return the context of a document: full names, everything submitted.

    `code` is the 查询码, which only the slip that is printed at the counter shows.
    """
    case = _case(runtime, tx, head)
    case["applicant"]["name"] = applicant_name(runtime, head)
    if code is not None:
        case["code"] = code
    return {
        "case": case,
        "number": head.number,
        "data": submitted_values(runtime, tx, head.key),
        "variables": head.variables,
        "terms": _terms(tx, head.key),
        "today": local_date(runtime.clock.now()).isoformat(),
        "office": case["unit_name"],
        "unit_name": _unit_names(tx),
    }


def message_context(
    runtime: Runtime,
    tx: Connection,
    head: Row[Any],
    *,
    outside: bool,
    desk: bool = False,
    english: bool = False,
) -> dict[str, Any]:
    """Return the context of a message: names masked and nothing that was submitted.

    `desk` leads the reader to the desk instead of to the tracking page; `english` names units in English.

    `outside` is a message that leaves the house (e-mail, SMS); of an accusation it does not even tell
    the title (信访工作条例 第三十条: 不得将检举、揭发材料透露给被检举、揭发的人员或者单位).
    """
    case = _case(runtime, tx, head, english=english)
    case["applicant"]["name"] = mask_name(applicant_name(runtime, head))
    if desk:
        case["url"] = runtime.settings.site_url
    if outside and head.restricted:
        case["title"] = _HIDDEN_TITLE_EN if english else _HIDDEN_TITLE
    return {
        "case": case,
        "terms": _terms(tx, head.key),
        "today": local_date(runtime.clock.now()).isoformat(),
        "office": case["unit_name"],
    }


def applicant_name(runtime: Runtime, head: Row[Any]) -> str:
    """Return the applicant's name in full."""
    name: str = runtime.keys.decrypt(
        head.applicant_name, table="instance", column="applicant_name", key=head.key
    )
    return name


def _case(runtime: Runtime, tx: Connection, head: Row[Any], *, english: bool = False) -> dict[str, Any]:
    codes = {code for code in (head.unit, head.intake_unit) if code}
    locale = "en" if english else "zh"
    names = {code: name.in_language(locale) for code, name in people.unit_names(tx, codes).items()}
    unit, intake = head.unit or head.intake_unit, head.intake_unit or head.unit
    return {
        "number": head.number,
        "title": head.title,
        "channel": head.channel,
        "received_on": head.received_on.isoformat(),
        "unit": unit,
        "unit_name": names.get(unit or "", unit or ""),
        "intake_unit_name": names.get(intake or "", intake or ""),
        "url": runtime.settings.site_url.rstrip("/") + _TRACKING_PATH,
        "applicant": {"kind": head.applicant_kind},
    }


def _terms(tx: Connection, instance_key: int) -> Mapping[str, Mapping[str, Any]]:
    # of two terms of one element the newer one counts: it may have been entered again
    return {
        row.element_id: {
            "rule": row.rule,
            "event_on": row.event_on.isoformat(),
            "legal_on": row.legal_on.isoformat(),
            "target_on": row.target_on.isoformat(),
            "extension": row.extension,
            "state": row.state,
        }
        for row in terms.terms_of(tx, instance_key)
    }


def _unit_names(tx: Connection) -> Callable[[str], str]:
    names: dict[str, str] = {row.code: row.name for row in people.units(tx)}

    def unit_name(code: str) -> str:
        if code not in names:
            raise NotFoundError(text("没有代码为 %(code)s 的单位", code=code))
        return names[code]

    return unit_name
