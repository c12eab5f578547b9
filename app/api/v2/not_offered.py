"""Operations of the contract that are not offered: each answers 501 with the reason, and the documents list them.

Nothing is silently ignored: a client that asks for one of these learns why.
"""

from collections.abc import Mapping

from flask import Blueprint
from werkzeug.wrappers import Response

from app.api.v2.operation import Operation, operation
from app.api.v2.shapes import PROBLEM
from app.edge import signed_in
from app.edge.errors import answer
from app.text import Text, text

blueprint = Blueprint("v2_not_offered", __name__, url_prefix="/v2")

NOT_OFFERED: Mapping[Text, str] = {
    text("本系统没有智能体与连接密钥。"): """
        GET /agent-definitions/<agent_definition_key>
        POST /agent-definitions/search
        POST /agent-instances
        GET /agent-instances/<agent_instance_key>
        PATCH /agent-instances/<agent_instance_key>
        POST /agent-instances/<agent_instance_key>/history/search
        POST /agent-instances/search
        POST /secrets/list
        POST /secrets/resolve
    """,
    text("本系统只有一套部署，备份、集群与租户不由接口管理。"): """
        GET /backups/history
        POST /backups/history
        DELETE /backups/history/<backup_id>
        GET /backups/history/<backup_id>
        GET /backups/runtime
        POST /backups/runtime
        DELETE /backups/runtime/<backup_id>
        GET /backups/runtime/<backup_id>
        DELETE /backups/runtime/state
        GET /backups/runtime/state
        POST /backups/runtime/state/sync
        GET /cluster/v2/backups/history
        POST /cluster/v2/backups/history
        DELETE /cluster/v2/backups/history/<backup_id>
        GET /cluster/v2/backups/history/<backup_id>
        GET /cluster/v2/backups/runtime
        POST /cluster/v2/backups/runtime
        DELETE /cluster/v2/backups/runtime/<backup_id>
        GET /cluster/v2/backups/runtime/<backup_id>
        DELETE /cluster/v2/backups/runtime/state
        GET /cluster/v2/backups/runtime/state
        POST /cluster/v2/backups/runtime/state/sync
        GET /cluster/v2/exporting
        POST /cluster/v2/exporting/pause
        POST /cluster/v2/exporting/resume
        PATCH /cluster/v2/mode
        DELETE /cluster/v2/rebalance
        GET /cluster/v2/rebalance
        POST /cluster/v2/rebalance
        POST /cluster/v2/restore
        GET /cluster/v2/status
        GET /cluster/v2/status/upgrade
        GET /cluster/v2/topology
        GET /exporting
        POST /exporting/pause
        POST /exporting/resume
        PATCH /mode
        GET /restore
        POST /restore
        POST /setup/user
        GET /system/configuration
        GET /system/usage-metrics
        POST /tenants
        DELETE /tenants/<tenant_id>
        GET /tenants/<tenant_id>
        PUT /tenants/<tenant_id>
        PUT /tenants/<tenant_id>/clients/<client_id>
        DELETE /tenants/<tenant_id>/clients/<client_id>
        POST /tenants/<tenant_id>/clients/search
        PUT /tenants/<tenant_id>/groups/<group_id>
        DELETE /tenants/<tenant_id>/groups/<group_id>
        POST /tenants/<tenant_id>/groups/search
        PUT /tenants/<tenant_id>/mapping-rules/<mapping_rule_id>
        DELETE /tenants/<tenant_id>/mapping-rules/<mapping_rule_id>
        POST /tenants/<tenant_id>/mapping-rules/search
        PUT /tenants/<tenant_id>/roles/<role_id>
        DELETE /tenants/<tenant_id>/roles/<role_id>
        POST /tenants/<tenant_id>/roles/search
        PUT /tenants/<tenant_id>/users/<username>
        DELETE /tenants/<tenant_id>/users/<username>
        POST /tenants/<tenant_id>/users/search
        POST /tenants/search
    """,
    text("本系统没有集群变量；各办件的数据互不共享。"): """
        POST /cluster-variables/global
        DELETE /cluster-variables/global/<name>
        GET /cluster-variables/global/<name>
        PUT /cluster-variables/global/<name>
        POST /cluster-variables/search
        POST /cluster-variables/tenants/<tenant_id>
        DELETE /cluster-variables/tenants/<tenant_id>/<name>
        GET /cluster-variables/tenants/<tenant_id>/<name>
        PUT /cluster-variables/tenants/<tenant_id>/<name>
    """,
    text("本系统没有监听器与即席子流程。"): """
        POST /element-instances/ad-hoc-activities/<ad_hoc_sub_process_instance_key>/activation
        POST /global-task-listeners
        DELETE /global-task-listeners/<id>
        GET /global-task-listeners/<id>
        PUT /global-task-listeners/<id>
        POST /global-task-listeners/search
    """,
    text("权限由访问策略规定，不能由接口改动。"): """
        POST /authorizations
        DELETE /authorizations/<authorization_key>
        GET /authorizations/<authorization_key>
        PUT /authorizations/<authorization_key>
        POST /authorizations/search
        POST /mapping-rules
        DELETE /mapping-rules/<mapping_rule_id>
        GET /mapping-rules/<mapping_rule_id>
        PUT /mapping-rules/<mapping_rule_id>
        POST /mapping-rules/search
    """,
    text("人员、岗位与角色由三员在管理页面维护，接口只能查看。"): """
        POST /groups
        DELETE /groups/<group_id>
        PUT /groups/<group_id>
        PUT /groups/<group_id>/clients/<client_id>
        DELETE /groups/<group_id>/clients/<client_id>
        POST /groups/<group_id>/clients/search
        PUT /groups/<group_id>/mapping-rules/<mapping_rule_id>
        DELETE /groups/<group_id>/mapping-rules/<mapping_rule_id>
        POST /groups/<group_id>/mapping-rules/search
        POST /groups/<group_id>/roles/search
        PUT /groups/<group_id>/users/<username>
        DELETE /groups/<group_id>/users/<username>
        POST /roles
        DELETE /roles/<role_id>
        PUT /roles/<role_id>
        PUT /roles/<role_id>/clients/<client_id>
        DELETE /roles/<role_id>/clients/<client_id>
        POST /roles/<role_id>/clients/search
        PUT /roles/<role_id>/groups/<group_id>
        DELETE /roles/<role_id>/groups/<group_id>
        POST /roles/<role_id>/groups/search
        PUT /roles/<role_id>/mapping-rules/<mapping_rule_id>
        DELETE /roles/<role_id>/mapping-rules/<mapping_rule_id>
        POST /roles/<role_id>/mapping-rules/search
        PUT /roles/<role_id>/users/<username>
        DELETE /roles/<role_id>/users/<username>
        POST /users
        DELETE /users/<username>
        PUT /users/<username>
    """,
    text("记录不可删除；查阅请用审计页面和办件页面。"): """
        GET /audit-logs/<audit_log_key>
        POST /audit-logs/search
        GET /decision-instances/<decision_evaluation_instance_key>
        POST /decision-instances/<decision_evaluation_key>/deletion
        POST /decision-instances/deletion
        POST /decision-instances/search
        POST /process-instances/<process_instance_key>/deletion
        POST /process-instances/deletion
        POST /resources/<resource_key>/deletion
        POST /user-tasks/<user_task_key>/audit-logs/search
    """,
    text("这项统计不由接口提供，请用统计页面或 /metrics。"): """
        POST /element-instances/wait-states/search
        POST /incidents/statistics/process-instances-by-definition
        POST /incidents/statistics/process-instances-by-error
        POST /jobs/statistics/by-types
        POST /jobs/statistics/by-workers
        POST /jobs/statistics/errors
        GET /jobs/statistics/global
        POST /jobs/statistics/time-series
        POST /process-definitions/<process_definition_key>/variable-names/search
        POST /process-definitions/statistics/message-subscriptions
        POST /process-definitions/statistics/process-instances
        POST /process-definitions/statistics/process-instances-by-version
        GET /process-instances/<process_instance_key>/statistics/wait-states
    """,
    text("接口不计算任意表达式，也没有条件事件。"): """
        POST /conditionals/evaluation
        POST /expression/evaluation
    """,
    text("文件只能凭客户端的身份读取，不发放链接。"): """
        POST /documents/<document_id>/links
    """,
    text("接口不列出等待中的消息。"): """
        POST /correlated-message-subscriptions/search
        POST /message-subscriptions/search
    """,
    text("这种批量操作不提供，请逐件办理。"): """
        POST /batch-operations/<batch_operation_key>/resumption
        POST /batch-operations/<batch_operation_key>/suspension
        POST /jobs/batch-update
        POST /process-instances/migration
        POST /process-instances/modification
        POST /process-instances/resumption
        POST /process-instances/suspension
    """,
    text("办件的版本迁移请在流程页面办理。"): """
    """,
    text("业务编号只能在发起时给定。"): """
        POST /process-instances/<process_instance_key>/business-id-assignment
    """,
    text("接口不列出经过的连线，请查询元素实例。"): """
        GET /process-instances/<process_instance_key>/sequence-flows
    """,
}
"""Reason → operations (method and path)."""


def _register(reason: Text, method: str, path: str) -> None:
    @signed_in
    @operation(
        Operation(
            f"{method.lower()}{path.replace('/', '_').replace('<', '').replace('>', '')}",
            "Not offered",
            answers={501: PROBLEM},
            refusals=(400, 401, 429),
        )
    )
    def refuse(**_arguments: str) -> Response:
        return answer(501, reason)

    name = f"{method}{path}".replace("/", "_").replace(".", "_")
    blueprint.add_url_rule(path, name, refuse, methods=[method])


for _reason, _operations in NOT_OFFERED.items():
    for _line in _operations.split("\n"):
        if _line.strip():
            _register(_reason, *_line.split())
