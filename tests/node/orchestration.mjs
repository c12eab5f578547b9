// Drive the official Node client against a running site, every request and answer held against its own schemas.
// usage: CAMUNDA_… node orchestration.mjs DRAWING FORM   prints JSON: what happened, step by step
import createCamundaClient from "@camunda8/orchestration-cluster-api";
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const [drawing, form] = process.argv.slice(2);
const client = createCamundaClient();
const now = { consistency: { waitUpToMs: 0 } };
const file = (path) => new File([readFileSync(path)], basename(path));
const until = async (look) => {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await look();
    if (found.length) return found;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error("nothing came");
};

const topology = await client.getTopology();
const me = await client.getAuthentication();
const deployment = await client.createDeployment({ resources: [file(drawing), file(form)] });
const { processDefinitionKey } = deployment.processes[0];
const instance = await client.createProcessInstance({
  processDefinitionKey,
  variables: { order: "n-1", pieces: 4 },
  businessId: "node-1",
});
const { processInstanceKey } = instance;

const worker = client.createJobWorker({
  jobType: "check-stock",
  jobTimeoutMs: 10_000,
  maxParallelJobs: 2,
  pollTimeoutMs: 1000,
  jobHandler: (job) => job.complete({ in_stock: job.variables.pieces < 10 }),
});
const tasks = await until(async () => (await client.searchUserTasks({ filter: { processInstanceKey } }, now)).items);
worker.stop();
const { userTaskKey } = tasks[0];
await client.assignUserTask({ userTaskKey, assignee: me.username, allowOverride: true });
const taken = await client.getUserTask({ userTaskKey }, now);
await client.completeUserTask({ userTaskKey, variables: { decision: "yes" } });
const message = await client.correlateMessage({ name: "delivered", correlationKey: "n-1" });
const ended = await client.getProcessInstance({ processInstanceKey }, now);
const variables = await client.searchVariables({ filter: { processInstanceKey, name: { $in: ["in_stock", "order"] } } }, now);
const elements = await client.searchElementInstances({ filter: { processInstanceKey, type: undefined } }, now);

const refused = await client
  .createProcessInstance({ processDefinitionId: "no-such-process", variables: {} })
  .then(() => null, (error) => ({ status: error.status, detail: error.detail ?? error.message }));
const missing = await client.searchTenants?.({}, now).then(() => null, (error) => ({ status: error.status }));

const failing = await client.createProcessInstance({ processDefinitionKey, variables: { order: "n-2" } });
const [job] = (
  await client.activateJobs({ type: "check-stock", worker: "n", timeout: 60_000, maxJobsToActivate: 1, requestTimeout: 2000 })
).jobs;
await job.fail({ retries: 0, errorMessage: "no answer" });
const incidents = await client.searchIncidents(
  { filter: { processInstanceKey: failing.processInstanceKey, state: "ACTIVE" } },
  now,
);
await client.updateJob({ jobKey: job.jobKey, changeset: { retries: 1 } });
await client.resolveIncident({ incidentKey: incidents.items[0].incidentKey });

console.log(
  JSON.stringify({
    gateway: topology.gatewayVersion,
    assignee: taken.assignee,
    correlated: message.processInstanceKey === processInstanceKey,
    state: ended.state,
    businessId: ended.businessId,
    variables: Object.fromEntries(variables.items.map((one) => [one.name, one.value])),
    elements: elements.items.map((one) => one.elementId),
    refused,
    missing,
    incident: incidents.items[0].errorMessage,
  }),
);
process.exit(0);
