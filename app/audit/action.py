"""Names of recorded acts for people: what `task.completed` means. Knows no event and no page."""

from collections.abc import Mapping
from types import MappingProxyType

from app.text import Text, text

ACTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "case.started": text("提交（登记）事项"),
        "case.message": text("收到流程消息"),
        "case.canceled": text("终止事项"),
        "case.withdrawn": text("申请人撤回"),
        "case.corrected": text("更正登记内容"),
        "case.commented": text("填写意见"),
        "case.attached": text("添加材料"),
        "case.rated": text("评价"),
        "case.linked": text("关联事项"),
        "case.migrated": text("更换流程版本"),
        "case.advanced": text("流程推进"),
        "task.claimed": text("认领任务"),
        "task.unclaimed": text("退回任务"),
        "task.taken_over": text("接手任务"),
        "task.reassigned": text("转交任务"),
        "task.completed": text("办理完成"),
        "timer.fired": text("到期自动处理"),
        "term.suspended": text("期限中止"),
        "term.resumed": text("期限恢复"),
        "term.extended": text("期限延长"),
        "document.issued": text("制发文书"),
        "document.voided": text("文号作废"),
        "supervision.issued": text("督办（催办）"),
        "supervision.answered": text("答复督办"),
        "payload.erased": text("删除个人信息"),
        "payload.kept": text("删除申请：依法保留"),
        "root.published": text("公布每日根"),
        "access.sealed": text("封存查阅登记"),
        "keys.rotated": text("更换加密密钥"),
        "sensitive.unmasked": text("查看完整个人信息"),
    }
)


def action_name(action: str) -> Text:
    """Return the name of an act; an unknown id stands for itself."""
    return ACTIONS.get(action) or Text("%(action)s", {"action": action})
