"""`flask terms`: legal terms on the command line. It computes and prints; it changes nothing."""

from collections.abc import Sequence
from datetime import date

import click
from flask import current_app
from flask.cli import AppGroup

from app.cases.terms.compute_term import compute_term
from app.cli._options import DAY, SPAN, say_json
from app.deadlines import RULES, Suspension, explain
from app.deadlines.record import derivation_record, rule_record
from app.errors import InvalidError

group = AppGroup("terms", help="Legal terms: list the rules, compute a date and its derivation.")

_OPTION = {"rule": "RULE", "from": "--from", "suspended": "--suspended", "extension": "--extension"}


@group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_rules(*, as_json: bool) -> None:
    """List every rule with its length, who is obliged, and its source."""
    if as_json:
        say_json([rule_record(rule) for rule in RULES.values()])
        return
    width = max(len(name) for name in RULES)
    for rule in RULES.values():
        unit = "wd" if rule.unit == "working" else "d"
        length = f"{rule.days} {unit}"
        click.echo(f"{rule.id:<{width}}  {length:>6}  {rule.obliged:<8}  {rule.title}  {rule.citation}")


@group.command("compute")
@click.argument("rule")
@click.option("--from", "event_on", type=DAY, required=True, help="Day of the event; it is not counted.")
@click.option("--suspended", type=SPAN, multiple=True, help="FROM:TO, both days counted; may be repeated.")
@click.option(
    "--extension", type=click.IntRange(min=0), default=0, help="Days granted on top, in the rule's unit."
)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of dates in the sentences."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def compute_rule(
    rule: str,
    event_on: date,
    suspended: Sequence[tuple[date, date]],
    extension: int,
    lang: str,
    *,
    as_json: bool,
) -> None:
    """Compute when RULE ends if its event was on a day, with every day skipped and why.

    legal_on is the raw legal day; target_on the adjusted one: the last working day on or before it for a duty of
    an office, the first working day on or after it for a right of a citizen.
    """
    try:
        derivation = compute_term(
            current_app.extensions["runtime"],
            rule,
            event_on,
            suspensions=[Suspension(first, last) for first, last in suspended],
            extension=extension,
        )
    except InvalidError as error:
        field, messages = next(iter(error.fields.items()))
        raise click.BadParameter(str(messages[0]), param_hint=_OPTION.get(field, field)) from error
    if as_json:
        say_json(derivation_record(derivation))
        return
    for sentence in explain(derivation, lang):
        click.echo(str(sentence))
