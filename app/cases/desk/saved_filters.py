"""Keep a filter of the inbox under a name, and forget it again. A filter belongs to one account."""

from collections.abc import Mapping
from urllib.parse import urlencode

from app.access.actor import Actor
from app.access.policy import require
from app.errors import InvalidError, NotFoundError
from app.runtime import Runtime
from app.store import desk
from app.text import text

KEPT = ("box", "q", "process", "step", "due", "sort")
"""The arguments of the inbox a filter remembers; whatever else a post brings is left out."""
LONGEST_NAME = 30
MOST_FILTERS = 20


def save_filter(runtime: Runtime, actor: Actor, name: str, arguments: Mapping[str, str]) -> str:
    """Store the filter and return its query string; one of the same name is replaced.

    Raises InvalidError without a usable name or when there are too many already.
    """
    require(actor, "case.start")
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        message = text("请给筛选起一个名字，最多%(most)s字。", most=LONGEST_NAME)
        raise InvalidError(message, {"name": [message]})
    query = urlencode({key: arguments[key][:100] for key in KEPT if arguments.get(key)})
    key = actor.account_key or 0
    with runtime.transaction() as tx:
        known = {row.name for row in desk.filters_of(tx, key)}
        if name not in known and len(known) >= MOST_FILTERS:
            message = text("最多保存%(most)s个筛选，请先删除不用的。", most=MOST_FILTERS)
            raise InvalidError(message, {"name": [message]})
        desk.save_filter(tx, key, name, query)
    return query


def delete_filter(runtime: Runtime, actor: Actor, filter_key: int) -> None:
    """Forget a filter. Raises NotFoundError when it is not the actor's."""
    require(actor, "case.start")
    with runtime.transaction() as tx:
        if not desk.delete_filter(tx, actor.account_key or 0, filter_key):
            raise NotFoundError(text("没有找到这个筛选"))
