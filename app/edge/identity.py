"""Tie Flask-Login to our session rows: the cookie holds a random token, everything else is in the row."""

from typing import cast

from flask import Flask, Request, request
from flask import session as cookie
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, login_user, logout_user
from werkzeug.datastructures import Authorization

from app.access.actor import Actor
from app.edge.context import client_address, current_runtime, current_session
from app.people.api_clients import client_by_access_token, client_by_secret
from app.people.session import NO_SESSION, Session, load_session, load_token
from app.people.session import open_case as open_case_in_session
from app.people.sign_out import end_own_session
from app.runtime import Runtime

# "filing": a petition begun as a guest goes on after signing in
_KEPT_ACROSS_SIGN_IN = ("kept_form", "kept_path", "filing")


class SessionUser(UserMixin):  # type: ignore[misc]
    """Give Flask-Login the person behind a session row; its id is the session's token."""

    def __init__(self, session: Session, token: str) -> None:
        self.session = session
        self._token = token

    @property
    def is_authenticated(self) -> bool:
        """Say whether somebody is fully signed in (an opened case alone is not enough)."""
        return self.session.actor.account_key is not None

    def get_id(self) -> str:
        """Return the token that Flask-Login keeps in the cookie."""
        return self._token


class GuestUser(AnonymousUserMixin):  # type: ignore[misc]
    """Stand for a visitor without a session row."""

    session = NO_SESSION


def install(app: Flask, runtime: Runtime) -> None:
    """Load the person of each request from the session row, or from a bearer token."""
    app.secret_key = runtime.keys.seal("cookie", purpose="flask")
    secure = runtime.settings.secure_cookies
    app.config.update(
        SESSION_COOKIE_NAME="__Host-luoshu" if secure else "luoshu",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        REMEMBER_COOKIE_NAME="luoshu_unused",
    )
    manager = LoginManager()
    # the row's token is the protection; the address of a phone changes while its owner rides a bus
    manager.session_protection = None
    manager.anonymous_user = GuestUser
    manager.request_loader(_load_user)
    manager.init_app(app)


def _load_user(asked: Request) -> SessionUser | None:
    runtime, address = current_runtime(), client_address()
    if asked.authorization is not None:
        # never mixed with the cookie: a request that names a token is judged by it alone
        actor = _by_authorization(runtime, asked.authorization, address)
        return None if actor is None else SessionUser(Session(None, "full", actor, actor.account_key), "")
    token = cookie.get("_user_id")
    if not isinstance(token, str) or not token:
        return None
    session = load_session(runtime, token, address=address)
    if session.key is None:
        return None
    return SessionUser(session, token)


def _by_authorization(runtime: Runtime, given: Authorization, address: str) -> Actor | None:
    """Return who sent an Authorization header: a client by id and secret or access token, or a person's token."""
    if given.type == "basic":
        return client_by_secret(runtime, given.username or "", given.password or "", address=address)
    if given.type != "bearer" or not given.token:
        return None
    return client_by_access_token(runtime, given.token, address=address) or load_token(
        runtime, given.token, address=address
    )


def login_session(token: str) -> None:
    """Put a session row's token into the cookie, with a new form token: nothing of the old session stays."""
    kept = {name: cookie[name] for name in _KEPT_ACROSS_SIGN_IN if name in cookie}
    cookie.clear()
    cookie.update(kept)
    session = load_session(current_runtime(), token, address=client_address())
    # whose input is kept when this session ends before the form is sent
    cookie["last_account"] = session.account_key
    login_user(SessionUser(session, token), force=True)


def sign_out() -> None:
    """End the session row and empty the cookie."""
    session = current_session()
    if session.key is not None:
        end_own_session(current_runtime(), session)
    logout_user()
    cookie.clear()


def open_case(instance_key: int) -> None:
    """Remember in the session row that this visitor opened a case with its 查询码."""
    agent = request.user_agent.string
    session = current_session()
    token = open_case_in_session(
        current_runtime(), session, instance_key, address=client_address(), agent=agent
    )
    if token is None:
        token = cast("str", cookie["_user_id"])
    else:
        cookie["_user_id"] = token
    login_user(
        SessionUser(load_session(current_runtime(), token, address=client_address()), token), force=True
    )
