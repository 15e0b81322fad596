import { startExecutor } from "#tests/protocol/inngest-executor.ts";
import { freePort } from "#tests/start-app.ts";
import type { Endings } from "../endings.ts";
import type { Receiver } from "../receiver/start-receiver.ts";
import { type BaselineResult, createJobWorld, forkReady, measureJobs } from "./job-world.ts";

/** Measures one Inngest run with one step per delivery. The executor of the protocol tests replaces the server. */
export const measureInngest = async (
  receiver: Receiver,
  endings: Endings,
  { events }: { events: number },
): Promise<BaselineResult> => {
  const world = await createJobWorld(receiver, endings);
  const executor = await startExecutor();
  endings.add(executor.close);
  const port = await freePort();
  await forkReady(
    "inngest-app.ts",
    { PORT: String(port), DATABASE_URL: world.databaseUrl, ...executor.environment },
    endings,
  );
  await executor.sync(`http://127.0.0.1:${port}`);
  const result = await measureJobs(world, receiver, {
    events,
    enqueue: async (jobs) => {
      const response = await fetch(`${executor.url}/e/${executor.eventKey}`, {
        method: "POST",
        body: JSON.stringify(jobs.map((data) => ({ id: data.id, name: "webhook/requested", data }))),
      });
      if (!response.ok) throw new Error(`The executor refused events: ${response.status}`);
    },
    what: "one Inngest run with one step per delivery: signed POST, one insert for its log; the executor of the protocol tests keeps its state in memory, so a real server does less",
  });
  if (executor.problems.length > 0) throw new Error(`The executor found a protocol problem: ${executor.problems[0]}`);
  return result;
};
