"""One item of the catalogue as it is published (行政许可法 30; 政务服务事项 的要素), and how it is stored."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from app.text import Text, text

DEPTHS: Mapping[str, Text] = {
    "query": text("仅查询"),
    "download": text("表格下载"),
    "apply": text("网上申请"),
    "full": text("全程网办"),
}
"""办理深度: how far an item can be done online, from the least on."""
ONLINE = ("apply", "full")
KINDS: Mapping[str, Text] = {
    "permit": text("行政许可"),
    "confirmation": text("行政确认"),
    "payment": text("行政给付"),
    "service": text("公共服务"),
}
APPLICANTS: Mapping[str, Text] = {"person": text("自然人"), "company": text("法人和其他组织")}


@dataclass(frozen=True, slots=True)
class Material:
    """Hold one document that is asked for; `datum` names the datum it proves, if sharing can replace it."""

    name: str
    required: bool = True
    copies: int = 1
    source: str = ""
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Datum:
    """Hold one entry of the data dictionary: what is asked once, whichever items need it.

    `own` is the part of an account that fills it in (name, phone, id_number, email) or empty.
    """

    key: str
    label: str
    label_en: str = ""
    sample: str = ""
    own: str = ""


@dataclass(frozen=True, slots=True)
class ServiceItem:
    """Hold one item. Lists are tuples; texts are Chinese; `legal_rule` is a rule of app/deadlines.

    `process` is the process that is started online (depth apply or full); `data` are keys of the data dictionary that
    its form asks for; `promised_days` are working days.
    """

    code: str
    name: str
    unit: str
    kind: str
    name_en: str = ""
    depth: str = "query"
    basis: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    quantity: str = ""
    steps: tuple[str, ...] = ()
    process: str = ""
    legal_rule: str = ""
    promised_days: int | None = None
    materials: tuple[Material, ...] = ()
    data: tuple[str, ...] = ()
    fee: str = ""
    fee_basis: str = ""
    place: str = ""
    phone: str = ""
    applicants: tuple[str, ...] = ()
    result: str = ""
    validity: str = ""
    synonyms: tuple[str, ...] = ()
    in_hall: bool = False

    @property
    def is_online(self) -> bool:
        """Tell whether it can be asked for online."""
        return self.depth in ONLINE


LISTS = frozenset({"basis", "conditions", "steps", "data", "applicants", "synonyms"})


def item_of(record: Mapping[str, Any]) -> ServiceItem:
    """Return a stored item; unknown keys are left out."""
    known = {one.name for one in fields(ServiceItem)}
    values: dict[str, Any] = {
        key: tuple(value) if key in LISTS else value for key, value in record.items() if key in known
    }
    values["materials"] = tuple(Material(**one) for one in record.get("materials", ()))
    return ServiceItem(**values)


def record_of(item: ServiceItem) -> dict[str, Any]:
    """Return an item as JSON-native data, in the order of its fields."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(item).items()}
