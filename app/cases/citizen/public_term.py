"""How a date of a citizen's own case was computed."""

from dataclasses import dataclass

from app.access.actor import Actor
from app.cases.casebook.case_terms import CaseTerm
from app.cases.citizen.own_case import own_case
from app.cases.citizen.public_case import public_terms
from app.catalog.resolve import resolve_package
from app.deadlines import explain
from app.errors import NotFoundError
from app.runtime import Runtime
from app.text import Text, text


@dataclass(frozen=True, slots=True)
class PublicDerivation:
    """Hold a term of a case with the sentences that say how its date came about."""

    number: str
    title: str
    term: CaseTerm
    sentences: tuple[Text, ...]


def read_public_term(
    runtime: Runtime, actor: Actor, number: str, place: int, locale: str
) -> PublicDerivation:
    """Return one term of the actor's own case; raises NotFoundError when it has none at this place."""
    with runtime.read() as tx:
        head = own_case(tx, actor, number)
        package = resolve_package(runtime, tx, head.definition_key)
        for one in public_terms(runtime, tx, head.key, package):
            if one.place == place:
                sentences = explain(one.term.derivation, locale)
                return PublicDerivation(head.number, head.title, one.term, sentences)
    raise NotFoundError(text("没有找到您要的内容"))
