"""Find colleagues by what a person types: logins or full names, several of them apart by commas or lines."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from app.errors import InvalidError
from app.people.names import fold_login
from app.store import people
from app.text import Text, text

_APART = re.compile(r"[\s,，、;；]+")
MOST = 200


def find_staff(tx: Connection, typed: str, field: str) -> Sequence[Row[Any]]:
    """Return the accounts typed, each once, in the order typed.

    Raises InvalidError (at `field`) with one message for each name nobody has, or several have.
    """
    wanted = list(dict.fromkeys(name for name in _APART.split(typed.strip()) if name))
    if not wanted:
        message = text("请填写姓名或登录名。")
        raise InvalidError(message, {field: [message]})
    if len(wanted) > MOST:
        message = text("一次最多填写%(most)s人。", most=MOST)
        raise InvalidError(message, {field: [message]})
    rows = people.staff_called(tx, {*wanted, *(fold_login(name) for name in wanted)})
    found: dict[int, Row[Any]] = {}
    problems: list[Text] = []
    for name in wanted:
        called = [row for row in rows if row.login == fold_login(name)] or [r for r in rows if r.name == name]
        if len(called) == 1:
            found[called[0].key] = called[0]
        elif called:
            logins = "、".join(sorted(row.login for row in called))
            problems.append(
                text("有多人名为“%(name)s”，请改填登录名：%(logins)s。", name=name, logins=logins)
            )
        else:
            problems.append(text("没有名为“%(name)s”的在用工作人员。", name=name))
    if problems:
        raise InvalidError(text("有的人员没有找到。"), {field: problems})
    return list(found.values())


def find_one(tx: Connection, typed: str, field: str, *, but: int | None = None) -> Row[Any]:
    """Return the one colleague typed; raises InvalidError as `find_staff`, for several, and for oneself (`but`)."""
    found = find_staff(tx, typed, field)
    message: Text | None = None
    if len(found) > 1:
        message = text("这里只能填写一个人。")
    elif found[0].key == but:
        message = text("不能填写本人。")
    if message is not None:
        raise InvalidError(message, {field: [message]})
    return found[0]
