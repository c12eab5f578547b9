"""Who asks and what the application works with, for the request at hand."""

from flask import current_app, request
from flask_login import current_user

from app.access.actor import Actor
from app.people.session import Session
from app.runtime import Runtime


def current_runtime() -> Runtime:
    """Return the runtime of this application."""
    runtime: Runtime = current_app.extensions["runtime"]
    return runtime


def current_session() -> Session:
    """Return the server-side session of this request (a guest's when nobody is signed in)."""
    session: Session = current_user.session
    return session


def current_actor() -> Actor:
    """Return who makes this request; loaded once a request from the session row or the interface token."""
    return current_session().actor


def client_address() -> str:
    """Return the client's address; a forwarded one counts only when a trusted proxy said it."""
    return request.remote_addr or ""
