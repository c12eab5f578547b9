"""The kinds of link between two cases, and what they are called."""

from app.text import Text, text

KINDS: dict[str, Text] = {
    "duplicate": text("同一事项（重复）"),
    "earlier": text("在先事项"),
    "split": text("由此拆分"),
    "group": text("并案办理"),
    "related": text("相关"),
}
