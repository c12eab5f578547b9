"""Find a case by its number for the person it belongs to; to everybody else it does not exist."""

import re
import unicodedata
from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import allows
from app.cases.moving.facts import row_facts
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


def own_case(tx: Connection, actor: Actor, number: str, action: str = "case.read_public") -> Row[Any]:
    """Return the instance row of the actor's own case; raises NotFoundError alike for a strange and a missing one."""
    head = instances.head_by_number(tx, number)
    # staff get the same answer: on public pages even their number tells nothing about a case
    if head is None or not allows(actor, action, row_facts(head)):
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
