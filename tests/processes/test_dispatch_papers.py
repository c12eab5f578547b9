"""Documents of every format that the process of outgoing documents makes, measured against GB/T 9704-2012."""

import pytest

from app.documents.official import check_pdf
from tests.harness.dispatch import OFFICE, bring_to, do, draft
from tests.harness.walk import Walk


@pytest.mark.database("sqlite")
@pytest.mark.now("2026-03-04 09:00")
@pytest.mark.packages("dispatch", "receipt")
@pytest.mark.parametrize(
    ("genre", "layout", "changed"),
    [
        ("通知", "document", {"urgency": "加急", "attachment_names": "任务分解表\n专家组名单"}),
        ("函", "letter", {"to_units": ["zjj"]}),
        ("纪要", "minutes", {}),
        (
            "请示",
            "document",
            {
                "to_units": ["szf"],
                "matters": [{"matter": "增设消防点"}],
                "body": "我市山区林场防火力量不足。\n一、拟增设消防点12处。\n妥否，请批示。",
                "note": "联系人：李敏，电话：0379-00000002",
                "signer": "王建国",
            },
        ),
    ],
)
def test_what_is_issued_is_as_the_standard_says(walk: Walk, genre: str, layout: str, changed: dict) -> None:
    title = f"市政府办公室关于做好春季防火工作的{genre}"
    number = draft(walk("limin"), genre=genre, title=title, **changed)
    bring_to(walk, number, "issue", OFFICE)
    do(walk("zhangxiao"), number, "issue")

    case = walk("zhangxiao").case(number)
    pdf = walk("zhangxiao").client.get(f"{case.path}/paper.pdf", follow_redirects=True).data

    assert [f"{one.element}：{one.measured}" for one in check_pdf(pdf, layout) if not one.ok] == []
