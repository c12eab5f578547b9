"""The form of an item on paper (表格下载): blank, as a filled sample, or with one's own data in it."""

from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, select_autoescape

from app.access.actor import Actor
from app.cases.items.read_item import current_item, dictionary_of
from app.clock import local_date
from app.documents import make_pdf
from app.errors import ConflictError, InvalidError
from app.items import Datum
from app.people.own_account import OwnAccount, read_own_account
from app.runtime import Runtime
from app.text import text

KINDS = ("blank", "sample", "own")
_PAPERS = Environment(loader=PackageLoader("app.items", "papers"), autoescape=select_autoescape(["html"]))


@dataclass(frozen=True)
class PaperForm:
    """Hold a form as PDF, with the version of the item it belongs to."""

    content: bytes
    version: int


def item_form(
    runtime: Runtime, actor: Actor, code: str, kind: str, *, version: int | None = None
) -> PaperForm:
    """Return the form of an item.

    `version` is the one a link or an older download names. Raises ConflictError when that is no longer the present one
    (the page offers the new form), InvalidError for an unknown kind, NotFoundError for an unknown item; one's own data
    needs an account.
    """
    if kind not in KINDS:
        message = text("没有这种表格")
        raise InvalidError(message, {"kind": [message]})
    with runtime.read() as tx:
        item, present, changed_at = current_item(tx, code)
        data = dictionary_of(tx, item)
    if version is not None and version != present:
        raise ConflictError(
            text("这是旧版表格，已经停用。请下载新版（第 %(version)s 版）。", version=present)
        )
    account = read_own_account(runtime, actor) if kind == "own" else None
    page = _PAPERS.get_template("form.html").render(
        item=item,
        rows=[(one.label, _value(one, kind, account)) for one in data],
        kind=kind,
        version=present,
        changed_on=local_date(changed_at),
    )
    return PaperForm(make_pdf(page, fonts_dir=runtime.settings.fonts_dir), present)


def _value(datum: Datum, kind: str, account: OwnAccount | None) -> str:
    if kind == "sample":
        return datum.sample
    return str(getattr(account, datum.own, "") or "") if account is not None and datum.own else ""
