"""Enter a document that came on paper, by fax or by post: the same case as after signing for one in the exchange."""

from collections.abc import Sequence

from app import forms
from app.access.actor import Actor
from app.access.exchange_rules import ExchangeFacts
from app.access.policy import require
from app.cases.moving.complete import PostedForm
from app.cases.moving.start import Started, start_case
from app.cases.official.begin_document import BeginPage, read_begin
from app.cases.official.exchange_sign import PROCESS
from app.runtime import Runtime


def read_entry(
    runtime: Runtime,
    actor: Actor,
    data: PostedForm | None = None,
    *,
    files: Sequence[forms.UploadedFile] = (),
    locale: str,
) -> BeginPage:
    """Return the form, empty or as posted with what is wrong in it; only for those who sign for the unit."""
    require(actor, "exchange.receive", ExchangeFacts(to_unit=actor.unit))
    return read_begin(runtime, actor, PROCESS, data, files=files, locale=locale)


def enter_paper(
    runtime: Runtime, actor: Actor, data: PostedForm, *, token: str, files: Sequence[forms.UploadedFile] = ()
) -> Started:
    """Begin the case; raises FormInvalidError with one message per field. The same token enters once."""
    require(actor, "exchange.receive", ExchangeFacts(to_unit=actor.unit))
    return start_case(runtime, actor, PROCESS, data, token=token, files=files)
