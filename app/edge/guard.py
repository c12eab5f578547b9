"""Every route says who may come: `@public`, `@signed_in` or `@access("action")`. None said: nobody may.

Actions that the actor alone decides are enforced here; where a case or task decides, the use case asks
the policy with the facts. A contract test walks every route.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from flask import Flask, current_app, request, url_for
from werkzeug.wrappers import Response

from app.access.policy import RULES, allows, require
from app.edge.context import current_actor, current_session
from app.edge.htmx import see_other
from app.errors import ForbiddenError, SignInRequiredError
from app.text import text

View = TypeVar("View", bound=Callable[..., Any])
_ALWAYS_OPEN = ("auth.", "account.password", "static", "preferences.", "health.")


@dataclass(frozen=True, slots=True)
class Declaration:
    """Say who may come to a route; one of `actions` is enough."""

    kind: Literal["public", "signed_in", "action"]
    actions: tuple[str, ...] = ()


def public(view: View) -> View:
    """Declare that everybody may come."""
    return _declare(view, Declaration("public"))


def signed_in(view: View) -> View:
    """Declare that everybody with an account may come, to what is their own."""
    return _declare(view, Declaration("signed_in"))


def access(*actions: str) -> Callable[[View], View]:
    """Declare the actions of the policy, one of which lets in; KeyError for an unknown one."""
    for action in actions:
        RULES[action]
    return lambda view: _declare(view, Declaration("action", actions))


def declaration_of(view: Callable[..., Any]) -> Declaration | None:
    """Return what a view function declared, None when nothing."""
    found = getattr(view, "access_declaration", None)
    return found if isinstance(found, Declaration) else None


def install(app: Flask) -> None:
    """Check the declaration before every view."""
    app.before_request(_check)


def _declare(view: View, declaration: Declaration) -> View:
    target: Any = view
    # a bound method such as Flask's static view takes no attributes
    if hasattr(target, "__func__"):
        bound = target

        def target(**arguments: Any) -> Any:
            return bound(**arguments)

    target.access_declaration = declaration
    result: View = target
    return result


def _check() -> Response | None:
    if request.endpoint is None:
        return None
    declaration = declaration_of(current_app.view_functions[request.endpoint])
    if declaration is None:
        raise ForbiddenError(text("此页面没有声明访问权限，不予开放"))
    if declaration.kind == "public":
        return None
    if declaration.kind == "signed_in":
        if current_actor().account_key is None:
            raise SignInRequiredError(text("请先登录"))
    else:
        _check_actions(declaration.actions)
    if current_session().must_change_password and not request.endpoint.startswith(_ALWAYS_OPEN):
        return see_other(url_for("account.password"))
    return None


def _check_actions(actions: tuple[str, ...]) -> None:
    actor = current_actor()
    rules = [RULES[action] for action in actions]
    if actor.kind == "guest" and not any(rule.guests for rule in rules):
        raise SignInRequiredError(text("请先登录"))
    if any(rule.subject is not None for rule in rules):
        return
    if not any(allows(actor, action) for action in actions):
        require(actor, actions[0])
