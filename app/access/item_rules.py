"""Rules about the catalogue of items: everybody reads it, the office that keeps processes keeps it."""

from app.access import office_rules
from app.access.rule import Rule

TABLE = (
    Rule("item.read", None, lambda _a, _s: None, "任何人", "everybody", "行政许可法 30", guests=True),
    Rule("item.manage", None, office_rules.role_is("designer"), "流程设计员", "designers", "行政许可法 30"),
)
