"""A2: a joint document: one office disagrees, only it signs again, the last signer dates the document."""

import pytest

from tests.harness.dispatch import do, draft, paper, try_to
from tests.harness.walk import Walk

LAND = "二、自然资源部门三个月内完成用地核查。"
FIRE = "三、消防救援机构核查消防车通道。"
TEXT = f"为了做好老旧小区改造，现将有关事项通知如下：\n一、住建部门牵头。\n{LAND}\n{FIRE}"
CHANGED = "二、自然资源部门六个月内完成用地核查。"
JOINT = [
    {"consult_unit": "zrzy", "consult_role": "joint", "excerpt": LAND},
    {"consult_unit": "xfdd", "consult_role": "joint", "excerpt": FIRE},
]


def to_the_cosigners(walk: Walk) -> str:
    """Draft the document in 住建局 and bring it to the two other offices; return its case number."""
    number = draft(
        walk("luohao"),
        title="住房和城乡建设局等三部门关于老旧小区改造的通知",
        to_units=["jxq"],
        body=TEXT,
        consult=JOINT,
    )
    do(walk("hejie"), number, "review")
    return number


@pytest.mark.story("A2")
@pytest.mark.now("2026-04-27 09:00")
@pytest.mark.packages("dispatch")
def test_only_the_office_that_disagreed_signs_again_and_the_last_signature_dates_it(walk: Walk) -> None:
    number = to_the_cosigners(walk)
    do(walk("weigang"), number, "cosign")
    walk.on("2026-04-28")
    do(walk("xuyang"), number, "cosign", cosign="disagree", cosign_reason="三个月做不完，请改为六个月。")

    desk = walk("luohao").task(number, "协商、修改文稿")
    assert "自然资源和规划局：三个月做不完，请改为六个月。" in desk.text
    assert not walk("tangwei").has(number, "签发")
    refused = try_to(walk("luohao"), number, "reconcile", settle="kept")
    assert refused.status == 422
    assert "部门之间未协商一致的，不得向下行文（第十六条第四项）" in refused.errors

    walk.on("2026-04-29")
    rows = [{**JOINT[0], "excerpt": CHANGED}, JOINT[1]]
    do(walk("luohao"), number, "reconcile", body=TEXT.replace(LAND, CHANGED), consult=rows)
    assert not walk("weigang").has(number, "会签")
    do(walk("xuyang"), number, "cosign")
    do(walk("tangwei"), number, "approve")
    do(walk("hejie"), number, "proofread")
    do(walk("hejie"), number, "number")

    page = paper(walk("luohao"), number)
    assert "洛建〔2026〕1号" in page.text
    assert "成文日期 2026年4月29日" in page.text
    assert "签发人 唐伟、魏刚、许阳" in page.text
    assert "不同意：三个月做不完，请改为六个月。 许阳 自然资源和规划局 2026-04-28" in page.text
    compared = page.document.xpath("//tr[@class='diff-changed']")
    assert ["".join(cell.itertext()) for cell in compared[0].xpath("td")] == [LAND, CHANGED]
    assert [one.text for one in compared[0].xpath(".//del | .//ins")] == ["三", "六"]


@pytest.mark.story("A2")
@pytest.mark.now("2026-04-27 09:00")
@pytest.mark.packages("dispatch")
def test_a_consent_lapses_when_its_own_part_is_changed(walk: Walk) -> None:
    number = to_the_cosigners(walk)
    do(walk("weigang"), number, "cosign")
    do(walk("xuyang"), number, "cosign", cosign="disagree", cosign_reason="三个月做不完。")
    fire = FIRE.replace("核查", "逐一核查")

    rows = [{**JOINT[0], "excerpt": CHANGED}, {**JOINT[1], "excerpt": fire}]
    text = TEXT.replace(LAND, CHANGED).replace(FIRE, fire)
    do(walk("luohao"), number, "reconcile", body=text, consult=rows)

    assert walk("weigang").has(number, "会签")
    assert walk("xuyang").has(number, "会签")
