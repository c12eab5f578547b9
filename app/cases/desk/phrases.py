"""Common phrases (常用意见) a clerk puts into a form: a few that everybody has, and one's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.access.actor import Actor
from app.access.policy import require
from app.errors import InvalidError, NotFoundError
from app.runtime import Runtime
from app.store import desk
from app.text import Text, text

LONGEST = 500
MOST = 50
DEFAULTS = (
    "同意。",
    "拟同意，请领导审定。",
    "请按规定办理，并在期限内答复信访人。",
    "经调查核实，反映的情况属实。",
    "经调查核实，反映的情况部分属实。",
    "经调查核实，反映的情况不属实，已向信访人说明。",
    "材料不齐，请补充后再行研究。",
)
"""Written into documents as they stand, so they are content, not interface text: never translated."""
_COMMON = "c"


@dataclass(frozen=True)
class Phrase:
    """Hold a phrase; `token` names it in a form, `key` is None for those everybody has."""

    token: str
    body: str
    key: int | None = None


def list_phrases(runtime: Runtime, actor: Actor) -> Sequence[Phrase]:
    """Return the actor's own phrases, the most used first."""
    require(actor, "case.start")
    with runtime.read() as tx:
        return own_phrases(tx, actor)


def own_phrases(tx: Connection, actor: Actor) -> Sequence[Phrase]:
    """Return the actor's own phrases within the caller's transaction."""
    rows = desk.phrases_of(tx, actor.account_key or 0)
    return [Phrase(str(row.key), row.body, row.key) for row in rows]


def common_phrases() -> Sequence[Phrase]:
    """Return the phrases everybody has."""
    return [Phrase(f"{_COMMON}{number}", body) for number, body in enumerate(DEFAULTS)]


def add_phrase(runtime: Runtime, actor: Actor, body: str) -> None:
    """Keep a new phrase. Raises InvalidError when it is empty, too long, or one too many."""
    require(actor, "case.start")
    body = _checked(body)
    with runtime.transaction() as tx:
        if desk.count_phrases(tx, actor.account_key or 0) >= MOST:
            raise _invalid(text("最多保存%(most)s条常用意见，请先删除不用的。", most=MOST))
        desk.add_phrase(tx, actor.account_key or 0, body)


def change_phrase(runtime: Runtime, actor: Actor, key: int, body: str) -> None:
    """Write new words for one of the actor's phrases."""
    require(actor, "case.start")
    body = _checked(body)
    with runtime.transaction() as tx:
        if not desk.change_phrase(tx, actor.account_key or 0, key, body):
            raise _missing()


def delete_phrase(runtime: Runtime, actor: Actor, key: int) -> None:
    """Forget one of the actor's phrases."""
    require(actor, "case.start")
    with runtime.transaction() as tx:
        if not desk.delete_phrase(tx, actor.account_key or 0, key):
            raise _missing()


def take_phrase(runtime: Runtime, actor: Actor, token: str) -> str:
    """Return the words a token stands for and count the use; an unknown token gives an empty text."""
    require(actor, "case.start")
    for common in common_phrases():
        if common.token == token:
            return common.body
    with runtime.transaction() as tx:
        found = next((one for one in own_phrases(tx, actor) if one.token == token), None)
        if found is None or found.key is None:
            return ""
        desk.count_use(tx, actor.account_key or 0, found.key)
        return found.body


def _checked(body: str) -> str:
    body = body.replace("\r\n", "\n").strip()
    if not body:
        raise _invalid(text("请填写常用意见。"))
    if len(body) > LONGEST:
        raise _invalid(text("常用意见最多%(most)s字。", most=LONGEST))
    return body


def _invalid(message: Text) -> InvalidError:
    return InvalidError(message, {"body": [message]})


def _missing() -> NotFoundError:
    return NotFoundError(text("没有找到这条常用意见"))
