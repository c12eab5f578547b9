"""The demo city for tests: a runtime with keys, people and the petition, an application around it, and ways to sign in.

Made for speed: one password hash a process, and a process package is compiled once a process however many tests
deploy it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.access.actor import SYSTEM, Actor
from app.catalog import deploy as deploying
from app.catalog import resolve as resolving
from app.catalog.read_package import read_package
from app.people.demo_people import seed_people
from app.people.moment import security_now
from app.people.session import STEPPED_UP_FOR, load_session, open_session
from app.runtime import Runtime
from app.store import people

ADDRESS = "192.0.2.10"
_compiled: dict[str, Any] = {}


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker."""
    config.addinivalue_line("markers", 'packages("receipt"): processes of the city beside the petition')


@pytest.fixture
def city(runtime: Runtime, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Runtime:
    """Return a runtime of the demo city: its people, and the petition deployed (more with `packages`)."""
    marker = request.node.get_closest_marker("packages")
    seed_people(runtime)
    for process_id in ("petition", *(marker.args if marker is not None else ())):
        deploy_once(runtime, monkeypatch, process_id)
    return runtime


def _compile_address_builders_once() -> None:
    """Let applications of one process share what werkzeug compiles for each rule: half the time an application takes."""
    compile_builder = Rule._compile_builder
    made: dict[tuple[Any, ...], Any] = {}

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, rule.subdomain, repr(rule.defaults), append_unknown)
        if key not in made:
            made[key] = compile_builder(rule, append_unknown)
        return made[key]

    Rule._compile_builder = once  # type: ignore[method-assign]


_compile_address_builders_once()


@pytest.fixture
def app(city: Runtime) -> Flask:
    """Return the application around the city."""
    from app import create_app

    built = create_app(runtime=city)
    built.testing = True
    built.config["WTF_CSRF_ENABLED"] = False
    return built


@pytest.fixture
def client_of(app: Flask) -> Callable[[str | None], FlaskClient]:
    """Return a function: login → a browser signed in as that person (None: a stranger)."""
    return lambda login: sign_in_client(app, login)


def sign_in_client(app: Flask, login: str | None, *, stepped_up: bool = False) -> FlaskClient:
    """Return a client with a session of that account, as if it had signed in (no password is checked)."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = ADDRESS
    if login is not None:
        with client.session_transaction() as cookie:
            cookie["_user_id"] = session_token(app.extensions["runtime"], login, stepped_up=stepped_up)
    return client


def session_token(runtime: Runtime, login: str, *, stepped_up: bool = False) -> str:
    """Open a full session of an account and return its token."""
    now = security_now(runtime)
    with runtime.transaction() as tx:
        return open_session(
            tx,
            now,
            account_key=key_in(tx, login),
            state="full",
            address=ADDRESS,
            agent="test",
            stepped_up_until=now + STEPPED_UP_FOR if stepped_up else None,
        )


def actor_of(runtime: Runtime, login: str, *, stepped_up: bool = False) -> Actor:
    """Return the actor that a signed-in account is, with its roles, posts and substitutions."""
    token = session_token(runtime, login, stepped_up=stepped_up)
    return load_session(runtime, token, address=ADDRESS).actor


def key_of(runtime: Runtime, login: str) -> int:
    """Return an account's key."""
    with runtime.read() as tx:
        return key_in(tx, login)


def key_in(tx: Any, login: str) -> int:
    """Return an account's key, inside a transaction; LookupError when there is no such login."""
    row = people.account_by_login(tx, login)
    if row is None:
        raise LookupError(login)
    key: int = row.key
    return key


def deploy_once(runtime: Runtime, monkeypatch: pytest.MonkeyPatch, process_id: str) -> None:
    """Deploy a package of this repository; it is checked and compiled once a test process."""
    check, build = deploying.check_files, resolving.build_package

    def check_once(name: str, files: Any, *args: Any, **kwargs: Any) -> Any:
        digest = deploying.package_digest(files)
        return _once(f"check {digest}", lambda: check(name, files, *args, **kwargs))

    def build_once(name: str, files: Any, *, key: int, version: int, **kwargs: Any) -> Any:
        digest = deploying.package_digest(files)
        found = _once(f"build {digest}", lambda: build(name, files, key=key, version=version, **kwargs))
        return replace(found, key=key, version=version)

    monkeypatch.setattr(deploying, "check_files", check_once)
    monkeypatch.setattr(resolving, "build_package", build_once)
    settings = runtime.settings
    package = read_package(settings.processes_dir, settings.forms_dir, process_id)
    deploying.deploy(runtime, SYSTEM, process_id, package.files)


def _once(name: str, make: Callable[[], Any]) -> Any:
    if name not in _compiled:
        _compiled[name] = make()
    return _compiled[name]
