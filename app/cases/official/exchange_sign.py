"""Sign for a document (签收, 条例 24 (1)): one by one, with the time; a case of the process `receipt` begins."""

from typing import Any

from sqlalchemy import Connection, Row

from app.access.actor import Actor
from app.access.policy import require
from app.cases.moving.start import open_case, start_form
from app.cases.official.exchange_facts import facts_of, get_item
from app.cases.official.exchange_tell import tell_sender
from app.catalog.resolve import newest_package
from app.errors import ConflictError
from app.exchange import Letter
from app.exchange.manifest import read_manifest
from app.forms import AcceptedFile
from app.runtime import Runtime
from app.store import exchange, instances
from app.text import text

PROCESS = "receipt"
FILES = "files"
"""Field of the start form that the files come in."""


def sign_for(runtime: Runtime, actor: Actor, key: int) -> int:
    """Sign for one item and return the key of the case it becomes.

    Raises ConflictError when it was signed for or returned already, NotFoundError when the process is not
    deployed. The sender learns of it: here at once, elsewhere by a job.
    """
    with runtime.read() as tx:
        item = get_item(tx, key)
        require(actor, "exchange.receive", facts_of(item))
        contents = [(file, runtime.blobs.get(file.digest)) for file in exchange.files_of(tx, key)]
    files = [AcceptedFile(FILES, file.name, file.mime, content) for file, content in contents]
    with runtime.transaction() as tx:
        item = get_item(tx, key, lock=True)
        if item.direction != "in" or item.state != "arrived":
            raise ConflictError(text("这份公文已经签收或者退回，您的操作没有生效。"))
        package = newest_package(runtime, tx, PROCESS)
        first = _first_version(tx, item)
        form = start_form(package, by_clerk=True)
        started = open_case(
            runtime, tx, actor, package, form_values(item, files), form_id=form.id,
            preset=preset_of(item, first), files=files,
        )  # fmt: skip
        signed = {"state": "signed", "signed_at": runtime.clock.now(), "signed_by": actor.name,
                  "instance_key": started.key}  # fmt: skip
        exchange.change_item(tx, key, signed)
        tell_sender(runtime, tx, get_item(tx, key), "signed")
        if first is not None:
            instances.link_cases(
                tx, started.key, first.key, kind="earlier", note="退回后重新报送", at=runtime.clock.now()
            )
    return started.key


def form_values(item: Row[Any], files: list[AcceptedFile]) -> dict[str, Any]:
    """Return the answers of the start form that the letter gives; signing says that no state secret is in it."""
    letter = read_manifest(item.manifest)
    paper = letter.paper if isinstance(letter, Letter) else None
    values = {
        "from_name": item.from_name,
        "title": item.title,
        "given_number": item.number,
        "genre": item.genre,
        "urgency": item.urgency,
        "limit_days": item.limit_days,
        "dated_on": item.dated_on.isoformat() if item.dated_on else None,
        "remark": paper.note if paper is not None else None,
        "way": "exchange",
        "no_secret": True,
        FILES: [{"fileName": f.name, "contentType": f.mime, "size": len(f.content)} for f in files],
    }
    return {name: value for name, value in values.items() if value not in (None, "")}


def preset_of(item: Row[Any], first: Row[Any] | None) -> dict[str, Any]:
    """Return the variables that are not on the form; `first` is the case of the version that was returned."""
    local = item.from_code if item.site_code is None else None
    preset = {"from_unit": local, "organ": item.to_code}
    return preset | {"linked_document": first.number} if first is not None else preset


def _first_version(tx: Connection, item: Row[Any]) -> Row[Any] | None:
    """Return the case of the version that this one replaces, None when it was returned unsigned or never came."""
    before = exchange.item_by_envelope(tx, item.previous, "in") if item.previous else None
    if before is None or before.instance_key is None or before.to_code != item.to_code:
        return None
    return instances.head_by_key(tx, before.instance_key)
