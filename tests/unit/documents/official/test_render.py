"""Official documents as PDF: every format passes the checker, and the elements stand where the standard says."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.cli._official_samples import SAMPLES
from app.documents.official import (
    Attachment,
    OfficialDocument,
    Paragraph,
    SealPlace,
    Signer,
    Table,
    body_of,
    check_pdf,
    render_pdf,
)
from app.documents.official.reading import read_pages
from app.errors import InvalidError

SENTENCE = "各县区各部门要压实责任把春季农业生产摆在突出位置主要负责同志要靠前指挥"
LONG_BODY = tuple(Paragraph(SENTENCE * 6) for _ in range(12))
LETTER_STYLE = replace(SAMPLES["letter"][1], copy_to=())


def notice(**changes) -> OfficialDocument:
    return replace(SAMPLES["downward"][1], **changes)


def wrong(pdf: bytes) -> list[str]:
    return [f"{found.element} {found.measured}" for found in check_pdf(pdf) if not found.ok]


def lines_of(pdf: bytes, page: int) -> list[str]:
    return [line.text for line in read_pages(pdf)[page - 1].lines]


@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "draft"])
def test_every_sample_is_as_the_standard_says(name):
    layout, document = SAMPLES[name]

    pdf = render_pdf(document, layout)

    assert wrong(pdf) == []
    assert len(check_pdf(pdf)) > 30
    assert check_pdf(pdf) == check_pdf(pdf, layout)


def test_a_full_page_holds_22_lines_of_28_characters():
    pdf = render_pdf(notice(body=LONG_BODY))

    body = [line for line in read_pages(pdf)[1].lines if line.size_pt > 15]
    assert len(body) == 22
    assert {len(line.glyphs) for line in body} <= {28, 26, *range(1, 26)}
    assert max(len(line.glyphs) for line in body) == 28
    assert wrong(pdf) == []


def test_the_elements_follow_one_another_in_the_text():
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(render_pdf(notice()))).pages)
    text = "".join(text.split())

    wanted = [
        "000126",
        "加急",
        "洛川市人民政府办公室文件",
        "洛政办〔2026〕12号",
        "各直属机构：",
        "一、总体要求",
        "附件：",
        "2026年2月24日",
        "（此件公开发布）",
        "附件1",
        "抄送：市委办公室",
        "2026年2月24日印发",
    ]
    places = [text.find(words) for words in wanted]
    assert -1 not in places
    assert places == sorted(places)


def test_the_same_document_gives_the_same_bytes():
    assert render_pdf(LETTER_STYLE, "letter") == render_pdf(LETTER_STYLE, "letter")


def test_a_short_document_has_its_imprint_at_the_foot_of_page_two():
    pdf = render_pdf(notice(body=body_of("照此办理。"), attachments=()))

    assert len(read_pages(pdf)) == 2
    assert lines_of(pdf, 2)[-1] == "—2—"
    assert any(line.startswith("抄送：") for line in lines_of(pdf, 2))
    assert wrong(pdf) == []


def test_an_imprint_that_finds_no_room_follows_a_blank_page_and_neither_has_a_number():
    pdf = render_pdf(notice(body=body_of("照此办理。\n" * 25), attachments=()))

    assert read_pages(pdf)[2].lines == ()
    assert not any("—" in line for line in lines_of(pdf, 4))
    assert wrong(pdf) == []


def test_addressees_that_would_push_the_text_off_the_first_page_move_to_the_imprint():
    many = tuple(f"洛川市第{number}号直属事业单位管理委员会办公室" for number in range(20))

    pdf = render_pdf(notice(addressees=many))

    assert "为做好2026年春季" in "".join(lines_of(pdf, 1))
    assert any(line.startswith("主送：") for line in lines_of(pdf, len(read_pages(pdf))))
    assert wrong(pdf) == []


def test_a_letter_carries_its_copies_at_the_foot_of_its_last_page_whatever_its_number():
    short = replace(SAMPLES["letter"][1], body=body_of("专此函达。"))

    pdf = render_pdf(short, "letter")

    assert len(read_pages(pdf)) == 1
    assert lines_of(pdf, 1)[-1].startswith("抄送：")
    assert wrong(pdf) == []


@pytest.mark.parametrize("organs", [2, 3, 5])
def test_joint_documents_keep_their_organs_in_order_and_the_date_under_the_last(organs):
    names = tuple(f"洛川市第{number}局" for number in "一二三四五")[:organs]

    pdf = render_pdf(notice(organs=names, attachments=(), number="洛一〔2026〕1号"))

    everything = "".join("".join(line.text for line in page.lines) for page in read_pages(pdf))
    after = everything[everything.index("市农业农村局。") :]
    places = [after.index(name) for name in (*names, "2026年2月24日")]
    assert places == sorted(places)
    assert wrong(pdf) == []


def test_an_unsealed_document_has_its_date_two_characters_further_right():
    pdf = render_pdf(notice(sealed=False, attachments=(), body=body_of("照此办理。"), printed_by=""))

    assert wrong(pdf) == []
    assert any(found.clause == "7.3.5.2" for found in check_pdf(pdf))


def test_an_order_leaves_room_for_the_signature_stamp_and_names_the_post():
    layout, document = SAMPLES["order"]

    sealed = lines_of(render_pdf(document, layout), 1)
    plain = lines_of(render_pdf(replace(document, sealed=False), layout), 1)

    assert "市长" in sealed
    assert "市长周正" in plain


def test_a_table_repeats_its_head_on_every_page():
    table = Table(("序号", "项目"), tuple((str(number), "改造") for number in range(60)), "项目表")

    pdf = render_pdf(notice(attachments=(Attachment("项目表", (table,)),)))

    heads = [line.text for page in read_pages(pdf) for line in page.lines if line.text == "序号项目"]
    assert len(heads) >= 2


def test_a_draft_may_lack_number_and_date_and_says_draft_on_every_page():
    layout, document = SAMPLES["draft"]

    pages = PdfReader(BytesIO(render_pdf(document, layout))).pages

    assert all("草" in page.extract_text() for page in pages)
    assert "草稿" not in "".join(lines_of(render_pdf(document, layout), 1))


class Stamp:
    def __init__(self):
        self.places: list[SealPlace] = []

    def seal(self, pdf, places):
        self.places = list(places)
        return pdf + b"\n% sealed"


def test_the_seal_service_gets_one_place_for_each_organ_and_drafts_are_never_sealed():
    stamp, draft = Stamp(), Stamp()
    _layout, document = SAMPLES["lateral"]

    pdf = render_pdf(document, seal=stamp)
    render_pdf(replace(document, draft=True), seal=draft)

    assert pdf.endswith(b"% sealed")
    assert [place.organ for place in stamp.places] == list(document.organs)
    names = {line.text: line for page in read_pages(pdf) for line in page.lines}
    assert abs(stamp.places[-1].x_mm - names["洛川市消防救援支队"].middle) < 1.5
    assert stamp.places[1].x_mm - stamp.places[0].x_mm > 42 / 2
    assert draft.places == []


def test_what_is_missing_or_wrong_is_told_all_at_once():
    bad = OfficialDocument(
        title=" ",
        organs=(),
        body=(),
        number="洛政办[2026]012号",
        copy_no="12",
        urgency="机密",
    )

    with pytest.raises(InvalidError) as refused:
        render_pdf(bad)

    assert set(refused.value.fields) == {
        "organs",
        "title",
        "body",
        "number",
        "copy_no",
        "urgency",
        "dated_on",
    }
    assert "第三十一条" in str(refused.value)


@pytest.mark.parametrize(
    "number",
    ["洛政办[2026]12号", "洛政办〔2026〕012号", "洛政办〔26〕12号", "洛政办〔2026〕第12号", "〔2026〕12号"],
)
def test_a_number_not_written_as_the_standard_says_is_refused(number):
    with pytest.raises(InvalidError, match="六角括号"):
        render_pdf(notice(number=number))


def test_an_order_without_signer_is_refused():
    with pytest.raises(InvalidError, match="签发人"):
        render_pdf(notice(number="第3号"), "order")


def test_markup_in_a_title_is_text():
    pdf = render_pdf(notice(title="关于<b>通知</b>的通知", dated_on=date(2026, 1, 2)))

    assert "关于<b>通知</b>的通知" in lines_of(pdf, 1)


def test_signers_of_a_joint_request_stand_two_a_row_and_the_number_beside_the_last():
    document = replace(
        SAMPLES["upward-joint"][1], signers=tuple(Signer(name) for name in ("周正", "王建国", "赵琳"))
    )

    lines = lines_of(render_pdf(document), 1)

    assert "签发人：周正王建国" in lines
    assert "洛建〔2026〕29号赵琳" in lines
