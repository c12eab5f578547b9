"""Rules about department systems: who sees how they are, who changes how they are asked."""

from app.access import office_rules
from app.access.rule import Rule

TABLE = (
    Rule(
        "system.read",
        None,
        office_rules.role_is("system_admin", "designer"),
        "系统管理员、流程设计员（不显示办件内容）",
        "the system administrator, designers (no case contents)",
    ),
    Rule(
        "system.manage",
        None,
        office_rules.role_is("system_admin"),
        "系统管理员",
        "the system administrator",
    ),
)
