"""The items a citizen can ask the offices for (事项目录): what each one says, and what it should say.

Knows the file format and the law's list of what is published; no database, no case.
"""

from app.items.item import DEPTHS, Datum, Material, ServiceItem, item_of, record_of
from app.items.read_items import Catalogue, ItemProblem, read_json, read_rows
from app.items.table import HEADINGS, row_of
from app.items.words import missing_parts, search_words, with_synonyms

__all__ = [
    "DEPTHS",
    "HEADINGS",
    "Catalogue",
    "Datum",
    "ItemProblem",
    "Material",
    "ServiceItem",
    "item_of",
    "missing_parts",
    "read_json",
    "read_rows",
    "record_of",
    "row_of",
    "search_words",
    "with_synonyms",
]
