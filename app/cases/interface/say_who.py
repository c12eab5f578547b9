"""Say to a client for whom it acts and with which rights."""

from dataclasses import dataclass

from app.access.actor import Actor
from app.access.policy import require
from app.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Who:
    """Hold login, name, candidate groups and roles of the account behind a client."""

    login: str
    name: str
    groups: tuple[str, ...]
    roles: tuple[str, ...]


def say_who(runtime: Runtime, actor: Actor) -> Who:  # noqa: ARG001 - every use case takes the runtime first
    """Return for whom a client acts."""
    require(actor, "account.own", None)
    return Who(actor.login, actor.name, tuple(sorted(actor.groups)), tuple(sorted(actor.roles)))


def say_rights(actor: Actor) -> tuple[str, ...]:
    """Return the rights of a client; a person's own token has all that the person has."""
    require(actor, "account.own", None)
    return ("*",) if actor.rights is None else tuple(sorted(actor.rights))
