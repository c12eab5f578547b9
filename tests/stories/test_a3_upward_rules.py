"""A3: the rules of upward documents bite: articles shown, all at once; only the principal leader signs."""

import pytest

from tests.harness.dispatch import CASE_NUMBER, do, draft, write
from tests.harness.walk import Walk

REQUEST = {
    "genre": "请示",
    "title": "涧西区人民政府关于老旧小区改造资金的请示",
    "to_units": ["szf"],
    "to_other": None,
    "copy_units": [],
    "matters": [{"matter": "安排改造资金"}],
    "body": "我区老旧小区改造资金存在缺口。现将有关事项请示如下：\n一、请安排改造资金。\n妥否，请批示。",
    "note": "联系人：方圆，电话：0379-00000014",
    "signer": "田峰",
}


@pytest.mark.story("A3")
@pytest.mark.now("2026-03-02 09:00")
@pytest.mark.packages("dispatch")
def test_four_problems_are_told_at_once_with_their_articles_and_nothing_is_begun(walk: Walk) -> None:
    wrong = {
        **REQUEST,
        "to_units": ["szf", "sfb"],
        "copy_units": ["ysjd"],
        "matters": [{"matter": "安排改造资金"}, {"matter": "增加编制"}],
        "signer": None,
    }
    # the page begins with one row of matters; the second is added on it
    page = write(walk("fangyuan"), **wrong)

    assert page.status == 422
    for words in (
        "上行文原则上只主送一个上级机关，其他上级机关可以抄送（第十五条第一项）",
        "上行文不抄送下级机关，请去掉下级机关（第十五条第一项）",
        "请示应当一文一事，请把其他事项另行请示（第十五条第四项）",
        "上行文应当标注签发人姓名，请选择签发人（第九条第六项）",
    ):
        assert words in page.text
    assert "妥否，请批示。" in page.text
    assert not CASE_NUMBER.search(walk("fangyuan").get("/cases").text)


@pytest.mark.story("A3")
@pytest.mark.now("2026-03-02 09:00")
@pytest.mark.packages("dispatch")
def test_only_the_principal_leader_signs_upward(walk: Walk) -> None:
    deputy = write(walk("fangyuan"), **{**REQUEST, "signer": "段宏"})
    assert "上行文由机关主要负责人签发（第二十二条）" in deputy.text
    number = draft(walk("fangyuan"), **REQUEST)
    do(walk("maoning"), number, "review")

    assert not walk("duanhong").has(number, "签发")
    task = walk("tianfeng").task(number, "签发")
    refused = walk("duanhong").client.post(task.path, data={"sign": "approved", "sign_opinion": "同意。"})
    assert refused.status_code in {403, 404}
    do(walk("tianfeng"), number, "approve")
    do(walk("maoning"), number, "proofread")
    do(walk("maoning"), number, "number")

    paper = walk("fangyuan").get(f"{walk('fangyuan').case(number).path}/paper")
    assert "涧政〔2026〕1号" in paper.text
    assert "签发人 田峰" in paper.text


@pytest.mark.story("A3")
@pytest.mark.now("2026-03-02 09:00")
@pytest.mark.packages("dispatch")
def test_a_report_that_asks_for_instructions_gets_a_reminder_that_can_be_overruled(walk: Walk) -> None:
    report = {
        **REQUEST,
        "genre": "报告",
        "title": "涧西区人民政府关于老旧小区改造情况的报告",
        "matters": None,
        "body": "现将有关情况报告如下：\n一、基本情况。\n妥否,请批示。",
    }

    reminded = write(walk("fangyuan"), **report)
    begun = write(walk("fangyuan"), **report, rules_confirmed=True)

    assert reminded.status == 422
    assert "提醒：不得在报告等非请示性公文中夹带请示事项（第十五条第四项）" in reminded.text
    assert CASE_NUMBER.search(begun.text)


@pytest.mark.now("2026-03-02 09:00")
@pytest.mark.packages("dispatch")
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"to_units": ["ysjd"]}, "请示、报告、议案应当主送上级机关"),
        ({"to_units": [], "to_other": "市政府王市长"}, "不得以本机关名义向上级机关负责人报送公文"),
        ({"to_units": []}, "上行文应当有一个主送机关"),
        ({"copy_units": ["szf"]}, "同一个机关不能既主送又抄送"),
        ({"title": "涧西区人民政府关于老旧小区改造资金的报告"}, "应当以所选的文种结尾"),
        ({"body": "机密★10年\n我区老旧小区改造资金存在缺口，请批示。"}, "涉密"),
        ({"not_classified": None}, "不含国家秘密"),
        ({"signer": "王建国"}, "签发人"),
        (
            {"consult": [{"consult_unit": "zjj", "consult_role": "consult", "excerpt": "正文里没有的话"}]},
            "会签涉及的文字应当与正文一致",
        ),
    ],
)
def test_forbidden_combinations_are_refused_beside_their_field(
    walk: Walk, changed: dict[str, object], words: str
) -> None:
    page = write(walk("fangyuan"), **{**REQUEST, **changed})

    assert page.status == 422
    assert words in page.text


@pytest.mark.now("2026-03-02 09:00")
@pytest.mark.packages("dispatch")
def test_a_downward_document_does_not_go_to_a_superior(walk: Walk) -> None:
    page = write(walk("fangyuan"), genre="通知", title="涧西区人民政府关于防火工作的通知", to_units=["szf"])

    assert page.status == 422
    assert "下行文不能主送上级机关；向上级行文用请示、报告（第八条、第十三条）" in page.text
