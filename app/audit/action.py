"""Names of recorded acts for people: what `task.completed` means. Knows no event and no page."""

from collections.abc import Mapping
from types import MappingProxyType

from app.text import Text, text

ACTIONS: Mapping[str, Text] = MappingProxyType(
    {
        "case.started": text("登记入系统"),
        "case.message": text("收到流程消息"),
        "case.timer": text("到期自动处理"),
        "case.withdrawn": text("信访人撤回"),
        "case.canceled": text("终止办理"),
        "case.corrected": text("更正记录"),
        "case.variables_corrected": text("更正流程数据"),
        "case.commented": text("填写意见"),
        "case.attached": text("补充材料"),
        "case.linked": text("关联办件"),
        "case.unlinked": text("解除关联"),
        "case.split": text("拆分办件"),
        "case.group_answered": text("按并案意见答复"),
        "case.unmasked": text("查看完整个人信息"),
        "case.read_refused": text("无权查看而被拒绝"),
        "case.exported": text("导出办件"),
        "task.claimed": text("领取任务"),
        "task.unclaimed": text("退回任务"),
        "task.taken_over": text("接手任务"),
        "task.reassigned": text("转办任务"),
        "task.delegated": text("委派任务"),
        "task.completed": text("完成任务"),
        "term.suspended": text("中止计时"),
        "term.resumed": text("调整中止期间"),
        "term.extended": text("延长期限"),
        "term.recomputed": text("重新计算期限"),
        "document.issued": text("制发文书"),
        "supervision.urged": text("催办"),
        "supervision.ordered": text("督办"),
        "supervision.carded": text("发出超期提示"),
        "supervision.answered": text("答复督办"),
        "supervision.withdrawn": text("撤销督办"),
        "incident.retried": text("重试异常"),
        "incident.resolved": text("处理异常"),
        "payload.erased": text("删除个人信息"),
        "payload.kept": text("删除申请：依法保留"),
        "root.published": text("公布每日根"),
        "access.sealed": text("封存查阅登记"),
        "keys.rotated": text("更换加密密钥"),
        "time.moved": text("拨动演示时钟"),
        "process.deployed": text("发布流程"),
        "process.retired": text("停用流程"),
        "calendar.imported": text("导入工作日历"),
        "people.imported": text("导入人员"),
        "account.registered": text("注册账号"),
        "account.created": text("新建账号"),
        "account.changed": text("修改账号"),
        "account.corrected": text("更正本人信息"),
        "account.disabled": text("停用账号"),
        "account.enabled": text("启用账号"),
        "account.closed": text("注销账号"),
        "role.asked": text("申请授权"),
        "role.granted": text("授予角色"),
        "role.rejected": text("驳回授权"),
        "role.removed": text("收回角色"),
        "session.ended": text("退出登录"),
        "session.revoked": text("强制退出登录"),
        "substitute.added": text("设置替代"),
        "substitute.ended": text("结束替代"),
        "token.created": text("新建接口令牌"),
        "token.ended": text("停用接口令牌"),
        "unit.added": text("新建单位"),
        "unit.changed": text("修改单位"),
        "unit.closed": text("撤销单位"),
    }
)


def action_name(action: str) -> Text:
    """Return the name of an act; an unknown id stands for itself."""
    return ACTIONS.get(action) or Text("%(action)s", {"action": action})
