"""The one policy: may this actor do this to that? Pure functions over frozen facts.

Every use case asks `require` before it changes or shows anything; screens ask `allows` for what to
offer. `app.access.table` is the whole policy; docs/reference/access.md is printed from it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from app.access import case_rules
from app.access.actor import Actor
from app.access.facts import CaseFacts, DocumentFacts, TaskFacts, TermFacts
from app.access.interface_rights import permits
from app.access.rule import Rule
from app.access.table import TABLE
from app.errors import ForbiddenError, NotFoundError, SignInRequiredError
from app.text import Text, text

RULES: Mapping[str, Rule] = MappingProxyType({rule.action: rule for rule in TABLE})


class StepUpRequiredError(SignInRequiredError):
    """Say that the person is known but must prove it once more before signing."""


class SecondFactorRequiredError(StepUpRequiredError):
    """Say that the person must set up one-time codes before signing anything."""


def refusal(actor: Actor, action: str, subject: object = None) -> Text | None:
    """Return why the actor may not do this, None when it may; KeyError for an unknown action.

    Raises TypeError when the facts are of the wrong kind: a policy that guesses is no policy.
    """
    rule = RULES[action]
    if rule.subject is not None and not isinstance(subject, (rule.subject, type(None))):
        message = f"{action} needs {rule.subject.__name__}, got {type(subject).__name__}"
        raise TypeError(message)
    if rule.subject in (CaseFacts, TaskFacts, DocumentFacts, TermFacts) and subject is None and rule.hides:
        message = f"{action} needs {rule.subject.__name__}"
        raise TypeError(message)
    if actor.rights is not None and not permits(actor.rights, action):
        return text("此接口客户端没有这项权限（%(action)s）", action=action)
    return rule.check(actor, subject)


def allows(actor: Actor, action: str, subject: object = None) -> bool:
    """Say whether the actor may do this: for menus and buttons."""
    return refusal(actor, action, subject) is None


def require(actor: Actor, action: str, subject: object = None) -> None:
    """Raise unless the actor may do this.

    SignInRequiredError for a guest where signing in could help, NotFoundError where a stranger must
    not learn that the thing exists, ForbiddenError with the reason otherwise; StepUpRequiredError where
    the action is to be confirmed by a fresh proof of identity.
    """
    reason = refusal(actor, action, subject)
    rule = RULES[action]
    if reason is None:
        if rule.step_up:
            require_step_up(actor)
        return
    if actor.kind == "guest" and not rule.guests:
        raise SignInRequiredError(text("请先登录"))
    if rule.hides and _must_not_know(actor, subject):
        raise NotFoundError(text("没有找到您要的内容"))
    raise ForbiddenError(reason)


def require_step_up(actor: Actor) -> None:
    """Raise StepUpRequiredError unless the person proved who they are in the last minutes (签署前验证)."""
    if actor.kind == "system" or actor.stepped_up:
        return
    if actor.account_key is None:
        raise SignInRequiredError(text("请先登录"))
    raise StepUpRequiredError(text("签署前请再次验证身份"))


def require_signature(actor: Actor) -> None:
    """Raise unless the person may put a signature now: a one-time code set up, and given in the last minutes.

    SecondFactorRequiredError without one-time codes, because a password alone signs nothing;
    StepUpRequiredError while the last code is too old (GB/T 22239-2019 8.1.4.1 d).
    """
    if actor.account_key is not None and not actor.second_factor:
        raise SecondFactorRequiredError(text("签署须用一次性验证码，请先设置两步验证"))
    require_step_up(actor)


def _must_not_know(actor: Actor, subject: object) -> bool:
    case = subject if isinstance(subject, CaseFacts) else getattr(subject, "case", None)
    if not isinstance(case, CaseFacts) or actor.kind != "staff":
        return True
    return case.restricted or case_rules.is_accused(actor, case)
