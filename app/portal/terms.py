"""The public calculator: any rule, any date, with the whole derivation. Every date of the site links here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from flask import Blueprint, render_template, request

from app.cases.terms.compute_term import compute_term
from app.clock import local_date
from app.deadlines import RULES, Derivation, LegalTerm, Suspension, explain
from app.deadlines.explain import law_of, title_of
from app.deadlines.month_view import STATE_WORDS, months_of
from app.deadlines.names import month_name, rest_label
from app.edge import current_runtime, public
from app.edge.translate import current_language
from app.errors import InvalidError
from app.text import Text, text

blueprint = Blueprint("terms", __name__)

PAUSES = 3
"""Rows for suspensions that the page offers; an address may hold more of them."""
_MOST_PAUSES = 20


@dataclass
class Question:
    """Hold what the reader asked as typed, and what was wrong with it: field → message."""

    rule: str = ""
    event_on: str = ""
    extension: str = ""
    pauses: list[tuple[str, str]] = field(default_factory=list)
    errors: dict[str, Text] = field(default_factory=dict)

    @property
    def asked(self) -> bool:
        """Tell whether a computation was asked for."""
        return bool(self.event_on) or bool(self.errors)


@blueprint.get("/terms")
@public
def index() -> tuple[str, int]:
    """Show the calculator, and the derivation when a rule and a date are given."""
    question = _read()
    derivation = _compute(question)
    page = render_template(
        "portal/terms.html",
        question=question,
        rules=_by_law(),
        rule=RULES.get(question.rule),
        today=local_date(current_runtime().clock.now()),
        pauses=[*question.pauses, *[("", "")] * (PAUSES - len(question.pauses))],
        **(_shown(derivation) if derivation else {"derivation": None}),
    )
    return page, 422 if question.errors else 200


def _read() -> Question:
    given = request.args
    typed = zip(given.getlist("pause_from"), given.getlist("pause_to"), strict=False)
    pauses = [*typed, *(tuple(span.split(":", 1)) for span in given.getlist("suspended") if ":" in span)]
    return Question(
        rule=given.get("rule", "").strip(),
        event_on=given.get("from", "").strip(),
        extension=given.get("extension", "").strip(),
        pauses=[(a.strip(), b.strip()) for a, b in pauses if a.strip() or b.strip()][:_MOST_PAUSES],
    )


def _compute(question: Question) -> Derivation | None:
    if not question.event_on:
        if question.rule and "submit" in request.args:
            question.errors["from"] = text("请填写日期。")
        return None
    if question.rule not in RULES:
        question.errors["rule"] = text("请选择一项期限。")
    event_on = _day(question.event_on, "from", question)
    suspensions = [_pause(first, last, question) for first, last in question.pauses]
    if question.extension and not (question.extension.isascii() and question.extension.isdigit()):
        question.errors["extension"] = text("延长天数应为整数。")
    if question.errors or event_on is None:
        return None
    try:
        return compute_term(
            current_runtime(),
            question.rule,
            event_on,
            suspensions=[pause for pause in suspensions if pause],
            extension=int(question.extension or 0),
        )
    except InvalidError as error:
        question.errors.update({name: messages[0] for name, messages in error.fields.items()})
        return None


def _day(raw: str, name: str, question: Question) -> date | None:
    try:
        return date.fromisoformat(raw[:10])
    except ValueError:
        question.errors[name] = text("“%(value)s”不是日期，请写成 2026-09-24 的样子。", value=raw[:20])
        return None


def _pause(first: str, last: str, question: Question) -> Suspension | None:
    if not (first and last):
        question.errors["suspended"] = text("中止期间须填写首日和末日。")
        return None
    begins, ends = _day(first, "suspended", question), _day(last, "suspended", question)
    if begins is None or ends is None:
        return None
    try:
        return Suspension(begins, ends)
    except InvalidError as error:
        question.errors["suspended"] = error.message
        return None


def _by_law() -> list[tuple[str, Sequence[LegalTerm]]]:
    ordered = sorted(RULES.values(), key=lambda rule: list(RULES).index(rule.id))
    english = current_language() == "en"
    groups = groupby(ordered, key=lambda rule: rule.law_en if english and rule.law_en else rule.law)
    return [(law, tuple(rules)) for law, rules in groups]


def _shown(derivation: Derivation) -> dict[str, object]:
    language = current_language()
    return {
        "derivation": derivation,
        "title": title_of(derivation, language),
        "law": law_of(derivation, language),
        "sentences": explain(derivation, language),
        "months": [(month_name(m.year, m.month, language), m.weeks) for m in months_of(derivation)],
        "legend": STATE_WORDS,
        "label": lambda name: rest_label("", name, language),
    }
