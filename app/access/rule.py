"""One rule of the policy: a pure question over an actor and facts, with the words that explain it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.access.actor import Actor
from app.text import Text

Check = Callable[[Actor, Any], Text | None]
"""Return None to accept, the reason to refuse."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Tie an action to its check; `allowed_to` and `basis` are printed in docs/reference/access.md.

    `subject` is the class of facts the check needs, None when the actor alone decides. `hides` says
    that a stranger must not even learn that the thing exists.
    """

    action: str
    subject: type | None
    check: Check
    allowed_to: str
    allowed_to_en: str
    basis: str = ""
    guests: bool = False
    hides: bool = False
    step_up: bool = False
