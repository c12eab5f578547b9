"""Who vouches for a person: the local password, or a directory or provider an office already has.

A provider answers one question, "who is it?", and knows nothing of roles: those stay here, so that a
directory's administrator cannot appoint a security administrator.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection, Row

from app.people.names import fold_login, fold_phone, is_mobile
from app.people.password import hash_password, needs_new_hash, verify_password
from app.runtime import Runtime
from app.store import people


@dataclass(frozen=True, slots=True)
class Identity:
    """Name a person as a provider knows them; `strong` when it asked for a second factor itself."""

    provider: str
    external_id: str
    account_key: int | None = None
    name: str = ""
    strong: bool = False


class IdentityProvider(Protocol):
    """Check a login and a secret (a password, or the code of a redirect) and say who it is."""

    name: str

    def authenticate(self, runtime: Runtime, login: str, secret: str) -> Identity | None:
        """Return the person, None when the proof fails; raise only when the provider cannot be reached."""
        ...


class LocalIdentity:
    """Check the password kept here; staff by login, citizens by mobile number too."""

    name = "local"

    def authenticate(self, runtime: Runtime, login: str, secret: str) -> Identity | None:
        """Return the account's identity when the password is right; takes as long when there is none."""
        with runtime.read() as tx:
            row = find_by_login_or_phone(runtime, tx, login)
        if not verify_password(secret, row.password_hash if row is not None else None) or row is None:
            return None
        if needs_new_hash(row.password_hash):
            with runtime.transaction() as tx:
                people.change_account(tx, row.key, {"password_hash": hash_password(secret)})
        return Identity("local", str(row.key), account_key=row.key, name=row.name)


def find_by_login_or_phone(runtime: Runtime, tx: Connection, entered: str) -> Row[Any] | None:
    """Return the local account for what was typed into 登录名: a login, or a citizen's mobile number."""
    phone = fold_phone(entered)
    if is_mobile(phone):
        index = runtime.keys.blind_index(phone, purpose="phone")
        found = [row for row in people.accounts_by_index(tx, phone_index=index) if row.kind == "citizen"]
        return found[0] if len(found) == 1 else None
    return people.account_by_login(tx, fold_login(entered))


def account_of(tx: Connection, identity: Identity) -> Row[Any] | None:
    """Return the account an identity belongs to; none is made on the fly, access is granted beforehand."""
    if identity.account_key is not None:
        return people.find_account(tx, identity.account_key)
    return people.account_by_external(tx, identity.provider, identity.external_id)
