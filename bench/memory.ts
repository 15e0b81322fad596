import { addWaiting } from "./add-waiting.ts";
import { addWebhooks, type BenchWebhook } from "./add-webhooks.ts";
import { firstAttemptTimes } from "./paced-traffic.ts";
import { findChildren, residentMb } from "./processes.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import type { System } from "./start-system.ts";

export type MemoryResult = { webMb: number; workerMb: number; waiting: number };

const HANGING_WEBHOOKS = 10;
const SECONDS = 4;
const SAMPLE_MS = 250;

/** Measures peak resident memory of both processes with waiting deliveries and healthy traffic. */
export const measureMemory = async (
  system: System,
  receiver: Receiver,
  healthy: readonly BenchWebhook[],
  { waiting }: { waiting: number },
): Promise<MemoryResult> => {
  const hanging = await addWebhooks(system, receiver, { count: HANGING_WEBHOOKS, behaviour: "hang" });
  await addWaiting(system, hanging, { count: waiting });
  const pids = findChildren(system.pid);
  const most = { webMb: 0, workerMb: 0 };
  const sample = () => {
    most.webMb = Math.max(most.webMb, Math.round(residentMb(pids.web)));
    most.workerMb = Math.max(most.workerMb, Math.round(residentMb(pids.worker)));
  };
  const sampler = setInterval(sample, SAMPLE_MS);
  await firstAttemptTimes(system, receiver, healthy, { perSecond: 50, seconds: SECONDS }).finally(() =>
    clearInterval(sampler),
  );
  sample();
  for (const { remove } of hanging) await remove();
  return { ...most, waiting };
};
