"""Documents inside one house: in the box in the sender's transaction, few statements, rounds that keep to themselves."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event, func, select

from app.cases.official.deliver import Source, deliver
from app.cases.official.exchange_boxes import read_box
from app.cases.official.exchange_export import export_letter
from app.cases.official.exchange_identity import own_identity
from app.cases.official.exchange_receive import answer_package
from app.cases.official.exchange_send import Entered, send_document
from app.cases.official.exchange_sign import sign_for
from app.cases.official.send_document import send_document as send_document_of
from app.errors import InvalidError
from app.exchange import Paper, PaperFile
from app.forms import UploadedFile
from app.runtime import Runtime
from app.store import documents, exchange
from app.store.tables.exchange import exchange_item
from tests.harness.city import actor_of
from tests.harness.exchange import Pair
from tests.harness.papers import send_paper, sign_paper
from tests.harness.petition import file_petition
from tests.harness.walk import Walk

UNITS = ("xfj", "jw", "zjj", "zrzy", "cgj", "scjg", "wjw", "jyj", "xfdd", "zwzx", "jxq", "xxzx")


@contextmanager
def counted(runtime: Runtime) -> Iterator[list[str]]:
    found: list[str] = []

    def note(*given: object) -> None:
        if not str(given[2]).startswith(("BEGIN", "SAVEPOINT")):
            found.append(str(given[2]))

    event.listen(runtime.engine, "before_cursor_execute", note)
    yield found
    event.remove(runtime.engine, "before_cursor_execute", note)


def paper_of(runtime: Runtime) -> Paper:
    content = "关于放假安排的通知".encode()
    file = PaperFile("通知.txt", "text/plain", len(content), runtime.blobs.put(content))
    return Paper("关于放假安排的通知", "洛政办〔2026〕12号", "通知", files=(file,))


def test_twelve_units_have_it_at_once_with_few_statements(city: Runtime) -> None:
    limin, paper = actor_of(city, "limin"), paper_of(city)

    with counted(city) as sql, city.transaction() as tx:
        keys = deliver(city, tx, Source(limin, "sfb"), paper, UNITS)

    assert len(keys) == 12
    # two of them are the clock of the demo city and the commit's own
    assert len(sql) <= 12, sql
    for login in ("zhaolin", "luohao", "fangyuan"):
        assert [item.title for item in read_box(city, actor_of(city, login), tab="arrived").items] == [
            paper.title
        ]


def test_an_issued_document_goes_to_an_organ_elsewhere_by_its_printed_name(pair: Pair) -> None:
    here, limin = pair.here.runtime, actor_of(pair.here.runtime, "limin")
    name = "省住房和城乡建设厅（演示）"
    case = file_petition(here).key
    paper = paper_of(here)
    with here.transaction() as tx:
        printed = documents.add_document(
            tx,
            {"instance_key": case, "kind": "official", "title": paper.title, "number": paper.number,
             "mime": "application/pdf", "size": 1, "digest": paper.files[0].digest, "public": False,
             "dated_on": date(2026, 4, 22), "created_at": here.clock.now()},
        )  # fmt: skip
        row = {"key": 1, "instance_key": case, "document_key": printed, "organ": "sfb", "number": paper.number,
               "title": "关" * 200, "genre": "函", "urgency": None, "dated_on": date(2026, 4, 22),
               "to_organs": ["zjj", name, "没有这个机关"], "copy_to": []}  # fmt: skip
        keys = send_document_of(here, tx, limin, row)
    with here.read() as tx:
        sent = [exchange.item_by_key(tx, key) for key in keys]

    assert [(one.to_code, one.state) for one in sent] == [("zjj", "delivered"), ("szjt", "queued")]


def test_what_is_rolled_back_was_never_sent(city: Runtime) -> None:
    limin, paper = actor_of(city, "limin"), paper_of(city)

    with pytest.raises(ZeroDivisionError), city.transaction() as tx:
        deliver(city, tx, Source(limin, "sfb"), paper, UNITS)
        raise ZeroDivisionError

    with city.read() as tx:
        assert tx.scalar(select(func.count()).select_from(exchange_item)) == 0


def test_every_unknown_organ_is_named_and_nobody_gets_it(city: Runtime) -> None:
    limin, paper = actor_of(city, "limin"), paper_of(city)

    with pytest.raises(InvalidError) as caught, city.transaction() as tx:
        deliver(city, tx, Source(limin, "sfb"), paper, ("zjj", "xyz", "0123456789abcdef/szjt"))

    assert len(caught.value.fields["to"]) == 2
    with city.read() as tx:
        assert tx.scalar(select(func.count()).select_from(exchange_item)) == 0


@pytest.mark.packages("receipt")
def test_two_clerks_who_sign_at_once_make_one_case(city: Runtime) -> None:
    limin, paper = actor_of(city, "limin"), paper_of(city)
    with city.transaction() as tx:
        deliver(city, tx, Source(limin, "sfb"), paper, ["zjj"])
    clerks = [actor_of(city, login) for login in ("luohao", "dingning")]
    key = read_box(city, clerks[0], tab="arrived").items[0].key

    def sign(number: int) -> int | None:
        try:
            return sign_for(city, clerks[number], key)
        except Exception:  # noqa: BLE001 - one of the two must fail, whichever way
            return None

    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(sign, (0, 1)))

    assert sorted(one is None for one in made) == [False, True]
    assert [item.instance_key for item in read_box(city, clerks[0], tab="signed").items] == [
        made[0] or made[1]
    ]


def test_the_same_package_at_the_same_moment_is_one_letter(pair: Pair) -> None:
    here, there = pair.here.runtime, pair.there.runtime
    fangyuan = actor_of(here, "fangyuan")
    to = f"{own_identity(there).code}/wjw"
    entered = Entered(to=(to,), title="关于同时到达的函", genre="函", token="s" * 32)
    key = send_document(here, fangyuan, entered, [UploadedFile("files", "函.txt", b"text")])[0]
    package = export_letter(here, fangyuan, key)[1]

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: answer_package(there, package), range(4)))

    assert [taken for taken, _reply in answers] == [True] * 4
    assert read_box(there, actor_of(there, "yuhang"), tab="arrived").total == 1


@pytest.mark.packages("receipt")
def test_an_assisting_unit_does_not_find_anothers_opinion_in_its_form(walk: Walk) -> None:
    send_paper(walk("lujing"), "sfb", title="关于协办的通知")
    number = sign_paper(walk("zhangxiao"), "关于协办的通知")
    walk("zhangxiao").do(number, "登记、查重", received_kind="handle")
    walk("zhangxiao").do(number, "初审", examination="pass")
    walk("limin").do(number, "拟办", proposal_text="拟请协办。", instruct_by="head", proposed_lead="zjj")
    walk("wangjianguo").do(
        number,
        "批示",
        instruction="handle",
        instruction_text="同意。",
        lead_unit="zjj",
        assist_units=["xfdd", "cgj"],
    )

    walk("yejun").do(number, "协办", assist_opinion="消防的意见")

    assert walk("pengfei").task(number, "协办").form().fields["assist_opinion"].strip() == ""
    walk("pengfei").do(number, "协办", assist_opinion="城管的意见")
    walk("luohao").do(number, "主办", lead_result="已办")
    reply = walk("limin").task(number, "办结、答复").text
    assert "消防的意见" in reply
    assert "城管的意见" in reply
