"""The part of the policy about acts on a running case beside its drawing; `app.access.table` holds the whole."""

from app.access import case_rules, operation_rules
from app.access.facts import AccountFacts, CaseFacts, DoneTaskFacts, ReadingFacts, SideFacts, TaskFacts
from app.access.rule import Rule

DIRECTS = "承办单位负责人、上级分管领导"
DIRECTS_EN = "the unit's head, leaders above"

OPERATIONS = (
    Rule(
        "task.operate",
        TaskFacts,
        operation_rules.operate,
        "当前经办人及其替代人；无人领取时的候选人员；图中允许的操作",
        "the holder or substitute, a candidate when nobody holds it; what the drawing allows",
        hides=True,
    ),
    Rule(
        "task.take_back",
        DoneTaskFacts,
        operation_rules.take_back,
        "办理这一步的人，下一步尚未打开时",
        "whoever completed the step, while nobody has opened the next one",
        hides=True,
    ),
    Rule(
        "side.answer",
        SideFacts,
        operation_rules.answer,
        "被征求意见的人及其替代人",
        "the person asked and substitutes",
        hides=True,
    ),
    Rule(
        "case.circulate",
        CaseFacts,
        operation_rules.circulate,
        "此件的参与人、本单位人员与负责人；检举控告不得传阅",
        "participants, the unit's staff and heads; never an accusation",
        "信访工作条例 第三十条",
        hides=True,
    ),
    Rule(
        "reading.mark",
        ReadingFacts,
        operation_rules.mark_read,
        "传阅对象及其替代人（代阅）",
        "the reader and substitutes",
        hides=True,
    ),
    Rule("case.suspend", CaseFacts, case_rules.direct, DIRECTS, DIRECTS_EN, hides=True),
    Rule("case.jump", CaseFacts, case_rules.direct, DIRECTS, DIRECTS_EN, hides=True),
    Rule(
        "case.void",
        CaseFacts,
        operation_rules.void,
        "登记此件的工作人员、" + DIRECTS,
        "the clerk who entered it, " + DIRECTS_EN,
        hides=True,
    ),
    Rule(
        "people.hand_over",
        AccountFacts,
        operation_rules.hand_over,
        "本单位负责人、系统管理员",
        "the head of the unit, the system administrator",
    ),
)
