"""`/api/terms`: legal terms for programs, open to everybody. The keys are those of `flask terms … --json`."""

from datetime import date
from typing import Any

from flask import Blueprint, request

from app.cases.terms.compute_term import compute_term
from app.deadlines import RULES, Suspension, explain
from app.deadlines.record import derivation_record, rule_record
from app.edge import current_runtime, public
from app.edge.translate import current_language, translate
from app.errors import InvalidError, NotFoundError
from app.text import text

blueprint = Blueprint("api_terms", __name__, url_prefix="/api/terms")


@blueprint.get("")
@public
def index() -> list[dict[str, Any]]:
    """Return every rule with its source."""
    return [rule_record(rule) for rule in RULES.values()]


@blueprint.get("/<rule>")
@public
def show(rule: str) -> dict[str, Any]:
    """Compute a rule from `?from=DATE[&suspended=FROM:TO …][&extension=N]`; without `from` return the rule."""
    if rule not in RULES:
        raise NotFoundError(text("没有编号为 %(rule)s 的期限规则。", rule=rule))
    if "from" not in request.args:
        return rule_record(RULES[rule])
    derivation = compute_term(
        current_runtime(),
        rule,
        read_day(request.args["from"], "from"),
        suspensions=[read_span(span) for span in request.args.getlist("suspended")],
        extension=_read_extension(request.args.get("extension", "0")),
    )
    sentences = [translate(sentence) for sentence in explain(derivation, current_language())]
    return {**derivation_record(derivation), "explanation": sentences}


def read_day(raw: str, field: str) -> date:
    """Return a day written YYYY-MM-DD; InvalidError naming the field otherwise."""
    try:
        return date.fromisoformat(raw.strip()[:10])
    except ValueError:
        message = text("“%(value)s”不是日期，请写成 2026-09-24 的样子。", value=raw[:20])
        raise InvalidError(message, {field: [message]}) from None


def read_span(raw: str) -> Suspension:
    """Return a suspension written FROM:TO; InvalidError naming `suspended` otherwise."""
    first, _, last = raw.partition(":")
    return Suspension(read_day(first, "suspended"), read_day(last, "suspended"))


def _read_extension(raw: str) -> int:
    if raw.isascii() and raw.isdigit() and len(raw) <= 4:
        return int(raw)
    message = text("延长天数应为整数。")
    raise InvalidError(message, {"extension": [message]})
