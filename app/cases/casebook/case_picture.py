"""The live picture of a case: the drawing of its version with the states of its elements, and the same in words."""

from dataclasses import dataclass

from app.access.actor import Actor
from app.cases.casebook.progress import element_states
from app.cases.moving.get_case import get_case
from app.catalog.resolve import resolve_package
from app.diagrams import Step, describe, render_svg
from app.runtime import Runtime


@dataclass(frozen=True)
class CasePicture:
    """Hold SVG text of our own making, the steps in words, and the version of the drawing.

    `now` is the part of the picture around what is open, empty when nothing is.
    """

    svg: str
    now: str
    steps: tuple[Step, ...]
    version: int


def read_picture(runtime: Runtime, actor: Actor, key: int, *, locale: str) -> CasePicture:
    """Return the live picture of a case for the office; raises as the policy says."""
    with runtime.read() as tx:
        head, _facts = get_case(tx, actor, key)
        package = resolve_package(runtime, tx, head.definition_key)
        states = element_states(runtime, tx, package.definition, key)
    around = [i for i, state in states.items() if state in {"active", "overdue", "waiting"}]
    return CasePicture(
        render_svg(package.drawing, states=states, locale=locale, title=head.title),
        render_svg(
            package.drawing, states=states, locale=locale, title=head.title, around=around, prefix="now"
        )
        if around
        else "",
        describe(package.drawing, states, locale),
        package.version,
    )
