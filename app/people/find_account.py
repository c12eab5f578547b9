"""Find an account exactly: by its login, or by a phone or identity number that is stored encrypted."""

from app.access.actor import Actor
from app.access.policy import require
from app.errors import NotFoundError
from app.people.names import fold_id, fold_login, fold_phone
from app.runtime import Runtime
from app.store import people
from app.text import text


def account_key_of(runtime: Runtime, actor: Actor, login: str) -> int:
    """Return the key of the account with this login; NotFoundError when there is none."""
    require(actor, "people.read")
    with runtime.read() as tx:
        row = people.account_by_login(tx, fold_login(login))
    if row is None:
        raise NotFoundError(text("没有登录名为 %(login)s 的账号", login=login))
    key: int = row.key
    return key


def accounts_by_number(runtime: Runtime, actor: Actor, number: str) -> tuple[int, ...]:
    """Return the keys of the accounts with exactly this phone or identity number.

    The numbers are encrypted; their keyed blind index tells equal from unequal and nothing else.
    """
    require(actor, "people.read")
    keys = runtime.keys
    phone_index = keys.blind_index(fold_phone(number), purpose="phone")
    id_index = keys.blind_index(fold_id(number), purpose="id")
    with runtime.read() as tx:
        rows = people.accounts_by_index(tx, phone_index=phone_index, id_index=id_index)
    return tuple(row.key for row in rows)
