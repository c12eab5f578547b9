"""Find a case by its number for the person it belongs to; to everybody else it does not exist."""

import re
import unicodedata
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.facts import CaseFacts
from app.access.policy import allows
from app.errors import NotFoundError
from app.runtime import Runtime
from app.store import instances
from app.text import text

_BRACKETS = str.maketrans(dict.fromkeys("[(【［（<〈", "〔") | dict.fromkeys("])】］）>〉", "〕"))
_MOST_SIGNS = 60


def normalise_number(entered: str) -> str:
    """Return a case number as it was issued: width, blanks and kinds of brackets do not matter."""
    folded = unicodedata.normalize("NFKC", entered[: 2 * _MOST_SIGNS].translate(_BRACKETS))
    plain = re.sub(r"\s", "", folded.translate(_BRACKETS))[:_MOST_SIGNS]
    return f"{plain}号" if re.search(r"〕\d+$", plain) else plain


def applicant_facts(head: Row[Any]) -> CaseFacts:
    """Return what the rules for applicants ask about a case; needs no query."""
    return CaseFacts(
        instance_key=head.key,
        process_id=head.process_id,
        unit=head.unit,
        intake_unit=head.intake_unit,
        restricted=head.restricted,
        accused_unit=head.accused_unit,
        applicant_key=head.applicant_key,
        actor_key=head.actor_key,
        ended=head.status in {"completed", "terminated"},
    )


def own_case(tx: Connection, actor: Actor, number: str, action: str = "case.read_public") -> Row[Any]:
    """Return the instance row of the actor's own case; raises NotFoundError alike for a strange and a missing one."""
    head = instances.head_by_number(tx, number)
    # staff get the same answer: on public pages even their number tells nothing about a case
    if head is None or not allows(actor, action, applicant_facts(head)):
        raise NotFoundError(text("没有找到您要的内容"))
    return head


def is_own_case(runtime: Runtime, actor: Actor, number: str) -> bool:
    """Say whether the actor may see the case with this number."""
    with runtime.read() as tx:
        try:
            own_case(tx, actor, number)
        except NotFoundError:
            return False
    return True
