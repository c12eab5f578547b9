"""The official Python client (camunda-orchestration-sdk) against a real server, unchanged, beside a clerk in the inbox."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from camunda_orchestration_sdk import CamundaAsyncClient, CamundaClient, WorkerConfig, errors, models
from camunda_orchestration_sdk.types import File

from tests.harness.supplies import DATA, PROCESS, make_designer

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])


@pytest.fixture
def configuration(site, city, api_client):
    """Return the settings of a client that signs in with OAuth, as its documentation says."""
    make_designer(city, "luohao")
    credentials = api_client("luohao").credentials
    return {
        "CAMUNDA_REST_ADDRESS": f"{site}/v2",
        "CAMUNDA_AUTH_STRATEGY": "OAUTH",
        "CAMUNDA_OAUTH_URL": f"{site}/api/oauth/token",
        "CAMUNDA_CLIENT_ID": credentials.client_id,
        "CAMUNDA_CLIENT_SECRET": credentials.secret,
        "CAMUNDA_TOKEN_AUDIENCE": "luoshu",
        "CAMUNDA_TOKEN_DISK_CACHE_DISABLE": "true",
    }


@pytest.fixture
def client(configuration):
    """Return the client with the drawing and its form deployed."""
    with CamundaClient(configuration=configuration) as made:
        made.deploy_resources_from_files([DATA / "order.bpmn", DATA / "approve-order.form"])
        yield made


def begin(client, **variables):
    data = models.ProcessCreationById(
        process_definition_id=PROCESS,
        variables=models.ProcessInstanceCreationInstructionBaseVariables.from_dict(variables),
        business_id="b-1",
        tags=["priority:high"],
    )
    return client.create_process_instance(data=data)


def one_job(client, **changes):
    asked = {"type_": "check-stock", "timeout": 60_000, "max_jobs_to_activate": 1, "request_timeout": -1}
    [job] = client.activate_jobs(data=models.JobActivationRequest(**{**asked, **changes})).jobs
    return job


def tasks_of(client, instance):
    found = models.UserTaskSearchQueryFilter(process_instance_key=instance.process_instance_key)
    return client.search_user_tasks(data=models.UserTaskSearchQuery(filter_=found)).items


def test_a_drawing_is_deployed_worked_and_watched(client, client_of):
    instance = begin(client, order="o-1", pieces=2)
    job = one_job(client)
    client.complete_job(job_key=job.job_key)
    [task] = tasks_of(client, instance)
    inbox = client_of("dingning").get("/inbox?box=group").text
    number = re.search(r"order-supplies〔\d+〕\d+号", inbox)

    client.complete_user_task(
        user_task_key=task.user_task_key,
        data=models.UserTaskCompletionRequest(
            variables=models.UserTaskCompletionRequestVariables.from_dict({"decision": "yes"})
        ),
    )
    sent = client.correlate_message(
        data=models.MessageCorrelationRequest(name="delivered", correlation_key="o-1")
    )

    assert number is not None
    assert client.get_user_task_form(user_task_key=task.user_task_key).form_id == "approve-order"
    assert sent.process_instance_key == instance.process_instance_key
    read = client.get_process_instance(process_instance_key=instance.process_instance_key)
    assert (read.state, read.business_id, read.tags) == ("COMPLETED", "b-1", ["priority:high"])


def test_a_job_worker_and_a_clerk_work_side_by_side(client, configuration, client_of):
    instance = begin(client, order="o-2", pieces=3)

    async def check(job):
        return {"in_stock": job.variables.to_dict()["pieces"] < 5}

    async def work():
        worker = CamundaAsyncClient(configuration=configuration)
        worker.create_job_worker(
            WorkerConfig(job_type="check-stock", job_timeout_milliseconds=30_000, max_concurrent_jobs=2),
            check,
            execution_strategy="async",
        )
        running = asyncio.create_task(worker.run_workers())
        # what is waited for happens on the server; the asking must not hold up the worker
        while not await asyncio.to_thread(tasks_of, client, instance):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        running.cancel()

    # in a thread of its own: a browser of another test may keep a loop in this one
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, asyncio.wait_for(work(), 120)).result()
    clerk = client_of("dingning")
    [key] = [task.user_task_key for task in tasks_of(client, instance)]
    page = clerk.get(f"/tasks/{key}")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
    done = clerk.post(f"/tasks/{key}", data={"csrf_token": token, "decision": "yes", "remark": ""})

    assert done.status_code == 303
    [found] = tasks_of(client, instance)
    assert found.state == "COMPLETED"


def test_what_stops_is_found_and_resolved(client):
    instance = begin(client, order="o-3")
    job = one_job(client)
    client.fail_job(job_key=job.job_key, data=models.JobFailRequest(retries=0, error_message="仓库无应答"))
    query = models.IncidentSearchQuery(
        filter_=models.IncidentSearchQueryFilter(process_instance_key=instance.process_instance_key)
    )

    [incident] = client.search_incidents(data=query).items
    client.update_job(
        job_key=job.job_key, data=models.JobUpdateRequest(changeset=models.JobChangeset(retries=1))
    )
    client.resolve_incident(incident_key=incident.incident_key)

    assert incident.error_message == "仓库无应答"
    assert one_job(client).job_key == job.job_key
    assert [one.state for one in client.search_incidents(data=query).items] == ["RESOLVED"]


def test_reads_and_pages(client):
    instances = [begin(client, order=f"o-{n}", pieces=n) for n in range(5)]
    first = client.search_process_instances(
        data=models.ProcessInstanceSearchQuery(
            filter_=models.ProcessInstanceSearchQueryFilter(process_definition_id=PROCESS),
            page=models.LimitBasedPagination(limit=3),
        )
    )
    rest = client.search_process_instances(
        data=models.ProcessInstanceSearchQuery(
            filter_=models.ProcessInstanceSearchQueryFilter(process_definition_id=PROCESS),
            page=models.CursorBasedForwardPagination(after=first.page.end_cursor, limit=3),
        )
    )
    variables = client.search_variables(
        data=models.VariableSearchQuery(
            filter_=models.VariableSearchQueryFilter(
                process_instance_key=instances[4].process_instance_key, name="pieces"
            )
        )
    )
    elements = client.search_element_instances(
        data=models.ElementInstanceSearchQuery(
            filter_=models.ElementInstanceSearchQueryFilter(
                process_instance_key=instances[0].process_instance_key
            )
        )
    )

    keys = [one.process_instance_key for one in (*first.items, *rest.items)]
    assert keys == [one.process_instance_key for one in instances]
    assert first.page.total_items == 5
    assert [one.value for one in variables.items] == ["4"]
    assert [(one.element_id, one.state) for one in elements.items] == [
        ("ordered", "COMPLETED"),
        ("check", "ACTIVE"),
    ]


def test_definitions_and_decisions(client):
    client.deploy_resources_from_files([DATA / "discount.dmn"])
    definitions = client.search_process_definitions(
        data=models.ProcessDefinitionSearchQuery(
            filter_=models.ProcessDefinitionSearchQueryFilter(
                process_definition_id=PROCESS, is_latest_version=True
            )
        )
    )
    [definition] = definitions.items
    xml = client.get_process_definition_xml(process_definition_key=definition.process_definition_key)
    evaluated = client.evaluate_decision(
        data=models.DecisionEvaluationByID(
            decision_definition_id="discount",
            variables=models.DecisionEvaluationByIdVariables.from_dict({"pieces": 12}),
        )
    )

    assert (definition.name, definition.version, definition.version_tag) == ("申领办公用品", 1, "v1")
    assert "kept as it is" in xml
    assert evaluated.output == "0.1"
    assert evaluated.evaluated_decisions[0].matched_rules[0].rule_id == "many"


def test_one_bad_file_deploys_nothing(client):
    broken = File(payload=b"<definitions/>", file_name="broken.bpmn")
    good = File(payload=(DATA / "discount.dmn").read_bytes(), file_name="discount.dmn")

    with pytest.raises(errors.BadRequestError) as refused:
        client.create_deployment(data=models.CreateDeploymentData(resources=[good, broken]))

    assert "broken.bpmn" in str(refused.value)
    known = {one.decision_definition_id for one in client.search_decision_definitions().items}
    assert "discount" not in known
    assert client.get_topology().gateway_version.startswith("8.")
