"""Say what is missing or wrong in the elements of a document before a page is made of it.

Knows the elements each format must have (条例 第九条, GB/T 9704-2012); not the rules of 行文 between organs.
"""

import re

from app.documents.official.model import URGENCIES, Block, Layout, OfficialDocument, Paragraph
from app.errors import InvalidError
from app.text import Text, text

NUMBER = re.compile(r"[^\s〔〕\[\]()（）]+〔\d{4}〕[1-9]\d*号")
_SHORT_NUMBERS = {"order": re.compile(r"第[1-9]\d*号"), "minutes": re.compile(r".*[1-9]\d*[号期]")}
_COPY_NO = re.compile(r"\d{6}")
_SECRET = re.compile("绝密|机密|秘密")


def require_complete(document: OfficialDocument, layout: Layout) -> None:
    """Raise InvalidError with every problem at once, by the name of the element. A draft may lack number and date."""
    found = problems(document, layout)
    if found:
        raise InvalidError(
            text("公文要素不全或有误，不能排版。"), {name: [message] for name, message in found.items()}
        )


def problems(document: OfficialDocument, layout: Layout) -> dict[str, Text]:
    """Return the problem of each element that has one."""
    return {
        name: problem
        for name, problem in (
            ("organs", _organs(document)),
            ("title", None if document.title.strip() else text("缺少标题（条例第九条第八项）")),
            ("body", _body(document.body)),
            ("copy_no", _copy_no(document)),
            ("urgency", _urgency(document)),
            ("signers", _signers(document, layout)),
            ("number", _number(document, layout)),
            ("dated_on", _dated_on(document)),
        )
        if problem is not None
    }


def _organs(document: OfficialDocument) -> Text | None:
    if document.organs and all(name.strip() for name in document.organs):
        return None
    return text("缺少发文机关（条例第九条第五项）")


def _body(body: tuple[Block, ...]) -> Text | None:
    if not body:
        return text("缺少正文（条例第九条第十项）")
    for block in body:
        if not isinstance(block, Paragraph) and any(len(row) != len(block.head) for row in block.rows):
            name = block.caption or "、".join(block.head)
            return text("表格“%(caption)s”各行的格数与表头不同", caption=name)
    return None


def _copy_no(document: OfficialDocument) -> Text | None:
    if not document.copy_no or _COPY_NO.fullmatch(document.copy_no):
        return None
    return text("份号为 6 位阿拉伯数字（GB/T 9704 第 7.2.1 条）")


def _urgency(document: OfficialDocument) -> Text | None:
    if _SECRET.search(document.urgency):
        return text("本系统不处理涉密公文（保守国家秘密法第三十一条），请改用涉密渠道")
    if document.urgency and document.urgency not in URGENCIES:
        return text("紧急程度只能是“特急”或者“加急”（条例第九条第四项）")
    return None


def _signers(document: OfficialDocument, layout: Layout) -> Text | None:
    if layout != "order" or document.signers:
        return None
    return text("命令（令）须有签发人职务和签名章（GB/T 9704 第 10.2 条）")


def _number(document: OfficialDocument, layout: Layout) -> Text | None:
    if not document.number:
        return None if document.draft else text("缺少发文字号（条例第九条第六项）")
    if _SHORT_NUMBERS.get(layout, NUMBER).fullmatch(document.number):
        return None
    return text("发文字号应如“洛政办〔2026〕12号”：六角括号、全年份、不编虚位（GB/T 9704 第 7.2.5 条）")


def _dated_on(document: OfficialDocument) -> Text | None:
    if document.draft or document.dated_on is not None:
        return None
    return text("缺少成文日期（条例第九条第十三项）")
