"""Signing in and out, the second factor, a fresh proof before signing, registering as a citizen."""

from flask import Blueprint, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.edge import (
    client_address,
    current_actor,
    current_runtime,
    current_session,
    login_session,
    public,
    see_other,
    signed_in,
)
from app.edge import sign_out as end_session
from app.edge.frame import Frame
from app.edge.htmx import local_path
from app.edge.translate import form_language
from app.errors import InvalidError, SignInRequiredError
from app.people.demo_people import DemoAccount, demo_accounts, demo_code
from app.people.register_citizen import Registration, register_citizen
from app.people.role_names import role_name
from app.people.second_factor import (
    begin_enrolment,
    confirm_enrolment,
    has_second_factor,
    pass_second_factor,
)
from app.people.second_factor import step_up as prove_again
from app.people.sign_in import sign_in as prove
from app.text import text

blueprint = Blueprint("auth", __name__)


@blueprint.get("/sign-in")
@public
def sign_in() -> str | Response:
    """Show the sign-in page; somebody already signed in goes on."""
    if current_user.is_authenticated:
        return see_other(_target())
    return _sign_in_page()


@blueprint.post("/sign-in")
@public
def check_password() -> str | tuple[str, int] | Response:
    """Check login and password and go on to the second factor or the page that was wanted."""
    try:
        found = prove(
            current_runtime(),
            request.form.get("login", ""),
            request.form.get("password", ""),
            address=client_address(),
            agent=_agent(),
        )
    except InvalidError as error:
        return _sign_in_page(error), 422
    login_session(found.token)
    step = {"code": "auth.second_factor", "enrol": "auth.enrol"}.get(found.state)
    return see_other(url_for(step, next=_wanted()) if step else _target())


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """End the session."""
    end_session()
    return see_other(url_for("auth.sign_in"))


@blueprint.route("/second-factor", methods=["GET", "POST"])
@public
def second_factor() -> str | tuple[str, int] | Response:
    """Ask for a one-time or recovery code after the password."""
    session = current_session()
    if session.state != "code":
        raise SignInRequiredError(text("请先登录"))
    problem = None
    if request.method == "POST":
        code = request.form.get("code", "")
        try:
            token = pass_second_factor(
                current_runtime(), session, code, address=client_address(), agent=_agent()
            )
        except InvalidError as error:
            problem = error
        else:
            login_session(token)
            return see_other(_target())
    shown = demo_code(current_runtime(), session.account_key or 0)
    page = render_template("auth/second_factor.html", problem=problem, next=_wanted(), demo_code=shown)
    return (page, 422) if problem else page


@blueprint.route("/enrol", methods=["GET", "POST"])
@public
def enrol() -> str | tuple[str, int] | Response:
    """Set up one-time codes: because a role needs them, or because somebody wants them."""
    session = current_session()
    if session.account_key is None or session.state not in ("enrol", "full"):
        raise SignInRequiredError(text("请先登录"))
    runtime, problem = current_runtime(), None
    if session.state == "full" and has_second_factor(runtime, session.account_key):
        return see_other(url_for("account.password"))
    if request.method == "POST" and "code" in request.form:
        code = request.form["code"]
        try:
            token, codes = confirm_enrolment(runtime, session, code, address=client_address(), agent=_agent())
        except InvalidError as error:
            problem = error
        else:
            login_session(token)
            return render_template("auth/recovery_codes.html", codes=codes, next=_target())
    elif request.method == "GET":
        # a GET writes nothing: the key is made when the reader asks for it
        return render_template("auth/enrol_start.html", forced=session.state == "enrol", next=_wanted())
    found = begin_enrolment(runtime, session.account_key)
    page = render_template(
        "auth/enrol.html", enrolment=found, problem=problem, forced=session.state == "enrol", next=_wanted()
    )
    return (page, 422) if problem else page


@blueprint.route("/step-up", methods=["GET", "POST"])
@signed_in
def step_up() -> str | tuple[str, int] | Response:
    """Ask once more who is there, before an act that is signed."""
    runtime, actor, problem = current_runtime(), current_actor(), None
    if request.method == "POST":
        try:
            prove_again(runtime, actor, request.form.get("proof", ""))
        except InvalidError as error:
            problem = error
        else:
            return see_other(_target())
    by_code = has_second_factor(runtime, actor.account_key or 0)
    shown = demo_code(runtime, actor.account_key or 0)
    page = render_template(
        "auth/step_up.html", by_code=by_code, problem=problem, next=_wanted(), demo_code=shown
    )
    return (page, 422) if problem else page


@blueprint.get("/register")
@public
def register() -> str | Response:
    """Show the form for a citizen's account."""
    if current_user.is_authenticated:
        return see_other(_target())
    return render_template("auth/register.html", problem=None, next=_wanted())


@blueprint.post("/register")
@public
def open_account() -> str | tuple[str, int] | Response:
    """Open a citizen's account and sign in."""
    form = request.form
    entered = Registration(
        name=form.get("name", ""),
        phone=form.get("phone", ""),
        password=form.get("password", ""),
        repeated=form.get("repeated", ""),
        id_number=form.get("id_number", ""),
        email=form.get("email", ""),
        language=form_language(),
    )
    try:
        token = register_citizen(current_runtime(), entered, address=client_address(), agent=_agent())
    except InvalidError as error:
        return render_template("auth/register.html", problem=error, next=_wanted()), 422
    login_session(token)
    return see_other(_target())


@blueprint.get("/forgot-password")
@public
def forgot() -> str:
    """Say how to get a new password."""
    return render_template("auth/forgot.html")


def _sign_in_page(problem: InvalidError | None = None) -> str:
    runtime = current_runtime()
    shown: list[DemoAccount] = demo_accounts(runtime) if runtime.settings.demo else []
    return render_template(
        "auth/sign_in.html", problem=problem, next=_wanted(), demo_accounts=shown, role_name=role_name
    )


def _wanted() -> str:
    return local_path(request.values.get("next"), "")


def _target() -> str:
    return _wanted() or Frame().home_url


def _agent() -> str:
    return request.user_agent.string
