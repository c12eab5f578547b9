// Work as @camunda8/sdk works over REST: a job worker completes, fails and reports an error.
// usage: ZEEBE_REST_ADDRESS=… node job_worker.mjs N   prints JSON lines, ends after N jobs
import { Camunda8 } from "@camunda8/sdk";

const wanted = Number(process.argv[2]);
const rest = new Camunda8().getCamundaRestClient();
let done = 0;
const worker = rest.createJobWorker({
  type: "check-stock",
  worker: "sdk",
  timeout: 10_000,
  maxJobsToActivate: 5,
  pollIntervalMs: 100,
  jobHandler: async (job) => {
    const { pieces } = job.variables;
    const answer =
      pieces > 100
        ? await job.error({ errorCode: "SOLD_OUT" })
        : pieces < 0
          ? await job.fail({ errorMessage: "negative", retries: 0 })
          : await job.complete({ in_stock: true });
    console.log(JSON.stringify({ key: job.jobKey, pieces, answer }));
    done += 1;
    if (done === wanted) {
      worker.stop();
      setTimeout(() => process.exit(0), 100);
    }
    return answer;
  },
});
