"""Programs start cases, wait for results, find and end them; a form stands in the way where the process has one."""

from io import BytesIO

from app.cases.moving.run_jobs import run_ready_jobs
from tests.harness.supplies import PROCESS, deploy, read, start, take

SHORT = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
 id="d" targetNamespace="t"><bpmn:process id="double" name="double" isExecutable="true">
<bpmn:startEvent id="s"><bpmn:outgoing>a</bpmn:outgoing></bpmn:startEvent>
<bpmn:sequenceFlow id="a" sourceRef="s" targetRef="t" />
<bpmn:scriptTask id="t"><bpmn:extensionElements><zeebe:script expression="=n * 2" resultVariable="twice" /></bpmn:extensionElements>
<bpmn:incoming>a</bpmn:incoming><bpmn:outgoing>b</bpmn:outgoing></bpmn:scriptTask>
<bpmn:sequenceFlow id="b" sourceRef="t" targetRef="e" />
<bpmn:endEvent id="e"><bpmn:incoming>b</bpmn:incoming></bpmn:endEvent></bpmn:process></bpmn:definitions>"""


def test_a_result_is_awaited(clerk):
    deployed = deploy(clerk, double_bpmn=SHORT)
    asked = {"processDefinitionId": "double", "variables": {"n": 21}, "awaitCompletion": True}

    made = clerk.post("/process-instances", {**asked, "fetchVariables": ["twice"]})

    assert deployed.status_code == 200, deployed.text
    assert made.json["variables"] == {"twice": 42}


def test_waiting_ends_and_the_case_goes_on(supplies):
    asked = {"processDefinitionId": PROCESS, "variables": {"order": "o"}, "awaitCompletion": True}

    made = supplies.post("/process-instances", {**asked, "requestTimeout": 50})

    assert made.status_code == 504
    assert [one["state"] for one in supplies.found("/process-instances/search")] == ["ACTIVE"]


def test_a_case_of_a_program_is_a_case_of_the_office(supplies, client_of):
    key = start(supplies, order="o-1")

    page = client_of("luohao").get(f"/cases/{key}")

    assert page.status_code == 200
    assert "申领办公用品" in page.text


def test_the_petition_is_started_through_its_form_only(supplies):
    answer = supplies.post(
        "/process-instances", {"processDefinitionId": "petition", "variables": {"title": "x"}}
    )
    other = supplies.post(
        "/process-instances", {"processDefinitionId": "petition", "variables": {"class": "claim"}}
    )

    assert (answer.status_code, other.status_code) == (400, 400)
    assert "applicant_name" in [one["field"] for one in answer.json["errors"]]
    assert [one["field"] for one in other.json["errors"]] == ["variables.class"]


def test_searches_combine_fields_operators_variables_and_order(supplies):
    for number in range(4):
        start(supplies, order=f"o-{number}", pieces=number)

    def orders(**asked):
        keys = [one["processInstanceKey"] for one in supplies.found("/process-instances/search", **asked)]
        found = supplies.found(
            "/variables/search", filter={"name": "order", "processInstanceKey": {"$in": keys}}
        )
        named = {one["processInstanceKey"]: one["value"] for one in found}
        return [named[key] for key in keys]

    assert orders(filter={"variables": [{"name": "pieces", "value": "2"}]}) == ['"o-2"']
    assert orders(filter={"variables": [{"name": "pieces", "value": {"$in": ["1", "3"]}}]}) == [
        '"o-1"',
        '"o-3"',
    ]
    assert orders(sort=[{"field": "processInstanceKey", "order": "DESC"}], page={"limit": 2}) == [
        '"o-3"',
        '"o-2"',
    ]
    assert orders(page={"from": 1, "limit": 1}) == ['"o-1"']
    assert (
        orders(
            filter={"processDefinitionId": {"$like": "order-*"}, "startDate": {"$gt": "2030-01-01T00:00:00Z"}}
        )
        == []
    )


def test_pages_by_cursor_neither_repeat_nor_hide(supplies):
    keys = [start(supplies, order=f"o-{number}") for number in range(5)]
    sort = [{"field": "startDate", "order": "DESC"}]
    first = supplies.post("/process-instances/search", {"sort": sort, "page": {"limit": 2}}).json
    start(supplies, order="later")

    second = supplies.post(
        "/process-instances/search", {"sort": sort, "page": {"limit": 2, "after": first["page"]["endCursor"]}}
    ).json
    back = supplies.post(
        "/process-instances/search",
        {"sort": sort, "page": {"limit": 2, "before": second["page"]["startCursor"]}},
    ).json

    def named(answer):
        return [one["processInstanceKey"] for one in answer["items"]]

    assert len({*named(first), *named(second)}) == 4
    assert set(named(second)) < set(keys)
    assert named(back) == named(first)
    assert supplies.post("/process-instances/search", {"page": {"after": "bm8="}}).status_code == 400


def test_a_head_ends_moves_and_suspends_a_case(city, supplies, api_client):
    key, head = start(supplies, order="o-1"), api_client("tangwei")
    place = f"/process-instances/{key}"

    refused = supplies.post(f"{place}/cancellation")
    suspended = head.post(f"{place}/suspension")
    while_suspended = (head.get(place).json["state"], take(supplies))
    resumed = head.post(f"{place}/resumption")
    ended = head.post(f"{place}/cancellation", {"operationReference": 7})
    again = head.post(f"{place}/cancellation")

    assert refused.status_code == 403
    assert (suspended.status_code, resumed.status_code) == (204, 204)
    assert while_suspended == ("SUSPENDED", [])
    assert (ended.status_code, again.status_code) == (204, 409)
    assert head.get(place).json["state"] == "TERMINATED"


def test_a_designer_moves_a_case_to_a_new_version(supplies):
    key = start(supplies, order="o-1")
    changed = read("order.bpmn").replace("核对库存".encode(), "查看库存".encode())
    deployed = deploy(supplies, order_bpmn=changed).json["deployments"][0]["processDefinition"]
    target = {"targetProcessDefinitionKey": deployed["processDefinitionKey"]}
    place = f"/process-instances/{key}/migration"

    renamed = {"sourceElementId": "check", "targetElementId": "approve"}
    refused = supplies.post(place, {**target, "mappingInstructions": [renamed]})
    same = {"sourceElementId": "check", "targetElementId": "check"}
    moved = supplies.post(place, {**target, "mappingInstructions": [same]})

    assert (refused.status_code, moved.status_code) == (400, 204), moved.text
    assert supplies.get(f"/process-instances/{key}").json["processDefinitionVersion"] == 2
    [job] = take(supplies)
    assert supplies.post(f"/jobs/{job['jobKey']}/completion").status_code == 204


def test_a_batch_ends_what_it_may_and_says_what_it_could_not(city, supplies, api_client):
    keys, head = [start(supplies, order=f"o-{n}") for n in range(3)], api_client("tangwei")

    begun = head.post("/process-instances/cancellation", {"filter": {"processDefinitionId": PROCESS}})
    head.post(f"/process-instances/{keys[0]}/cancellation")
    run_ready_jobs(city)

    batch = head.get(f"/batch-operations/{begun.json['batchOperationKey']}").json
    assert (batch["state"], batch["operationsTotalCount"]) == ("COMPLETED", 3)
    assert (batch["operationsCompletedCount"], batch["operationsFailedCount"]) == (2, 1)
    [failed] = head.found("/batch-operation-items/search", filter={"state": "FAILED"})
    assert failed["processInstanceKey"] == keys[0]


def test_nobody_finds_cases_beyond_their_reach(supplies, api_client):
    key = start(supplies, order="o-1")
    stranger, keeper = api_client("pengfei"), api_client("gaoyuan")

    assert stranger.found("/process-instances/search") == []
    assert stranger.found("/variables/search") == []
    assert stranger.get(f"/process-instances/{key}").status_code == 403
    assert keeper.post("/process-instances/search", {}).status_code == 403


def test_what_is_not_known_is_refused_and_named(supplies):
    answer = supplies.post("/process-instances/search", {"filter": {"colour": "red"}, "page": {"limit": -1}})
    broken = supplies.send("POST", "/process-instances", data=b"{", content_type="application/json")

    assert answer.status_code == 400
    assert [one["field"] for one in answer.json["errors"]] == ["page.limit", "filter.colour"]
    assert broken.status_code == 400


def test_people_documents_and_signals(city, clerk, api_client):
    keeper = api_client("anping")
    users = keeper.found("/users/search", filter={"username": "luohao"})
    groups = keeper.found("/groups/zjj.handler/users/search")
    roles = keeper.found("/roles/search", filter={"roleId": "clerk"})
    kept = clerk.send("POST", "/documents", data={"file": (BytesIO(b"%PDF-1.7"), "a.pdf")}).json
    found = clerk.get(f"/documents/{kept['documentId']}?contentHash={kept['contentHash']}")
    other = api_client("dingning").get(f"/documents/{kept['documentId']}")

    assert [one["name"] for one in users] == ["罗浩"]
    assert {"username": "luohao"} in groups
    assert [one["roleId"] for one in roles] == ["clerk"]
    assert (found.data, other.status_code) == (b"%PDF-1.7", 404)
    assert clerk.post("/signals/broadcast", {"signalName": "nobody-waits"}).status_code == 200
    assert clerk.post("/users/search", {}).status_code == 403
