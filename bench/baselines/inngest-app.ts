import { createServer } from "node:http";
import { Inngest } from "inngest";
import { serve } from "inngest/node";
import { createJobHandler, type WebhookJob } from "./webhook-job.ts";

// App of the Inngest baseline: one function, one step, one delivery.

const CONCURRENCY = 50;

const { PORT = "", DATABASE_URL = "" } = process.env;
const handle = createJobHandler(DATABASE_URL, { connections: 20 });
const inngest = new Inngest({ id: "baseline" });
const deliver = inngest.createFunction(
  {
    id: "deliver",
    triggers: [{ event: "webhook/requested" }],
    retries: 5,
    checkpointing: false,
    concurrency: { limit: CONCURRENCY },
  },
  async ({ event, step, attempt }) => {
    await step.run("post", () => handle(event.data as WebhookJob, attempt + 1));
  },
);
createServer(serve({ client: inngest, functions: [deliver], servePath: "/api/inngest" })).listen(
  Number(PORT),
  "127.0.0.1",
  () => process.send?.("ready"),
);
process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => {});
