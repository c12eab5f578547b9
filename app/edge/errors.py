"""Turn what went wrong into an answer: a page in the reader's language, a problem document for interfaces."""

from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, current_app, g, render_template, request, url_for
from flask import session as cookie
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from markupsafe import escape
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.access.policy import SecondFactorRequiredError, StepUpRequiredError
from app.edge.context import client_address, current_runtime, current_session
from app.edge.csrf import is_api, is_contract
from app.edge.htmx import is_htmx, local_path, see_other
from app.edge.logs import log_failure
from app.edge.translate import translate
from app.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    LuoshuError,
    NotFoundError,
    SignInRequiredError,
    TooManyAttemptsError,
)
from app.people.kept_form import KeptForm, fields_of, keep_form
from app.people.throttle import KEEP_FORM_ADDRESS, allow_rate
from app.text import Text, text

_STATUS: tuple[tuple[type[LuoshuError], int], ...] = (
    (NotFoundError, 404),
    (SignInRequiredError, 401),
    (ForbiddenError, 403),
    (ConflictError, 409),
    (InvalidError, 422),
    (TooManyAttemptsError, 429),
)
_HTTP_MESSAGES = {
    400: text("请求有误，无法理解"),
    403: text("您没有权限这样做"),
    404: text("没有找到这个页面"),
    405: text("此地址不接受这种请求"),
    413: text("提交的内容过大"),
    415: text("不支持这种内容格式"),
}
_PROOFS: tuple[tuple[type[SignInRequiredError], str], ...] = (
    (SecondFactorRequiredError, "auth.enrol"),
    (StepUpRequiredError, "auth.step_up"),
    (SignInRequiredError, "auth.sign_in"),
)
_CHALLENGE = 'Basic realm="luoshu", Bearer'
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


def status_of(error: LuoshuError) -> int:
    """Return the HTTP status of an error of the use cases."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def _contract_status(error: LuoshuError) -> int:
    """Return the status the clients of /v2 know: 400 for wrong input, 403 where a person must prove who they are."""
    if isinstance(error, InvalidError):
        return 400
    return 403 if isinstance(error, StepUpRequiredError) else status_of(error)


def install(app: Flask) -> None:
    """Answer every error in one way."""
    app.register_error_handler(LuoshuError, _luoshu)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(Exception, _unexpected)


def _luoshu(error: LuoshuError) -> Response:
    status = _contract_status(error) if is_contract() else status_of(error)
    if isinstance(error, SignInRequiredError) and not is_api():
        return _ask_who(error)
    headers = {"WWW-Authenticate": _CHALLENGE} if status == 401 else {}
    if isinstance(error, TooManyAttemptsError):
        headers["Retry-After"] = str(error.retry_after_seconds)
    fields = error.fields if isinstance(error, InvalidError) else {}
    return answer(status, error.message, fields=dict(fields), headers=headers)


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if code < 400:
        return Response(status=code, headers=error.get_headers())
    headers = {k: v for k, v in error.get_headers() if k in ("Allow", "Retry-After", "WWW-Authenticate")}
    return answer(code, _HTTP_MESSAGES.get(code, text("请求未能完成")), headers=headers)


def _unexpected(error: Exception) -> Response:
    if current_app.testing and current_app.config["PROPAGATE_EXCEPTIONS"] is not False:
        raise error
    log_failure(error)
    return answer(500, text("系统内部错误，已记录。请稍后再试"))


def _stale_form(_error: CSRFError) -> Response:
    # the browser itself says the form came from our own page: show the input again with a fresh token;
    # another site's form gets nothing but a refusal
    own = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if own and request.mimetype in _FORM_TYPES and not is_api():
        form = posted_form()
        page = _render(("auth/kept_form.html",), {"form": form, "stale": True})
        if page is not None:
            return Response(page, status=400, mimetype="text/html")
    return answer(400, text("表单已失效，请返回上一页刷新后重新提交"))


def _ask_who(error: SignInRequiredError) -> Response:
    """Send to the page where the person proves who they are, and keep what was typed."""
    page = next(name for kind, name in _PROOFS if isinstance(error, kind))
    back = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else ""
    if request.method == "POST" and request.mimetype in _FORM_TYPES:
        _keep(posted_form())
        back = url_for("kept_forms.show") if cookie.get("kept_form") else ""
    return see_other(url_for(page, next=local_path(back) if back else None))


def posted_form() -> KeptForm:
    """Return what this request posted, without its token and its files."""
    had_files = any(file.filename for file in request.files.values())
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    return KeptForm(request.full_path.rstrip("?"), fields_of(pairs), had_files)


def _keep(form: KeptForm) -> None:
    runtime = current_runtime()
    try:
        allow_rate(runtime, KEEP_FORM_ADDRESS, client_address())
    except TooManyAttemptsError:
        return
    owner = current_session().account_key or cookie.get("last_account")
    cookie["kept_form"] = keep_form(runtime, form, account_key=owner)
    cookie["kept_path"] = form.path.partition("?")[0]
    g.kept_now = True


def answer(
    status: int,
    message: Text,
    *,
    fields: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    """Build the answer to an error: problem document (RFC 9457) for interfaces, page otherwise."""
    said = translate(message)
    problems = {path: [translate(entry) for entry in entries] for path, entries in (fields or {}).items()}
    identifier = g.get("request_id", "")
    if is_api():
        body = {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": said,
            "instance": request.path,
            "requestId": identifier,
        }
        if problems and is_contract():
            # its clients show the detail and nothing else
            told = (f"{path}：{'；'.join(entries)}" for path, entries in problems.items())
            body["detail"] = "\n".join([said, *told])
        if problems:
            body["errors"] = [{"field": path, "messages": said} for path, said in problems.items()]
        return Response(
            orjson.dumps(body), status=status, headers=headers, mimetype="application/problem+json"
        )
    values = {
        "status": status,
        "message": message,
        "fields": problems,
        "request_id": identifier,
        "back_url": local_path(_own_referrer(), "") or None,
        "kept": posted_form().fields if status == 409 and request.mimetype in _FORM_TYPES else (),
    }
    page = _render((f"errors/{status}.html",), values) or _plain(status, said, problems, identifier)
    code = 200 if is_htmx() and status == 422 else status
    return Response(page, status=code, headers=headers, mimetype="text/html")


def _own_referrer() -> str:
    referrer = request.referrer or ""
    return (
        referrer.removeprefix(request.host_url.rstrip("/")) if referrer.startswith(request.host_url) else ""
    )


def _render(names: tuple[str, ...], values: dict[str, Any]) -> str | None:
    for name in names:
        try:
            return render_template(name, **values)
        except TemplateNotFound as missing:
            if missing.name != name:
                raise
        except Exception as error:  # noqa: BLE001 - an error page that fails must not hide the first error
            log_failure(error)
            return None
    return None


def _plain(status: int, said: str, problems: dict[str, list[str]], identifier: str) -> str:
    lines = "".join(
        f"<li>{escape(path)}：{escape(entry)}</li>" for path, entries in problems.items() for entry in entries
    )
    return (
        f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>{status}</title>'
        f"<h1>{escape(said)}</h1>{'<ul>' + lines + '</ul>' if lines else ''}"
        f'<p>{status} · {escape(identifier)}</p><p><a href="/">首页</a></p></html>'
    )
