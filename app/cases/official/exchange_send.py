"""Send a finished document from the sending page, anew or again after a return."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.access.actor import Actor
from app.access.exchange_rules import ExchangeFacts
from app.access.policy import require
from app.cases.moving.upload_limits import upload_limits
from app.cases.official.deliver import ELSEWHERE, Source, deliver
from app.cases.official.exchange_boxes import sending_units
from app.cases.official.exchange_directory import Address, addresses
from app.cases.official.exchange_facts import facts_of, get_item
from app.errors import ForbiddenError, InvalidError
from app.exchange import Paper, PaperFile
from app.forms import AcceptedFile, UploadedFile
from app.forms.upload import check_count, check_file
from app.runtime import Runtime
from app.store import exchange, once, people
from app.text import Text, text

URGENCIES: tuple[str, ...] = ("", "加急", "特急")
GENRES: tuple[str, ...] = (
    "决议", "决定", "命令", "公报", "公告", "通告", "意见", "通知",
    "通报", "报告", "请示", "批复", "议案", "函", "纪要",
)  # fmt: skip
"""The fifteen 文种 (条例 第八条)."""
_LABEL = "公文"
_LONGEST = {"title": 300, "number": 80, "note": 2000}
_MOST_DAYS = 365


@dataclass(frozen=True)
class Entered:
    """Hold what was typed into the sending page, as it was typed."""

    to: Sequence[str] = ()
    title: str = ""
    number: str = ""
    genre: str = ""
    urgency: str = ""
    limit_days: str = ""
    dated_on: str = ""
    note: str = ""
    token: str = ""
    previous: str = ""


@dataclass(frozen=True)
class SendPage:
    """Hold what the sending page offers."""

    unit: str
    unit_name: str
    addresses: tuple[Address, ...]
    entered: Entered


def read_send_page(runtime: Runtime, actor: Actor, *, again: int | None = None) -> SendPage:
    """Return the sending page of the actor's unit; `again` fills in what was returned or refused.

    Raises ForbiddenError for somebody without a post in a unit.
    """
    unit = _unit(actor)
    entered = Entered()
    with runtime.read() as tx:
        if again is not None:
            row = get_item(tx, again)
            require(actor, "exchange.send", facts_of(row))
            unit = row.from_code
            address = row.to_code if row.site_code is None else f"{row.site_code}{ELSEWHERE}{row.to_code}"
            entered = Entered(
                (address,), row.title, row.number or "", row.genre or "", row.urgency or "",
                str(row.limit_days or ""), row.dated_on.isoformat() if row.dated_on else "", row.note or "",
                previous=str(again),
            )  # fmt: skip
        name = people.unit_names(tx, {unit}).get(unit, unit)
        return SendPage(unit, name, addresses(tx, but=unit), entered)


def send_document(
    runtime: Runtime, actor: Actor, entered: Entered, files: Sequence[UploadedFile]
) -> tuple[int, ...]:
    """Send a document and return the keys of its items; the same token sends once.

    Raises InvalidError naming every field that is wrong; nothing is stored then.
    """
    unit = _unit(actor)
    paper, accepted, problems = _read(runtime, entered, files)
    with runtime.transaction() as tx:
        before = once.used(tx, entered.token)
        if before is not None:
            return tuple(int(key) for key in before.split())
        previous = None
        if entered.previous:
            row = get_item(tx, int(entered.previous))
            require(actor, "exchange.send", facts_of(row))
            unit, previous = row.from_code, row.envelope
            if exchange.replaced(tx, [row.envelope]):
                problems["to"] = [text("这份公文已经重新发送过了。")]
        require(actor, "exchange.send", ExchangeFacts(from_unit=unit))
        if not entered.to:
            problems["to"] = [text("请选择收文单位。")]
        if problems:
            raise InvalidError(text("公文没有发出，请改正下面的问题。"), problems)
        stored = tuple(
            PaperFile(f.name, f.mime, len(f.content), runtime.blobs.put(f.content)) for f in accepted
        )
        sent = Paper(
            paper.title, paper.number, paper.genre, paper.urgency, paper.limit_days, paper.dated_on, paper.note,
            stored, previous,
        )  # fmt: skip
        keys = deliver(runtime, tx, Source(actor, unit), sent, entered.to)
        once.use(tx, entered.token, str(keys[0]), runtime.clock.now())
    return keys


def _unit(actor: Actor) -> str:
    units = sending_units(actor)
    if not units:
        raise ForbiddenError(text("只能以本单位的名义发送公文"))
    return units[0]


def _read(
    runtime: Runtime, entered: Entered, files: Sequence[UploadedFile]
) -> tuple[Paper, list[AcceptedFile], dict[str, list[Text]]]:
    problems: dict[str, list[Text]] = {}
    if not entered.title.strip():
        problems["title"] = [text("请填写标题。")]
    for name, most in _LONGEST.items():
        if len(getattr(entered, name)) > most:
            problems[name] = [text("最多%(most)s字。", most=most)]
    if entered.genre not in GENRES:
        problems["genre"] = [text("请选择文种。")]
    if entered.urgency not in URGENCIES:
        problems["urgency"] = [text("请选择紧急程度。")]
    days, dated = entered.limit_days.strip(), entered.dated_on.strip()
    if days and not (days.isascii() and days.isdigit() and 1 <= int(days[:6]) <= _MOST_DAYS):
        problems["limit_days"] = [text("办理时限应为 1 至 %(most)s 个工作日。", most=_MOST_DAYS)]
    dated_on = None
    try:
        dated_on = date.fromisoformat(dated) if dated else None
    except ValueError:
        problems["dated_on"] = [text("成文日期应写成 2026-06-30 这样的日期。")]
    accepted = _judge(runtime, files, problems)
    paper = Paper(
        entered.title.strip(), entered.number.strip(), entered.genre, entered.urgency,
        int(days) if days and "limit_days" not in problems else None, dated_on, entered.note.strip(),
    )  # fmt: skip
    return paper, accepted, problems


def _judge(
    runtime: Runtime, files: Sequence[UploadedFile], problems: dict[str, list[Text]]
) -> list[AcceptedFile]:
    limits = upload_limits(runtime.settings)
    found = [check_count(len(files), limits, _LABEL)] if files else [text("请附上公文的文件。")]
    accepted = []
    for file in files:
        verdict = check_file(file, limits, _LABEL)
        if isinstance(verdict, AcceptedFile):
            accepted.append(verdict)
        else:
            found.append(verdict)
    wrong = [one for one in found if one is not None]
    if wrong:
        problems["files"] = wrong
    return accepted
