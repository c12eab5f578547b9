"""S12: a document to three units, one of them on another installation that is down; what is altered is refused."""

import io
import zipfile

import pytest

from app.cases.official import exchange_hand_over
from app.cases.official.exchange_identity import own_identity
from app.exchange import post_package
from tests.harness.exchange import Pair
from tests.harness.papers import open_paper, send_paper, sign_paper
from tests.harness.walk import Walk

TITLE = "关于报送燃气安全检查情况的函"
pytestmark = [pytest.mark.packages("receipt"), pytest.mark.now("2026-04-22 09:00")]


def elsewhere(pair: Pair, code: str) -> str:
    return f"{own_identity(pair.there.runtime).code}/{code}"


@pytest.mark.story("S12")
def test_a_system_that_is_down_gets_its_document_later_and_its_receipt_comes_back(
    pair: Pair, walk: Walk
) -> None:
    there = Walk(pair.there.app, pair.there.runtime, walk.clock)
    pair.there.down()
    sent = send_paper(walk("fangyuan"), "sfb", "zjj", elsewhere(pair, "szjt"), title=TITLE, genre="函")
    walk.work()
    assert "已发往3个单位" in sent.text
    assert sign_paper(walk("zhangxiao"), TITLE)
    walk.on("2026-04-22T09:05")
    box = walk("fangyuan").get("/exchange?tab=sent").text
    assert "已送达，待签收" in box
    assert "等待送达" in box
    assert "自动重试" in box
    assert "2026-04-22 09:00 张晓" in box

    pair.there.up()
    walk.on("2026-04-22T11:00")
    assert sign_paper(there("lujing"), TITLE)

    signed = open_paper(walk("fangyuan"), TITLE, "sent")
    assert "省住房和城乡建设厅（演示）" in signed.text
    assert "2026-04-22 11:00 陆静" in signed.text
    assert "等待送达" not in walk("fangyuan").get("/exchange?tab=sent").text


@pytest.mark.story("S12")
def test_an_altered_package_is_refused_by_its_digest(
    pair: Pair, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        exchange_hand_over, "post_package", lambda address, package: post_package(address, altered(package))
    )
    there = Walk(pair.there.app, pair.there.runtime, walk.clock)
    send_paper(walk("fangyuan"), elsewhere(pair, "szjt"), title=TITLE, genre="函")

    walk.work()

    assert TITLE not in there("lujing").get("/exchange").text
    assert "SM3 摘要与清单不符" in there("gaoyuan").get("/exchange/directory").text
    refused = open_paper(walk("fangyuan"), TITLE, "returned")
    assert "对方系统拒收" in refused.text
    assert "SM3 摘要与清单不符" in refused.text


def altered(package: bytes) -> bytes:
    """Change one word of a file inside a package."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry).replace("期限内".encode(), "一月内".encode()))
    return target.getvalue()
