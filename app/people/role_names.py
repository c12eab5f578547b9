"""Names of the roles as the reader's language says them."""

from collections.abc import Mapping
from types import MappingProxyType

from app.text import Text, text

ROLE_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "clerk": text("经办人员"),
        "head": text("部门负责人"),
        "leader": text("分管领导"),
        "supervisor": text("督办人员"),
        "designer": text("流程设计员"),
        "system_admin": text("系统管理员"),
        "security_admin": text("安全管理员"),
        "audit_admin": text("审计管理员"),
    }
)


def role_name(role: str) -> Text:
    """Return a role's name; an unknown role stands for itself."""
    return ROLE_NAMES.get(role) or Text("%(role)s", {"role": role})
