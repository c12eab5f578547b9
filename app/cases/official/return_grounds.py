"""Why a document goes back: what 初审 looks at, 党政机关公文处理工作条例 24 (3). Knows no rows."""

from collections.abc import Sequence

from app.text import Text, text

LAW = "《党政机关公文处理工作条例》"
GROUNDS: dict[str, tuple[str, Text]] = {
    "competence": ("第二十四条（三）", text("不应当由本机关办理")),
    "rules": ("第二十四条（三）", text("不符合行文规则")),
    "form": ("第二十四条（三）", text("文种、格式不符合要求")),
    "consultation": (
        "第二十四条（三）",
        text("涉及其他地区或者部门职权范围内的事项，没有协商、会签"),
    ),
    "drafting": ("第二十四条（三）", text("不符合公文起草的其他要求")),
    "damaged": ("第二十四条（一）", text("逐件清点时发现件数不符、缺页或者无法打开")),
}
"""Code of a ground → article and words."""


def basis_of(grounds: Sequence[str]) -> str:
    """Return law and articles for these grounds: 《党政机关公文处理工作条例》第二十四条（三）."""
    articles = dict.fromkeys(GROUNDS[code][0] for code in grounds if code in GROUNDS)
    return LAW + "、".join(articles) if articles else LAW + "第二十四条（三）"


def words_of(grounds: Sequence[str]) -> str:
    """Return the grounds in words, joined."""
    return "；".join(str(GROUNDS[code][1]) for code in grounds if code in GROUNDS)
