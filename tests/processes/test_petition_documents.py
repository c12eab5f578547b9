"""The letters of the petition process as they leave the house: filled in, made a PDF, read back."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from app.documents import TemplateFailedError, make_pdf, render_document

FOLDER = Path(__file__).resolve().parents[2] / "processes/petition"
FILES = {f"documents/{p.name}": p.read_bytes() for p in (FOLDER / "documents").glob("*.html")}
NAMES = sorted(p.stem for p in (FOLDER / "documents").glob("[!_]*.html"))
UNITS = {"sfb": "洛城市人民政府办公室", "fhb": "信访事项复核办公室"}
OPINION = {
    "opinion_request": "修好换热站，退还采暖费。",
    "opinion_facts": "14户室温低于18℃。\n换热器结垢堵塞。",
    "opinion_reasons": "供热单位应当保证室温。",
    "opinion_outcome": "support",
    "opinion_text": "更换换热器，退费7,236.50元。",
    "opinion_basis": "《洛城市供热管理办法》第十八条。",
}
DATA = OPINION | {
    "request": "修好暖气。",
    "guide_way": "judicial",
    "guide_text": "可以向人民法院起诉。",
    "refusal_reasons": "同一事项正在办理。",
    "study_text": "年内实施。",
    "report_by": "2026-03-01",
    "review_wanted": "撤销原意见。",
    "review_reasons": "退费算错。",
    "review_facts": "复查查明的事实。",
    "review_outcome": "change",
    "review_text": "退费改为8,100元。",
    "review_basis": "《办法》第十八条。",
    "recheck_wanted": "仍请退费。",
    "recheck_reasons": "没有退费。",
    "recheck_facts": "复核查明的事实。",
    "recheck_outcome": "uphold",
    "recheck_text": "复查意见事实清楚。",
    "recheck_basis": "《条例》第三十六条。",
}
VARIABLES = {
    "class": "claim",
    "route": "opinion",
    "accepted_on": "2026-02-15",
    "adoption": "partly",
    "extension_days": 30,
    "extension_reason": "需要跨部门核实。",
    "transfer_kind": "assign",
    "superior": {"review_unit": "sfb", "recheck_unit": "fhb"},
    "review_requested_on": "2026-05-01",
    "recheck_requested_on": "2026-06-20",
}


def context(**changes):
    return {
        "case": {
            "number": "信访〔2026〕12号",
            "title": "<b>暖气</b>不热",
            "received_on": "2026-02-03",
            "unit_name": "住房和城乡建设局",
            "intake_unit_name": "洛城市信访局",
            "url": "https://luocheng.example/track",
            "code": "K7PM-Q2XH-93TD",
            "applicant": {"name": "<i>何秀英</i>"},
        },
        "number": "洛建信复字〔2026〕3号",
        "data": DATA,
        "variables": VARIABLES,
        "terms": {"handling": {"legal_on": "2026-05-16"}},
        "today": "2026-04-10",
        "unit_name": UNITS.__getitem__,
        **changes,
    }


def letter(name: str, **changes) -> str:
    return render_document(FILES, name, context(**changes))


def read(html: str) -> tuple[PdfReader, str]:
    reader = PdfReader(BytesIO(make_pdf(html)))
    return reader, "".join("".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_is_an_accessible_pdf_that_reads_back(name):
    reader, words = read(letter(name))

    assert "信访〔2026〕12号" in words
    assert "洛建信复字〔2026〕3号" in words
    assert "2026年4月10日" in words
    assert reader.metadata.title
    assert reader.metadata.title in words
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_escapes_the_citizens_words(name):
    rendered = letter(name)

    assert "<b>暖气" not in rendered
    assert "<i>何" not in rendered


def test_the_opinion_has_request_facts_reasons_opinion_law_and_remedy_in_that_order():
    # 信访工作条例 32, 35
    _, words = read(letter("opinion"))

    wanted = [
        "一、投诉请求", "修好换热站", "二、查明的事实", "换热器结垢堵塞", "三、理由", "供热单位应当保证室温",
        "四、处理意见", "予以支持", "7,236.50元", "五、法律法规依据", "供热管理办法》第十八条", "30日内", "复查", "住房和城乡建设局",
    ]  # fmt: skip
    places = [words.index(part) for part in wanted[:-1]] + [words.rindex(wanted[-1])]
    assert places == sorted(places)


@pytest.mark.parametrize("missing", sorted(OPINION))
def test_an_opinion_with_a_gap_is_not_issued(missing):
    data = {key: value for key, value in DATA.items() if key != missing}

    with pytest.raises(TemplateFailedError, match=f"opinion.html.*{missing}"):
        letter("opinion", data=data)


def test_an_unknown_outcome_is_never_read_as_a_refusal():
    with pytest.raises(TemplateFailedError):
        letter("opinion", data=DATA | {"opinion_outcome": "maybe"})


@pytest.mark.parametrize(
    ("name", "office"), [("opinion", "住房和城乡建设局"), ("review", UNITS["sfb"]), ("recheck", UNITS["fhb"])]
)
def test_the_body_that_decides_signs(name, office):
    assert f"<p>{office}</p>" in letter(name)


def test_an_answer_about_a_duty_leads_to_reconsideration_and_court_instead_of_review():
    rendered = letter("opinion", variables=VARIABLES | {"route": "duty"})

    assert "履行职责答复意见书" in rendered
    assert "行政复议或者提起行政诉讼" in rendered
    assert "复查" not in rendered
