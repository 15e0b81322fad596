import { addWaiting } from "./add-waiting.ts";
import { addWebhooks, type BenchWebhook } from "./add-webhooks.ts";
import { firstAttemptTimes } from "./paced-traffic.ts";
import { findSystem, memoryMb } from "./processes.ts";
import type { Receiver } from "./receiver/start-receiver.ts";
import type { System } from "./start-system.ts";

/** MiB as proportional set size. */
type Split = { webMb: number; workerMb: number; supervisorMb: number; postgresMb: number };

/** `idleTotalMb` adds up `idle`; the other figures are the most of each process under load. */
export type MemoryResult = Split & {
  totalMb: number;
  idleTotalMb: number;
  idle: Split;
  waiting: number;
  what: string;
};

/** V8 gives freed pages back seconds later. */
const IDLE_SECONDS = 10;
const HANGING_WEBHOOKS = 10;
const SECONDS = 4;
const SAMPLE_MS = 250;

const rest = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

/** Measures the memory of a system that has had no work since its start. */
export const measureIdleMemory = async (system: System): Promise<Split> => {
  await rest(IDLE_SECONDS);
  return (await createMemoryReader(system))();
};

/** Measures the most memory of each process with waiting deliveries and healthy traffic, without what adding them took. */
export const measureMemory = async (
  system: System,
  receiver: Receiver,
  healthy: readonly BenchWebhook[],
  { waiting, restSeconds, idle }: { waiting: number; restSeconds: number; idle: Split },
): Promise<MemoryResult> => {
  const hanging = await addWebhooks(system, receiver, { count: HANGING_WEBHOOKS, behaviour: "hang" });
  await addWaiting(system, hanging, { count: waiting });
  await rest(restSeconds);
  const read = await createMemoryReader(system);
  let most = read();
  let totalMb = totalOf(most);
  const sample = () => {
    const now = read();
    totalMb = Math.max(totalMb, totalOf(now));
    most = {
      webMb: Math.max(most.webMb, now.webMb),
      workerMb: Math.max(most.workerMb, now.workerMb),
      supervisorMb: Math.max(most.supervisorMb, now.supervisorMb),
      postgresMb: Math.max(most.postgresMb, now.postgresMb),
    };
  };
  const sampler = setInterval(sample, SAMPLE_MS);
  await firstAttemptTimes(system, receiver, healthy, { perSecond: 50, seconds: SECONDS }).finally(() =>
    clearInterval(sampler),
  );
  sample();
  for (const { remove } of hanging) await remove();
  return {
    ...most,
    totalMb,
    idleTotalMb: totalOf(idle),
    idle,
    waiting,
    what: "proportional set size; idle: after the start, before any work; else the most with waiting deliveries and traffic",
  };
};

const createMemoryReader = async (system: System): Promise<() => Split> => {
  const roots = await findSystem(system);
  return () => {
    const { web = 0, worker = 0, supervisor = 0, postgres = 0 } = memoryMb(roots);
    return {
      webMb: Math.round(web),
      workerMb: Math.round(worker),
      supervisorMb: Math.round(supervisor),
      postgresMb: Math.round(postgres),
    };
  };
};

const totalOf = ({ webMb, workerMb, supervisorMb, postgresMb }: Split): number =>
  webMb + workerMb + supervisorMb + postgresMb;
